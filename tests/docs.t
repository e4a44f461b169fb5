# README, INSTALL and UPGRADE: each command in them is run, in order, on a
# machine of the test's own with Debian's programs, and shows what it should;
# or it is named here, with the reason why it is not.  With CHAIN_FULL=1 in the
# environment once more in roots of Debian 12 and 13, started by systemd, where
# nothing has a stand-in and mail comes by the mail server; "bookworm" or
# "trixie" behind docs.t: only there.
use strict;
use warnings;
use lib 'tests';
use Boot;
use Chain;
use Tree;
use Systemd;
use File::Basename qw(dirname);
use File::Path qw(make_path);
use IO::Select;
use IO::Socket::INET;
use IO::Socket::IP;
use Test::More;
use Time::HiRes qw(sleep);

need_root();

my $booted = $ENV{DOCS_BOOTED}; # this is a root that systemd has started

my %nowhere = ( # nor there
  'sh demo' => 'demo.t does',
  'apk add build-base' => 'of another system',
  'adduser -S -D -H pop3log' => 'of another system',
  'pw useradd pop3log -d /nonexistent -s /usr/sbin/nologin' => 'of another system',
  'pkg install daemontools ucspi-tcp' => 'of another system',
  'make deb' => 'deb.t does',
  (map { ($_->[0] => 'container.t does') } @{ parts('INSTALL')->{'IN A CONTAINER'} }),
  'apt-get install ./qmail-pop3d_*.deb' => 'deb.t does',
  (map { ($_ => 'mta.t does') } '/etc/postfix/main.cf', '/etc/smtpd.conf',
    '/etc/exim4/conf.d/router/150_mailboxes', '/etc/exim4/conf.d/transport/30_mailboxes'),
  'echo ./MAILDIR.POP/ >/var/qmail/control/defaultdelivery' => 'Debian has neither qmail nor'
    . ' notqmail',
);
my %not_here = (
  (map { ("systemctl $_" => 'there is no systemd; fail2ban-bans.t and mta-local.t do it without') }
    'restart fail2ban', 'reload postfix', 'restart exim4', 'restart opensmtpd',
    'enable nftables'),
  (map { ($_ => 'of a mail server, of which only one can be installed: mta-local.t does') }
    'postconf -e home_mailbox=MAILDIR.POP/ mailbox_command=', 'update-exim4.conf',
    q(sed -i "s/^dc_localdelivery=.*/dc_localdelivery='maildir_home'/")
      . ' /etc/exim4/update-exim4.conf.conf',
    q(echo 'MAILDIR_HOME_MAILDIR_LOCATION = $home/MAILDIR.POP' | tee)
      . ' /etc/exim4/exim4.conf.localmacros >/etc/exim4/conf.d/main/000_maildir',
    q(sed -i 's|^action "local" .*|action "local" maildir "~/MAILDIR.POP" alias <aliases>|')
      . ' /etc/smtpd.conf'),
  (map { ($_ => 'of dma, which needs cron') } 'apt-get install dma procmail safecat cron',
    '/usr/local/sbin/move-mail', '/etc/cron.d/move-mail', 'chmod 755 /usr/local/sbin/move-mail'),
  (map { ($_ => 'mta-local.t does') } 'apt-get install mb2md',
    q(su alice -s /bin/sh -c 'mb2md -s /var/mail/alice -d ~/MAILDIR.POP')),
  'setsid s6-svscan /run/service >/dev/null 2>&1 </dev/null &' => 'the test starts it',
);
my %not_run = (%nowhere, $booted ? () : %not_here);

my $RIGHT = 'xyzzy plugh 17';
my $JOURNAL = '/run/journal'; # of what stands in for systemd

# What is done in another way, since it needs a network or systemd.  Packages
# are here if tests/run could have them.
my @instead = (
  [qr/^apt-get install (.*)/, sub {
    for my $package (split ' ', $1) {
      next if $package eq 'daemontools-run'; # here the test starts svscan as it does
      lacks($package) if `dpkg-query -W -f '\${Status}' $package 2>&1` !~ / installed$/;
    }
    return 'installed';
  }, qr/installed/],
  [qr/^systemctl enable --now (\S+)\.socket$/, sub {
    my $name = $1;
    lacks('systemd') if !-x '/usr/bin/systemd-socket-activate';
    start(argv => [activate('/etc/systemd/system', $name, $JOURNAL)]);
    scalar `systemctl enable $name.socket 2>&1; echo \$?`;
  }, qr/^0\n\z/m],
  [qr/^systemctl restart inetd$/, sub { start(argv => ['inetd', '-i']) }, qr/./],
  [qr/^journalctl -t qmail-pop3d$/, sub { -e $JOURNAL ? slurp($JOURNAL) : '' },
    qr/user alice quit/],
);
@instead = () if $booted;

# What a command must say; it is given the time for that.
my @says = (
  [qr/^make setup check$/, qr/install/],
  [qr/^curl /, qr/^Subject: hello\r?\n\r?\nit works/],
  [qr/current$|qmail-pop3d\.log$|^journalctl /, qr/user alice quit/],
  [qr/pop3stat$/, qr/ user alice$/m],
  [qr/^svstat /, qr/: up \(pid /],
  [qr/ \.\/check alice$/, qr/alice has 1 message/],
  [qr/^fail2ban-client /, qr/OK/],
  [qr/^fail2ban-regex /, qr/\b1 matched/],
  [qr/ dovecot .*keep-ids$/, qr/^2 messages have the ids of dovecot, 2 /],
  [qr/ <tools\/unpack$/, qr/^0 messages unpacked, 0 left as they are\n/],
  [qr/ courier .*keep-ids$/, qr/^1 messages have the ids of courier, 3 /],
  [qr/^ls /, qr/UID7-8/],
  [qr/^printf 'STAT/, qr/^\+OK 4 \d+\r\n.*^1 [0-9a-f]{16}\r/ms],
);

# ---- reading ----

# { section => [[command] or [path, content], ...] } of a document.  What is
# indented stands alone: by four blanks commands, of which a line with a \ at its
# end goes on, by eight the content of the file that was named before it.
sub parts {
  my ($doc) = @_;
  my ($section, $text) = ('', '');
  my %parts;
  for (split /\n\n+/, slurp($doc)) {
    $section = $1 if /^([A-Z][A-Z0-9', ]+)$/m;
    if (/^ {8}/) {
      my ($path) = $text =~ m{(/\S+):\s*$} or die "$doc: no path before $_\n";
      push @{ $parts{$section} }, [$path, s/^ {8}//mgr . "\n"];
    }
    elsif (/^ {4}\S/) { push @{ $parts{$section} }, map { [s/^ {4}//mgr] } split /(?<!\\)\n/ }
    elsif (/^ {4}\S/m) { die "$doc: commands stand alone: $_\n" }
    $text = $_;
  }
  return \%parts;
}

my %doc = map { ($_ => parts($_)) } qw(README INSTALL UPGRADE);

# ---- running ----

sub sh { system('sh', '-ec', @_) == 0 or die "cannot @_\n" }

# ends a group that needs what this machine has not
sub lacks {
  my ($package) = @_;
  print "LACKS $package\n";
  done_testing();
  exit 0;
}

# Where all is real: who is asked by apt-get, says yes, and only what is needed
# is installed.  If the root has programs that were built before, make finds them.
my $BUILT = '/usr/src/built';
sub machine_booted {
  sh('cp -a "$0"/. .', $BUILT) if -d $BUILT;
  sh('useradd -m -p "$0" alice', hash($RIGHT, 'y'));
  spew('/etc/apt/apt.conf.d/docs', 'APT::Get::Assume-Yes "1"; APT::Install-Recommends "0";');
  $ENV{DEBIAN_FRONTEND} = 'noninteractive';
  return source();
}

sub machine {
  delete @ENV{grep { /^MAKE|^MFLAGS$/ } keys %ENV}; # a make of its own
  delete $ENV{DESTDIR};
  $ENV{PATH} = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
  return machine_booted() if $booted;
  private();
  own_root();
  sh('useradd -m -p "$0" alice; : >$1', hash($RIGHT, 'y'), $JOURNAL);
  return copy_built();
}

# in the folder of the sources; who is asked for a password, says it
my $tree;
sub attempt {
  my ($command) = @_;
  return run(argv => ['sh', '-ec', $command], in => "$RIGHT\n", chdir => $tree,
    env => { PATH => $ENV{PATH}, DEBIAN_FRONTEND => 'noninteractive' });
}

# runs it until it says what it should
sub command {
  my ($command) = @_;
  for (@instead) {
    my ($what, $how, $like) = @$_;
    next if $command !~ $what;
    my $said = '';
    eval { wait_for { $command =~ $what; ($said = $how->()) =~ $like } $command };
    like($said, $like, $command) or die "and so on\n";
    return;
  }
  my ($like) = map { $command =~ $_->[0] ? $_->[1] : () } @says;
  my $r = attempt($command);
  eval { wait_for {
    return 1 if $r->{code} == 0 && $r->{out} =~ $like;
    sleep 0.2;
    $r = attempt($command);
    return 0;
  } $command } if $like;
  is($r->{code}, 0, $command) or die "$r->{err}and so on\n";
  return if !$like;
  like($r->{out}, $like, '  says what it should') or die "and so on\n";
}

# Accounts by the programs that others have them of, as far as these are here:
# doveadm of Dovecot, and userdb of Courier, as apt has fetched it; vpopmail's
# by its vpopmail.h, "pw_name:pw_passwd:pw_uid:pw_gid:pw_gecos:pw_dir:pw_shell".
sub written {
  make_path('/etc/dovecot', '/etc/courier', '/home/vpopmail/domains/example.org', '/h/bob');
  my $hash = `doveadm pw -s SHA512-CRYPT -p '$RIGHT' 2>/dev/null` || '{CRYPT}' . hash($RIGHT, '6');
  chomp $hash;
  spew('/etc/dovecot/users', "# Dovecot\nbob\@example.org:$hash:2000:2000::/h/bob::"
    . "userdb_mail=maildir:~/Maildir\n");
  my $pw = hash($RIGHT, '6');
  my ($deb) = glob '/var/cache/apt/archives/courier-authlib-userdb_*.deb';
  my $line = "bob\@example.org\thome=/h/bob|uid=2000|gid=2000|systempw=$pw\n";
  if ($deb) {
    sh('dpkg --fsys-tarfile "$0" | tar -x -C / --keep-directory-symlink', $deb);
    sh('userdb -f /etc/courier/userdb bob@example.org set home=/h/bob uid=2000 gid=2000 '
      . 'systempw="$0"', $pw);
  }
  else { spew('/etc/courier/userdb', $line) }
  spew('/home/vpopmail/domains/example.org/vpasswd',
    "postmaster:*:1:0:Postmaster:/h/bob:NOQUOTA\nbob:$pw:1:0:bob:/h/bob:NOQUOTA:clear\n");
}

# bob, as the last command left it
sub is_let_in {
  return if !-e '/etc/qmail-pop3d/accounts.cdb';
  my $r = run(fd3 => "bob\@example.org\0$RIGHT\0x\0",
    argv => ['/bin/checkmail', '/etc/qmail-pop3d/accounts.cdb', 'echo', 'in']);
  is($r->{out}, "in\n", '  bob is let in') or diag $r->{err}, slurp('/etc/qmail-pop3d/accounts');
}

# Sections of a document that one does one after another on one machine:
# each a name, or a name and commands to leave out; what happens before, amid
# at a command, and after.
my $svscan = sub {
  return if $booted; # daemontools-run
  sh('rm -rf /etc/service; mkdir /etc/service');
  start(argv => ['svscan', '/etc/service'], env => { PATH => $ENV{PATH} }, chdir => '/');
};
my $from = sub { # what came of a connection from there to here
  my ($ip, $port) = @_;
  return IO::Socket::IP->new(PeerHost => $ip, LocalHost => $ip, PeerPort => $port,
    Timeout => 1) ? 1 : 0;
};
sub wants { sh("apt-get -q install @_ >/dev/null") if $booted }

# A mail server, all commands of its part, and what comes of mail for alice.
sub mail_by {
  my ($packages, $mine, @subjects) = @_;
  my ($package) = split ' ', $packages;
  return { doc => 'INSTALL', booted => 1, of => ['BUILDING', 'MAIL', 'WITH SYSTEMD',
    ['HOW MAIL GETS INTO THE MAILDIR', qr/^(?!.*(?:$mine))/]], before => sub {
      wants($packages);
    }, amid => [qr/mb2md -s/ => sub {
      spew('/var/mail/alice', map { "From bob\@example.org Thu Nov 26 0$_:00:00 2026\n"
        . "Subject: number $_\n\n>From here on\n\n" } 1, 2);
      sh('chown alice:mail /var/mail/alice; chmod 660 /var/mail/alice');
    }], after => sub {
      my $mail = 'printf "Subject: by mail\n\nit has come\n" | sendmail alice';
      wait_for { system('sh', '-c', $mail) == 0 } 'sendmail'; # the server has just been started
      for my $subject ('by mail', @subjects) {
        ok(eval { wait_for { grep {
          attempt("curl -q -sS -u alice pop3://127.0.0.1/$_")->{out} =~ /^Subject: $subject\r?$/m
        } 1 .. 2 + @subjects } $subject }, "$package: curl fetches the mail $subject");
      }
    } };
}

my @groups = (
  { doc => 'README', fresh => 1, of => ['INSTALL', 'SERVE, WITH SYSTEMD'] },
  { doc => 'README', of => ['INSTALL', 'SERVE, WITH DAEMONTOOLS'], before => $svscan },
  { doc => 'INSTALL', of => ['BUILDING', 'MAIL', 'WITH DAEMONTOOLS', 'FAIL2BAN'],
    before => sub {
      $svscan->();
      sh(': >/var/log/auth.log') if !$booted; # which Debian's own jail wants to be there
    }, amid => [qr/^fail2ban-regex/ => sub {
      is(attempt('curl -q -sS -u alice:wrong pop3://127.0.0.1/1')->{code}, 67, 'refused');
    }], after => sub {
      sh('ip addr add 10.0.0.7/32 dev lo; ip addr add 10.1.0.7/32 dev lo');
      my $greeted = sub {
        my $s = IO::Socket::INET->new(PeerAddr => $_[0], LocalAddr => $_[0], PeerPort => 110);
        return $s && IO::Select->new($s)->can_read(HANGS) && defined scalar <$s> || 0;
      };
      is($greeted->('10.0.0.7'), 1, 'who was let in, is');
      is($greeted->('10.1.0.7'), 0, 'and nobody else');
    } },
  { doc => 'INSTALL', of => ['BUILDING', "WITH ACCOUNTS OF THE MAIL'S OWN",
    "MAIL FOR ACCOUNTS OF THE MAIL'S OWN"], before => $svscan, after => sub {
      is(slurp('/etc/mailboxes'), "bob\@example.org /home/mail/bob/Maildir/\n", 'a map');
      is(slurp('/etc/mailboxes.users'), "bob 2000:2000:/home/mail/bob\n", 'another');
    } },
  { doc => 'INSTALL', of => ['BUILDING', 'MAIL', 'THE RECIPE'], before => $svscan },
  { doc => 'INSTALL', of => ['BUILDING', 'MAIL', 'WITH SYSTEMD'] },
  mail_by('postfix', 'post(?:conf|fix)|mb2md', 'number 1', 'number 2'),
  mail_by('exim4-daemon-light', 'exim4'),
  mail_by('opensmtpd ca-certificates', 'smtpd'),
  mail_by('dma', 'dma|move-mail'),
  { doc => 'INSTALL', of => ['BUILDING', 'MAIL', 'WITH RUNIT'], before => sub {
    return wants('runit-run') if $booted;
    sh('rm -rf /etc/service; mkdir /etc/service');
    start(argv => ['runsvdir', '/etc/service'], env => { PATH => $ENV{PATH} });
  } },
  { doc => 'INSTALL', of => ['BUILDING', 'MAIL', 'WITH S6'], before => sub {
    return if $booted;
    mkdir '/run/service';
    start(argv => ['s6-svscan', '/run/service'], env => { PATH => $ENV{PATH} });
    wait_for { -p '/run/service/.s6-svscan/control' } 's6-svscan';
  } },
  { doc => 'INSTALL', of => ['BUILDING', 'MAIL', 'WITH INETD'] },
  { doc => 'INSTALL', of => ['BUILDING', 'MAIL', ['TLS',
    qr{letsencrypt|sd-conf|/etc/qmail-pop3sd}]] },
  { doc => 'INSTALL', of => ['BUILDING', 'MAIL', ['TLS', qr/^\(umask 077; cat key|systemd?/]],
    before => sub {
      $svscan->();
      wants(qw(openssl daemontools daemontools-run ucspi-tcp));
      sh('mkdir -p /etc/ssl/private; d=/etc/letsencrypt/live/pop3.example.org; mkdir -p $d
        openssl req -x509 -nodes \
        -newkey rsa:2048 -subj /CN=CA -addext subjectAltName=DNS:pop3.example.org \
        -keyout $d/privkey.pem -out $d/fullchain.pem 2>/dev/null');
    }, amid => [qr/^curl/ => sub {
      sh('cp /etc/letsencrypt/live/pop3.example.org/fullchain.pem "$0/cert.pem"', $tree);
    }] },
  { doc => 'INSTALL', of => ['A FIREWALL'], before => sub { wants('ucspi-tcp') }, after => sub {
    sh('nft -f /etc/nftables.d/pop3.nft; nft -f /etc/nftables.conf');
    my $filter = `nft list tables` =~ /filter/ ? 1 : 0; # of Debian's nftables.conf
    is(scalar(() = `nft list ruleset` =~ /chain input/g), 1 + $filter,
      'again, and as at the start of the machine: each rule is there once');
    sh('for ip in 10.0.0.7/32 10.1.0.7/32 fd00::7/128; do ip addr add $ip dev lo nodad; done');
    start(argv => [qw(tcpserver -b 300 -c 300 -HRl0 0), $_, 'true']) for 110, 995;
    my @six = map { IO::Socket::IP->new(Listen => 300, LocalHost => '::', LocalPort => $_,
      V6Only => 1) or die "listen: $@" } 110, 995;
    dial($_) for 110, 995;
    is($from->(@$_[0, 1]), $_->[2], "port $_->[1], from $_->[0]") for ['10.0.0.7', 110, 1],
      ['10.1.0.7', 110, 0], ['127.0.0.1', 110, 1], ['::1', 110, 1], ['fd00::7', 110, 0];
    for my $ip ('10.1.0.7', 'fd00::7') {
      my ($open, $shut) = (0, 0);
      while ($open < 200 && $shut < 3) { $from->($ip, 995) ? ++$open : ++$shut }
      cmp_ok($open, '>=', 120, "port 995, from $ip");
      cmp_ok($open, '<', 150, '  but no more than 120 times a minute');
    }
    is($from->('10.0.0.7', 995), 1, '  each address has its own number');
  } },
  { doc => 'UPGRADE', of => ["ACCOUNTS OF DOVECOT, COURIER AND VPOPMAIL"], before => sub {
      wants('ucspi-tcp'); # tcprules, which make runs
      is(attempt('make setup check')->{code}, 0, 'make setup check');
      sh('useradd --system --no-create-home pop3log; qmail-pop3d-conf'
        . ' "checkmail accounts.cdb" pop3log /etc/qmail-pop3d h');
      written();
    }, amid => [qr/^awk/ => \&is_let_in], after => \&is_let_in },
  { doc => 'UPGRADE', of => ['UNIQUE IDS', 'FROM QMAIL OR NOTQMAIL',
    'FROM DOVECOT OR COURIER'], before => sub {
      is(attempt('make setup check')->{code}, 0, 'make setup check');
      sh('mkdir -p /var/qmail/bin; cp -p /bin/qmail-pop* /bin/checkpassword* /var/qmail/bin');
      my ($uid, $home) = (getpwnam 'alice')[2, 7];
      maildir({ map({ ("cur/170000000$_.a.h:2,S" => "x\n") } 1 .. 4) },
        "$home/MAILDIR.POP", $uid);
      spew("$home/MAILDIR.POP/dovecot-uidlist", "3 V1700000000 N9\n",
        "1 :1700000001.a.h\n2 W5 :1700000002.a.h\n");
      spew("$home/MAILDIR.POP/courierpop3dsizelist", "/3 8 8\n",
        "1700000003.a.h:2,S 5 7:8:0\n");
    } },
);

# Runs a group, in a process of its own; prints what it has run.
sub group {
  my ($group) = @_;
  $tree = machine();
  $group->{before}->() if $group->{before};
  for (@{ $group->{of} }) {
    my ($section, $leave) = ref $_ ? @$_ : $_;
    for (@{ $doc{ $group->{doc} }{$section} }) {
      my ($what, $content) = @$_;
      if (defined $content) {
        make_path(dirname($what));
        spew($what, $content);
        print "RUN $section $what\n";
        next;
      }
      next if $not_run{$what} || ($leave && $what =~ $leave);
      my ($when, $how) = @{ $group->{amid} || [] };
      $how->() if $when && $what =~ $when;
      command($what);
      print "RUN $section $what\n";
    }
  }
  $group->{after}->() if $group->{after};
  done_testing();
}

if (@ARGV && $ARGV[0] =~ /^\d/) {
  group($groups[$ARGV[0]]);
  exit;
}
my @releases = @ARGV ? @ARGV : $ENV{CHAIN_FULL} ? qw(bookworm trixie) : ();

# ---- all of them, some at a time ----

# Runs each group; returns what has run.
sub all_groups {
  my ($where, $at_once, $command, @waiting) = @_;
  my (%running, %has_run);
  while (@waiting || %running) {
    while (@waiting && keys %running < $at_once) {
      my $i = shift @waiting;
      my $out = scratch() . '/out';
      my $pid = fork // die "fork: $!";
      if (!$pid) {
        open STDOUT, '>', $out or die;
        open STDERR, '>&', \*STDOUT;
        exec $command->($i) or POSIX::_exit(127);
      }
      $running{$pid} = [$i, $out];
    }
    my $pid = wait;
    my $code = $?;
    my ($i, $out) = @{ delete $running{$pid} || next };
    my $said = slurp($out);
    my ($doc, @of) = ($groups[$i]{doc}, @{ $groups[$i]{of} });
    my $name = $where . (ref $of[-1] ? $of[-1][0] : $of[-1]);
    SKIP: {
      last if $said !~ /^LACKS (.*)/m;
      $has_run{"$doc $_"} = 1 for map { my $s = ref $_ ? $_->[0] : $_;
        map { "$s $_->[0]" } @{ $doc{$doc}{$s} } } @of;
      skip "$doc, to $name: no $1", 1;
    }
    is($code, 0, "$doc, to $name") or diag $said =~ s/^(?:ok |RUN ).*\n//mgr;
    $has_run{"$doc $1"} = 1 while $said =~ /^RUN (.*)$/mg;
  }
  return \%has_run;
}

# ---- every command ----

sub is_whole {
  my ($where, $has_run, %why) = @_;
  my %named;
  my @left;
  for my $doc (sort keys %doc) {
    for my $section (sort keys %{ $doc{$doc} }) {
      for (@{ $doc{$doc}{$section} }) {
        my ($what) = @$_;
        if ($why{$what}) { $named{$what} = 1; next }
        push @left, "$doc, $section: $what" if !$has_run->{"$doc $section $what"};
      }
    }
  }
  is_deeply(\@left, [], "${where}every command was run, or is named here");
  is_deeply([grep { !$named{$_} } sort keys %why], [], "${where}what is named here is there");
  cmp_ok(scalar keys %$has_run, '>=', 70, $where . keys(%$has_run) . ' commands and files');
}

my @here = grep { !$groups[$_]{booted} } 0 .. $#groups;
is_whole('', all_groups('', 4, sub { ($^X, '-Itests', $0, @_) }, @here), %not_run) if !@ARGV;

# ---- on Debian 12 and 13 ----

sub installs { # for apt-get to fetch: what a document says, and what it expects
  my @lines = grep { !m{/} } map { $_->[0] =~ /^apt-get install (.*)/ && !$nowhere{ $_->[0] }
    ? $1 : () } map { @$_ } map { values %$_ } @doc{@_};
  return @lines, qw(postfix exim4-daemon-light dma runit-run),
    'opensmtpd ca-certificates';
}

for my $release (@releases) {
  SKIP: {
    my $ready = has_packages("$release.docs") && has_archives("$release.docs", installs('README'))
      && has_packages("$release.boot", qw(gcc make libc6-dev libcrypt-dev musl-tools curl))
      && in_root("$release.boot", "rm -rf $BUILT; cp -a . $BUILT; cd $BUILT; quietly make")
      && has_archives("$release.boot", installs(sort keys %doc));
    skip "no root of $release", 1 if !$ready;
    my $command = sub {
      my ($i) = @_;
      return boot_command($release . ($groups[$i]{fresh} ? '.docs' : '.boot'),
        'env', 'DOCS_BOOTED=1', 'perl', '-Itests', 'tests/docs.t', $i);
    };
    is_whole("$release: ", all_groups("$release: ", 2, $command, 0 .. $#groups), %nowhere);
  }
}

done_testing();
