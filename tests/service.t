# services/: the service without daemontools, each file as it is there: systemd's
# units as far as they can be tried without systemd as the first process, which
# boot.t has, runit, s6 and inetd; what make setup installs, ports 110 and 995,
# a password as the system hashes it today, curl, and the address in the log.
use strict;
use warnings;
use lib 'tests';
use Chain;
use Session;
use IO::Socket::INET;
use IPC::Open2;
use Systemd;
use Test::More;

private();
own_root();

my $RIGHT = 'xyzzy plugh 17';
my $MAIL = "Subject: it works\n\nas printed\n";
my $PATH = '/usr/sbin:/usr/bin:/sbin:/bin';
my $DOC = source() . '/services';
my $UNITS = "$DOC/systemd";

sub sh { system('sh', '-ec', @_) == 0 }
sub installed { return grep { -x "$_/$_[0]" } qw(/usr/bin /usr/sbin) }

delete @ENV{grep { /^MAKE|^MFLAGS$/ } keys %ENV}; # a make of its own
delete $ENV{DESTDIR};
is(`make setup check >/dev/null; echo \$?`, "0\n", 'make setup check');
ok(sh('useradd -m -p "$0" alice; useradd -r pop3log; ip addr add 10.0.0.7/32 dev lo',
  hash($RIGHT, 'y')), 'accounts');
my ($uid, $home) = (getpwnam 'alice')[2, 7];
maildir({ 'new/1000.a.h' => $MAIL }, "$home/MAILDIR.POP", $uid);

# ---- what every service must do ----

sub curl {
  my ($password, $url, @more) = @_;
  return run(argv => ['curl', '-q', '-sS', '--max-time', HANGS, '-u', "alice:$password",
    @more, $url]);
}

# what the kernel says of the process of ours that listens to a stranger
sub jailed {
  my $net = readlink '/proc/self/ns/net';
  return wait_for {
    for my $proc (glob '/proc/[0-9]*') {
      my $said = eval { join '', map { slurp("$proc/$_") // die } qw(status limits) }
        or next; # it has gone
      return $said if $said =~ /\AName:\tqmail-popup\n.*^Uid:\s+[1-9].*^Seccomp:\s+[12]/ms
        && (readlink "$proc/ns/net" || '') eq $net;
    }
    return '';
  } 'the jail';
}

# serves(name, log => file, from => address or "unknown", url => ..., curl => [],
# and where another filter is in force already: filter => 1)
sub serves {
  my ($name, %o) = @_;
  my $url = $o{url} || 'pop3://127.0.0.1';
  my @more = @{ $o{curl} || [] };
  my $log = sub { -e $o{log} ? slurp($o{log}) : '' };
  my $tls = $url =~ /^pop3s/;
  my $s = dial($tls ? 995 : 110);
  my $pid = $tls && start(argv => [qw(openssl s_client -quiet -connect 127.0.0.1:995)]);
  is(hear({ s => $s }, qr/\n/), "+OK pop3.example.org ready\r\n",
    "$name: the greeting, without APOP") if !$tls;
  my $jailed = jailed();
  my $mode = $o{filter} ? 2 : 1;
  like($jailed, qr/^Seccomp:\s+$mode$/m, "$name: who listens to strangers is in "
    . ($o{filter} ? 'a filter' : 'the strict mode'));
  like($jailed, qr/^Max $_ +3000000 +unlimited /m, "$name: softly limited $_")
    for 'data size', 'address space';
  close $s;
  stop($pid) if $tls;
  my $r = curl($RIGHT, "$url/1", @more);
  is($r->{code}, 0, "$name: the right password, yescrypt")
    or return diag $r->{err}, $log->(); # and the rest would take its time
  is($r->{out}, $MAIL =~ s/\n/\r\n/gr, "$name: the message");
  my $from = quotemeta $o{from};
  my $line = qr/qmail-pop3d: pid \d+ from $from user alice quit retr 1 33 /;
  ok(eval { wait_for { $log->() =~ $line } 'the log' }, "$name: the session in the log")
    or diag $log->();
  is(curl('wrong', "$url/1", @more)->{code}, 67, "$name: a wrong password");
  $line = qr/checkpassword: pid \d+ from $from user alice refused: wrong password\n/;
  ok(eval { wait_for { $log->() =~ $line } 'the log' }, "$name: in the log, too")
    or diag $log->();
  unlike($log->(), qr/fatal|warning|\Q$RIGHT\E/, "$name: nothing else is there");
}

# What the next one must not meet.  Looked up, as each try to connect to a service
# that is still there would start a session.
sub gone {
  my (@pids) = @_;
  stop($_) for @pids;
  my $listens = join '|', map { sprintf '%04X', $_ } 110, 995;
  wait_for {
    !grep { /^ *\d+: [0-9A-F]+:(?:$listens) \S+ 0A / }
      map { split /\n/, slurp("/proc/net/$_") } 'tcp', -e '/proc/net/tcp6' ? 'tcp6' : ();
  } 'the end of the service';
  sh('rm -rf /var/log/qmail-pop3d');
}

# A session over TLS, at which nothing happens for 75 seconds.
sub idle {
  close dial(995);
  my $pid = open2(my $out, my $in, qw(openssl s_client -quiet -crlf -connect 127.0.0.1:995));
  my %idle = (pid => $pid, out => $out, in => $in);
  print $in "USER alice\nPASS $RIGHT\nSTAT\n";
  $in->flush;
  $idle{said} = join '', map { scalar(<$out>) // '' } 1 .. 4;
  $idle{until} = time + 75;
  return \%idle;
}

sub awake {
  my ($idle, $name) = @_;
  like($idle->{said}, qr/\A\+OK .*\r\n(?:\+OK \r\n){2}\+OK 1 33\r\n\z/, "$name: a session");
  sleep $idle->{until} - time if $idle->{until} > time;
  print { $idle->{in} } "NOOP\nQUIT\n";
  $idle->{in}->flush;
  my $out = $idle->{out};
  is(join('', map { scalar(<$out>) // '' } 1, 2), "+OK \r\n+OK \r\n",
    "[idle-tls] $name: it lives though it was idle for 75 seconds");
  close $idle->{in};
  waitpid $idle->{pid}, 0;
}

# ---- systemd ----

sub systemd {
  my ($name, %o) = @_;
  my $journal = scratch() . '/journal';
  my $service = unit("$UNITS/$name\@.service");
  is_deeply([sort keys %$service], [stands_in()], "$name\@.service: what it says");
  my $socket = unit("$UNITS/$name.socket");
  is_deeply([@$socket{qw(MaxConnections MaxConnectionsPerSource TriggerLimitIntervalSec
    WantedBy)}], [31, undef, 0, 'sockets.target'], "$name.socket: its limits");
  my $pid = start(argv => [activate($UNITS, $name, $journal)]);
  my $idle = $o{curl} && idle();
  serves("$name.socket", log => $journal, from => '127.0.0.1', filter => 1, %o);
  awake($idle, "$name.socket") if $idle;
  if ($o{other}) {
    my $r = curl($RIGHT, $o{other}, @{ $o{curl} });
    is($r->{code}, 0, "$name.socket: at every address") or diag $r->{err};
  }
  else {
    is(IO::Socket::INET->new(PeerAddr => '10.0.0.7', PeerPort => 110), undef,
      "$name.socket: at no other address");
  }
  gone($pid);
}

SKIP: {
  skip 'no systemd', 1 if !installed('systemd-socket-activate');
  my @units = sort map { s{.*/}{}r } glob "\Q$UNITS\E/*";
  is("@units", join(' ', 'pop3stat.service', 'pop3stat.timer',
    map { ("$_.socket", "$_\@.service") } qw(qmail-pop3d qmail-pop3sd)), 'the units');
  sh('mkdir -p /etc/systemd/system; cp "$0"/* /etc/systemd/system', $UNITS);
  my @verify = map { s/@/\@1/r } @units;
  my $said = join '', grep { /pop3/ } `systemd-analyze verify @verify 2>&1`;
  is($said, '', 'systemd-analyze verify has nothing to say of them');
  spew('/etc/systemd/system/qmail-pop3d.socket', # it would
    slurp("$UNITS/qmail-pop3d.socket") =~ s/MaxConnections=/MaxConnection=/r);
  like(`systemd-analyze verify qmail-pop3d.socket 2>&1`, qr/qmail-pop3d\.socket.*Unknown key/,
    'it would if a word were wrong');
  for my $name (qw(qmail-pop3d qmail-pop3sd)) {
    my $file = "$UNITS/$name\@.service";
    my ($points) = `systemd-analyze security --offline=yes --no-pager $file 2>&1`
      =~ /Overall exposure level.*: ([\d.]+)/;
    cmp_ok($points, '<=', 2.1, "$name\@.service: points of systemd-analyze security, of ten");
  }

  systemd('qmail-pop3d');
  ok(sh('cd; mkdir -p /etc/default; cp "$0/default" /etc/default/qmail-pop3d', $DOC),
    'settings that set nothing');
  systemd('qmail-pop3d');
  SKIP: {
    skip 'no tlswrapper or openssl', 1
      if !installed('tlswrapper') || !installed('openssl');
    ok(sh('umask 077; mkdir -p /etc/ssl/private; cd /etc/ssl/private
      openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 \
        -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1,IP:10.0.0.7 \
        -keyout key -out cert 2>/dev/null; cat key cert >pop3.pem'), 'a certificate');
    my @ca = ('--cacert', '/etc/ssl/private/cert');
    is(unit("$UNITS/qmail-pop3sd.socket")->{NoDelay}, 'yes',
      "qmail-pop3sd.socket: tlswrapper's second small packet does not wait");
    systemd('qmail-pop3sd', url => 'pop3s://127.0.0.1', curl => \@ca,
      other => 'pop3s://10.0.0.7/1');
  }

  # Some systems have an /etc/shadow that root must overrule.
  ok(sh('chmod 0 /etc/shadow'), '/etc/shadow of mode 0');
  systemd('qmail-pop3d');
  ok(sh('chmod 600 /etc/shadow'), 'and as it was');
}

# What /etc/default/qmail-pop3d says counts for each of the ways.
{
  my $text = slurp("$DOC/default") =~ s/^#(?=[A-Z]+=)//mgr;
  like($text, qr/^$_=/m, "[settings] services/default has $_") for qw(HOST MAILDIR CHECKER
    VARIABLES CERT IP);
  $text =~ s/^HOST=.*/HOST=other.example.org/m;
  $text =~ s/^CHECKER=.*/CHECKER="checkmail \/etc\/none.cdb checkpassword"/m;
  $text =~ s/^VARIABLES=.*/VARIABLES="POP3DOMAIN=example.org POP3BLANK="/m;
  spew('/etc/default/qmail-pop3d', $text);
  my $says = sub { # the chain's words, with a stand-in for the server
    my ($file) = @_;
    my $r = run(argv => ['sh', $file], in => "QUIT\r\n", env => { PATH => $PATH });
    return $r->{out} . $r->{err};
  };
  my $systemd = join ' ', Systemd::command("$UNITS/qmail-pop3d\@.service");
  my $chain = qr{ POP3DOMAIN=example.org POP3BLANK= .* qmail-popup other.example.org }
    . qr{checkmail /etc/none.cdb checkpassword qmail-pop3d };
  like($systemd, qr/$chain/, '[settings] systemd');
  like($says->("$DOC/inetd/qmail-pop3d.inetd"), qr/^\+OK other\.example\.org ready/,
    '[settings] inetd');
  for my $name (qw(runit s6)) {
    my $run = slurp("$DOC/$name/run") =~ s/^exec env /echo /mr;
    my $file = scratch() . '/run';
    spew($file, $run);
    like($says->($file), qr/$chain/, "[settings] $name");
  }
  unlink '/etc/default/qmail-pop3d' or die "unlink: $!";
}

# A filter of system calls, though it allows all, is the end of the strict
# mode: what the comment in the units warns of.
{
  my $filter = 'require "sys/syscall.ph"; my $prctl = SYS_prctl();'
    . 'my $allow = pack "SCCL", 6, 0, 0, 0x7fff0000; my $word = length pack "P", $allow;'
    . 'my $p = pack "Sx!${word}P", 1, $allow; syscall $prctl, 38, 1, 0, 0, 0;'
    . 'syscall($prctl, 22, 2, $p) == 0 or die "prctl: $!"; exec @ARGV';
  my $port = free_port();
  my $pid = start(argv => ['tcpserver', '-HRl0', '127.0.0.1', $port, $^X, '-e', $filter,
    'qmail-popup', 'pop3.example.org', 'false']);
  my $s = dial($port);
  hear({ s => $s }, qr/\n/);
  like(jailed(), qr/^Seccomp:\s+2$/m, 'under a filter there is no strict mode');
  close $s;
  stop($pid);
}

# ---- runit, s6 ----

for (
  ['runit', 'runsvdir', 'chpst', [qw(runsvdir /etc/service.test)],
    'sv -w 100 down /etc/service.test/qmail-pop3d'],
  ['s6', 's6-svscan', 's6-log', [qw(s6-svscan /etc/service.test)],
    's6-svc -wd -T 100000 -d /etc/service.test/qmail-pop3d'],
) {
  my ($name, $program, $other, $argv, $down) = @$_;
  SKIP: {
    skip "no $name", 1 if !installed($program) || !installed($other);
    ok(sh('rm -rf /etc/service.test; mkdir /etc/service.test
      cp -R "$0" /etc/service.test/qmail-pop3d', "$DOC/$name"), "$name: as it is in services/");
    my $pid = start(argv => $argv, env => { PATH => $PATH }, log => scratch() . '/log');
    serves($name, log => '/var/log/qmail-pop3d/current', from => '127.0.0.1');
    my $time = $name eq 's6' ? qr/\@[0-9a-f]{24}/ : qr/\d{4}-\d\d-\d\d_[\d:.]+/;
    like(slurp('/var/log/qmail-pop3d/current'), qr/\A(?:$time \S.*\n)+\z/,
      "$name: every line of the log has a time");
    is((stat '/var/log/qmail-pop3d/current')[4], scalar getpwnam('pop3log'),
      "$name: the log is pop3log's");
    my @of = (stat '/var/log/qmail-pop3d')[2, 4];
    is(sprintf('%o %d', @of), '40750 ' . getpwnam 'pop3log', "$name: and nobody else's");
    my $keeps = slurp("$DOC/$name/log/run") =~ /s16777215(?:\\n| )n20/;
    $keeps &&= slurp('/var/log/qmail-pop3d/config') eq "s16777215\nn20\n" if $name eq 'runit';
    ok($keeps, "[log-month] $name: it keeps a month");
    is(IO::Socket::INET->new(PeerAddr => '10.0.0.7', PeerPort => 110), undef,
      "$name: at no other address");
    ok(sh("$down >/dev/null"), "$name: it goes down when told to");
    gone($pid);
  }
}

# ---- inetd ----

SKIP: {
  skip 'no inetd', 1 if !installed('inetd');
  my $program = '/usr/local/sbin/qmail-pop3d.inetd';
  my $log = '/var/log/qmail-pop3d.log';
  ok(sh('install -D -m 755 "$0" "$1"', "$DOC/inetd/qmail-pop3d.inetd", $program),
    'inetd: the program');
  my $pid = start(argv => ['inetd', '-i', "$DOC/inetd/inetd.conf"]);
  serves('inetd', log => $log, from => 'unknown');
  is((stat $log)[2] & 07777, 0600, 'inetd: the log is for root only');
  is(IO::Socket::INET->new(PeerAddr => '10.0.0.7', PeerPort => 110), undef,
    'inetd: at no other address');

  close dial(110) for 1 .. 260; # inetd's own limit is 256 a minute
  is(hear({ s => dial(110) }, qr/\n/), "+OK pop3.example.org ready\r\n",
    'inetd: 1000 a minute');

  unlink $log;
  my $without = slurp($program) =~ s/^exec 2>>.*\n//mr;
  unlink $program; # those that were hung up on may still run it
  spew($program, $without);
  chmod 0755, $program or die "chmod: $!";
  my $s = dial(110);
  my $c = { s => $s };
  hear($c, qr/\n/);
  is(join('', map { ask($c, $_) } 'USER alice', 'PASS wrong', 'USER alice',
    "PASS $RIGHT", 'QUIT'), join("\r\n", '+OK ', '-ERR [AUTH] authorization failed',
    ('+OK ') x 3, ''), 'inetd: without a file for the log none of it reaches the client');
  ok(!-e $log || slurp($log) !~ /alice/, 'inetd: and there is none');
  close $s;
  gone($pid);
}

done_testing();
