# Mail for users of the system, by what INSTALL says in HOW MAIL GETS INTO THE
# MAILDIR: Postfix, Exim and OpenSMTPD, configured by its commands, deliver to
# alice's maildir, and curl fetches the message.  Unpacked as in mta.t.
use strict;
use warnings;
use lib 'tests';
use Chain qw(:DEFAULT serve);
use IO::Socket::INET;
use Test::More;

need_root();

my $PATH = '/usr/sbin:/usr/bin:/sbin:/bin';
my %mta = (
  postfix => { packages => ['postfix'], start => \&postfix },
  exim => { packages => [qw(exim4-base exim4-config exim4-daemon-light)], start => \&exim },
  opensmtpd => { packages => ['opensmtpd'], start => \&opensmtpd },
);
my %heading = (postfix => 'Postfix', exim => 'Exim', opensmtpd => 'OpenSMTPD');

sub archive { return (sort glob "/var/cache/apt/archives/$_[0]_*.deb")[-1] }
sub sh { system('sh', '-ec', @_) == 0 or die "cannot @_\n" }

# the commands of INSTALL for it, but for what tells systemd
sub commands {
  my ($name) = @_;
  my ($section) = slurp('INSTALL') =~ /^HOW MAIL GETS.*?\n(.*?)^WITH DAEMONTOOLS/ms;
  my ($block) = $section =~ /^\Q$heading{$name}\E[^\n]*:\n\n((?: {4}.*\n)+)/m or die "no $name";
  return grep { !/^systemctl/ } map { s/^ {4}//r } split /\n/, $block;
}

if (my $name = $ARGV[0]) {
  private();
  own_root();
  sh('dpkg --fsys-tarfile "$0" | tar -x -C / --keep-directory-symlink', archive($_))
    for @{ $mta{$name}{packages} };
  sh('useradd -m -p "$0" alice; mkdir -p /run/lock; cd ~alice; "$1"/pop3maildir MAILDIR.POP alice',
    hash('word', '6'), source());
  my $home = (getpwnam 'alice')[7];
  my $log = scratch() . '/log';
  $mta{$name}{start}->($log);
  my $s = wait_for { my $c = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => 25);
    $c && hear($c) =~ /^220/ ? $c : 0 } 'port 25';
  for (['EHLO localhost', 250], ['MAIL FROM:<root@localhost>', 250],
    ['RCPT TO:<alice@localhost>', 250], ['DATA', 354],
    ["Subject: by $name\r\n\r\nit has come\r\n.", 250], ['QUIT', 221]) {
    my ($line, $code) = @$_;
    print {$s} "$line\r\n";
    like(hear($s), qr/^$code/, $line =~ s/\r.*//sr);
  }
  my @mail = eval { wait_for { glob "$home/MAILDIR.POP/new/*" } 'the delivery' };
  is(scalar @mail, 1, "$name delivers") or diag slurp($log), `cat /var/log/*mail* 2>/dev/null`;
  serve(Chain::programs(), 'checkpassword');
  my $said = '';
  eval { wait_for {
    $said = `curl -q -sS -u alice:word pop3://127.0.0.1/1 2>&1`;
    $? == 0;
  } 'curl' };
  like($said, qr/^Subject: by $name\r?\n.*^it has come\r?\n/ms,
    "[mta-local] $name: curl fetches it");
  done_testing();
  exit;
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
  spew('/etc/postfix/main.cf', <<'END');
compatibility_level = 3.6
inet_interfaces = loopback-only
inet_protocols = ipv4
mydestination = localhost
myhostname = mta.example.net
maillog_file = /var/log/mail.log
smtpd_peername_lookup = no
alias_maps =
END
  sh('postfix set-permissions >/dev/null 2>&1 || :');
  sh($_) for commands('postfix');
  start(argv => ['postfix', 'start-fg'], log => $log, env => { PATH => $PATH });
}

# with the file that debconf would write
sub exim {
  my ($log) = @_;
  sh('useradd --system --no-create-home Debian-exim; mkdir -p /var/spool/exim4 /var/log/exim4'
    . ' /var/lib/exim4; chown Debian-exim: /var/spool/exim4 /var/log/exim4');
  spew('/etc/mailname', "localhost\n");
  sh(': >>/etc/aliases'); # as the package makes it
  spew('/etc/exim4/update-exim4.conf.conf', <<'END');
dc_eximconfig_configtype='local'
dc_other_hostnames='localhost'
dc_local_interfaces='127.0.0.1'
dc_readhost=''
dc_relay_domains=''
dc_minimaldns='false'
dc_relay_nets=''
dc_smarthost=''
CFILEMODE='644'
dc_use_split_config='false'
dc_hide_mailname=''
dc_mailname_in_oh='true'
dc_localdelivery='mail_spool'
END
  sh($_) for commands('exim');
  start(argv => [qw(exim4 -bdf -q1h -oX 127.0.0.1.25)], log => $log, env => { PATH => $PATH });
}

sub opensmtpd {
  my ($log) = @_;
  sh('useradd --system --no-create-home --home-dir /var/empty opensmtpd;'
    . ' useradd --system --no-create-home opensmtpq;'
    . ' mkdir -p -m 711 /var/spool/smtpd; mkdir -p /var/empty; : >>/etc/aliases');
  sh($_) for commands('opensmtpd');
  start(argv => [qw(smtpd -d -f /etc/smtpd.conf)], log => $log, env => { PATH => $PATH });
}

for my $name (sort keys %mta) {
  SKIP: {
    my @none = grep { !archive($_) } @{ $mta{$name}{packages} };
    skip "apt has not fetched @none", 1 if @none;
    # in a process namespace, with which all that it started ends
    my $said = `unshare --pid --fork --kill-child --mount-proc $^X -Itests $0 $name 2>&1`;
    is($?, 0, "$name: to the maildir of a user, and to POP3") or diag $said =~ s/^ok .*\n//mgr;
  }
}

done_testing();
