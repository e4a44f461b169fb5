# Mail for accounts of the mail's own, by what INSTALL says: a message that goes
# to Postfix, Exim and OpenSMTPD by SMTP is fetched by curl.  Each of Debian's
# packages excludes the others, so they are unpacked, in a root of the test's
# own, from where apt keeps what it has fetched; tests/run fetches them.
use strict;
use warnings;
use lib 'tests';
use Chain qw(:DEFAULT serve);
use IO::Socket::INET;
use Test::More;
use Time::HiRes qw(sleep);

need_root();

my %mta = (
  postfix => { packages => ['postfix'], files => ['/etc/postfix/main.cf'], start => \&postfix },
  exim => { packages => [qw(exim4-base exim4-config exim4-daemon-light)],
    files => ['/etc/exim4/conf.d/router/150_mailboxes',
      '/etc/exim4/conf.d/transport/30_mailboxes'], start => \&exim },
  opensmtpd => { packages => ['opensmtpd'], files => ['/etc/smtpd.conf'],
    start => \&opensmtpd },
);

sub archive { return (sort glob "/var/cache/apt/archives/$_[0]_*.deb")[-1] }

# what INSTALL has for that file; the commands of its section
sub content {
  my ($path) = @_;
  my ($text) = slurp('INSTALL') =~ /\Q$path\E:\n\n((?: {8}.*\n|\n)+)/ or die "no $path";
  return $text =~ s/^ {8}//mgr;
}
my ($section) = slurp('INSTALL') =~ /^MAIL FOR ACCOUNTS.*?\n(.*?)^PAM/ms;
my @maps = $section =~ /^ {4}(awk .*)/mg;

sub sh { system('sh', '-ec', @_) == 0 or die "cannot @_\n" }

# ---- one of them ----

if (my $name = $ARGV[0]) {
  my $mta = $mta{$name};
  private();
  own_root();
  # those files only: the libraries that it needs are the machine's
  sh('dpkg --fsys-tarfile "$0" | tar -x -C / --keep-directory-symlink', archive($_))
    for @{ $mta->{packages} };
  mkdir $_ for '/etc/qmail-pop3d', '/home/mail', '/run/lock';
  sh('mkdir -p /home/mail/bob && chown 2000:2000 /home/mail/bob');
  spew('/etc/qmail-pop3d/accounts', "# mail: of\nbob\@example.org:" . hash('word', '6')
    . ":2000:2000::/home/mail/bob::\nbob\@example.org/phone:*\n");
  sh($_) for @maps;
  my $db = '/etc/qmail-pop3d/accounts.cdb';
  my $r = run(argv => [source() . '/mailaccounts', $db, "$db.tmp", 1000, 2999],
    in => slurp('/etc/qmail-pop3d/accounts'));
  is($r->{code}, 0, 'accounts') or diag $r->{err};
  my $log = scratch() . '/log';
  $mta->{start}->($log);
  sends($log);
  my @mail = eval { wait_for { glob '/home/mail/bob/Maildir/new/*' } 'the delivery' };
  is(scalar @mail, 1, "$name delivers") or diag slurp($log), `cat /var/log/*mail* 2>/dev/null`;
  my $pid = serve(Chain::programs(), "checkmail $db");
  symlink 'Maildir', '/home/mail/bob/MAILDIR.POP' or die "symlink: $!";
  my $said = '';
  eval { wait_for { $said = `curl -q -sS -u bob\@example.org:word pop3://127.0.0.1/1 2>&1`;
    $? == 0 } 'curl' };
  like($said, qr/^Subject: by $name\r?\n.*^it has come\r?\n/ms, "[mta] $name: curl fetches it");
  done_testing();
  exit;
}

# a message to bob, and one to nobody, which is refused
sub sends {
  my ($log) = @_;
  my $s = eval { wait_for { my $c = IO::Socket::INET->new(PeerAddr => '127.0.0.1',
    PeerPort => 25, Timeout => 5); $c && hear($c) =~ /^220/ ? $c : 0 } 'port 25' }
    or die "no server: ", slurp($log);
  my $ask = sub { print {$s} "$_[0]\r\n"; return hear($s) };
  like($ask->('EHLO localhost'), qr/^250[ -]/, 'EHLO');
  like($ask->('MAIL FROM:<alice@example.org>'), qr/^250/, 'MAIL');
  like($ask->('RCPT TO:<nobody-here@example.org>'), qr/^5/, 'nobody gets no mail');
  like($ask->('RCPT TO:<bob@example.org>'), qr/^250/, 'bob does');
  like($ask->('DATA'), qr/^354/, 'DATA');
  like($ask->("From: alice\@example.org\r\nTo: bob\@example.org\r\nSubject: by $ARGV[0]\r\n"
    . "\r\nit has come\r\n."), qr/^250/, 'the message');
  $ask->('QUIT');
}
sub hear {
  my ($s) = @_;
  my $line = '';
  do { $line = <$s> // return '' } while $line =~ /^\d\d\d-/;
  return $line;
}

sub postfix {
  my ($log) = @_;
  sh(<<'END');
    groupadd --system postdrop; useradd --system --no-create-home postfix
    cp /usr/share/postfix/master.cf.dist /etc/postfix/master.cf
    cp /usr/share/postfix/dynamicmaps.cf /etc/postfix
    sed -i 's/^\([a-z].*  \)y  /\1n  /' /etc/postfix/master.cf
    mkdir -p /var/spool/postfix /var/lib/postfix; chown postfix /var/lib/postfix
END
  spew('/etc/postfix/main.cf', content('/etc/postfix/main.cf'), <<"END");
compatibility_level = 3.6
inet_interfaces = loopback-only
inet_protocols = ipv4
mydestination =
myhostname = mta.example.net
maillog_file = /var/log/mail.log
smtpd_peername_lookup = no
END
  sh('newaliases 2>/dev/null || :; postfix set-permissions >/dev/null 2>&1 || :');
  start(argv => ['postfix', 'start-fg'], log => $log,
    env => { PATH => '/usr/sbin:/usr/bin:/sbin:/bin' });
}

sub exim {
  my ($log) = @_;
  sh('useradd --system --no-create-home Debian-exim; mkdir -p /var/spool/exim4 /var/log/exim4;'
    . ' chown Debian-exim: /var/spool/exim4 /var/log/exim4');
  my ($router, $transport) = map { content($_) } @{ $mta{exim}{files} };
  spew('/etc/exim4/exim4.conf', <<"END");
primary_hostname = mta.example.net
domainlist ours = example.org
acl_smtp_rcpt = check
host_lookup =
rfc1413_query_timeout = 0s
begin acl
check:
  accept domains = +ours
    verify = recipient
  deny
begin routers
$router
begin transports
$transport
END
  start(argv => [qw(exim4 -bdf -q1h -oX 127.0.0.1.25)], log => $log,
    env => { PATH => '/usr/sbin:/usr/bin:/sbin:/bin' });
}

sub opensmtpd {
  my ($log) = @_;
  sh('useradd --system --no-create-home --home-dir /var/empty opensmtpd;'
    . ' useradd --system --no-create-home opensmtpq;'
    . ' mkdir -p -m 711 /var/spool/smtpd; mkdir -p /var/empty');
  spew('/etc/smtpd.conf', content('/etc/smtpd.conf'));
  start(argv => [qw(smtpd -d -f /etc/smtpd.conf)], log => $log,
    env => { PATH => '/usr/sbin:/usr/bin:/sbin:/bin' });
}

# ---- all of them ----

for my $name (sort keys %mta) {
  SKIP: {
    my @none = grep { !archive($_) } @{ $mta{$name}{packages} };
    skip "apt has not fetched @none", 1 if @none;
    # in a process namespace, with which all that it started ends
    my $said = `unshare --pid --fork --kill-child --mount-proc $^X -Itests $0 $name 2>&1`;
    is($?, 0, "$name: from SMTP to POP3") or diag $said =~ s/^ok .*\n//mgr;
  }
}

done_testing();
