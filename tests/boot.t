# services/systemd where systemd is the first process: the units as they are, on
# Debian 12 and 13 in roots of their own.  What the manager says of each option,
# what a program that runs under them can do; logins, with TLS too; the numbers
# of connections; the journal, and the timer of pop3stat.
use strict;
use warnings;
use lib 'tests';
use Boot;
use Chain;
use Session;
use Systemd;
use IO::Socket::INET;
use Test::More;

need_root();
full_only();

my @release = qw(bookworm trixie);
my @packages = qw(gcc make libc6-dev libcrypt-dev curl openssl tlswrapper);

# ---- from outside ----

sub outside {
  for my $release (@release) {
    my $root = "$release.boot";
    SKIP: {
      skip "no root of $release", 1 if !has_packages($root, @packages);
      my $r = booted($root, 'env', 'CHAIN_FULL=1', 'perl', '-Itests', 'tests/boot.t', 'inside');
      my $count = () = $r->{out} =~ /^ok /mg;
      is($r->{code}, 0, "$release: $count tests under systemd")
        or diag $r->{out} =~ s/^ok .*\n//mgr, $r->{err};
    }
  }
  done_testing();
}

# ---- inside ----

my $RIGHT = 'xyzzy plugh 17';
my $UNITS = 'services/systemd';
my $CA = '/etc/ssl/private/cert';
my ($uid, $home);

sub sh { system('sh', '-ec', @_) == 0 }

sub machine {
  is(`make setup check 2>&1 >/dev/null; echo \$?`, "0\n", 'make setup check');
  ok(sh('useradd -m -p "$0" alice; pop3maildir MAILDIR.POP alice', hash($RIGHT, 'y')), 'alice');
  ($uid, $home) = (getpwnam 'alice')[2, 7];
  maildir({ map { ("new/100$_.a.h" => "Subject: $_\n\nhello\n") } 1 .. 8 },
    "$home/MAILDIR.POP", $uid);
  ok(sh('umask 077; mkdir -p /etc/ssl/private; cd /etc/ssl/private
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 \
      -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1 \
      -keyout key -out cert 2>/dev/null; cat key cert >pop3.pem'), 'a certificate');
  ok(sh('cp "$0"/* /etc/systemd/system; systemctl daemon-reload
    systemctl enable --now qmail-pop3d.socket qmail-pop3sd.socket pop3stat.timer 2>/dev/null',
    $UNITS), 'the units');
}

sub curl {
  my ($password, $url, @more) = @_;
  return run(argv => ['curl', '-q', '-sS', '--max-time', HANGS, '--cacert', $CA,
    '-u', "alice:$password", @more, $url]);
}

sub journal {
  my ($name) = @_;
  sh('journalctl --sync');
  return scalar `journalctl --no-pager -o cat -t $name`;
}

# what the kernel says of the only process of a name that has a service's root
sub process {
  my ($name) = @_;
  return wait_for {
    for my $proc (glob '/proc/[0-9]*') {
      my $status = eval { slurp("$proc/status") } or next;
      next if $status !~ /\AName:\t$name\n.*^Uid:\s+[1-9].*^Seccomp:\s+[12]/ms;
      return { status => $status, net => readlink "$proc/ns/net",
        map { ($_ => eval { slurp("$proc/$_") }) } qw(mountinfo cgroup) };
    }
    return 0;
  } $name;
}

# ---- a login, a message, a message deleted ----

sub serves {
  my ($name, $url) = @_;
  my $r = curl($RIGHT, "$url/1");
  is($r->{code}, 0, "$name: a login") or diag $r->{err}, journal($name);
  like($r->{out}, qr/^Subject: \d\r\n\r\nhello\r\n\z/, "$name: a message");
  my $before = keys %{ contents("$home/MAILDIR.POP") };
  $r = curl($RIGHT, "$url/1", '-I', '-X', 'DELE');
  is($r->{code}, 0, "$name: DELE") or diag $r->{err};
  is(keys %{ contents("$home/MAILDIR.POP") }, $before - 1, "$name: one has gone");
  is(curl('wrong', "$url/1")->{code}, 67, "$name: a wrong password");
  my $log = journal($name);
  like($log, qr/qmail-pop3d: pid \d+ from 127\.0\.0\.1 user alice quit retr 1 /,
    "$name: the session in the journal");
  like($log, qr/checkpassword: pid \d+ from 127\.0\.0\.1 user alice refused: wrong password\n/,
    "$name: the refusal too");
  unlike($log, qr/fatal|warning|cannot/, "$name: and no fault");
}

# ---- the options ----

# Each as the manager has it for a session that runs now.
sub options {
  my ($name) = @_;
  my $unit = unit("$UNITS/$name\@.service");
  my ($instance) = `systemctl list-units --plain --no-legend '$name\@*.service'` =~ /^(\S+)/;
  my %is = map { /^(\w+)=(.*)/ ? ($1 => $2) : () } `systemctl show $instance`;
  # what systemd writes in another way
  my %other = (CapabilityBoundingSet => lc $unit->{CapabilityBoundingSet}, UMask => '0077',
    SystemCallFilter => undef, SystemCallErrorNumber => 1, NoExecPaths => undef,
    ReadWritePaths => undef, ProcSubset => 'pid');
  for my $key (sort keys %$unit) {
    next if $key =~ /^(?:ExecStart|Environment|EnvironmentFile|SuccessExitStatus|Description)$/;
    my $want = exists $other{$key} ? $other{$key} : $unit->{$key};
    my $is = $is{$key} // '';
    if ($key eq 'CapabilityBoundingSet') { $_ = join ' ', sort split ' ', $_ for $want, $is }
    if (defined $want) { is($is, $want, "$name: $key") }
    else { isnt($is, '', "$name: $key") }
  }
}

# The process that listens to a stranger, and the one that serves a user.
sub confined {
  my ($name) = @_;
  my $s = dial(110);
  hear({ s => $s }, qr/\n/);
  my $stranger = process('qmail-popup');
  like($stranger->{status}, qr/^$_$/m, "$name: the child of qmail-popup has $_") for
    'Seccomp:\s+2', 'NoNewPrivs:\s+1', 'CapEff:\s+0+';
  options($name);
  ask({ s => $s }, 'USER alice');
  is(ask({ s => $s }, "PASS $RIGHT"), $OK, "$name: a login");
  my $session = process('qmail-pop3d');
  like($session->{status}, qr/^$_$/m, "$name: qmail-pop3d has $_") for
    "Uid:\\s+$uid\\s+$uid\\s+$uid\\s+$uid", 'Seccomp:\s+2', 'NoNewPrivs:\s+1', 'Umask:\s+0077',
    'CapEff:\s+0+', 'CapBnd:\s+00000000000400c4';
  like($session->{mountinfo}, qr{ / / ro,}, "$name: the root is read-only");
  like($session->{mountinfo}, qr{ /home rw,}, "$name: and the homes are not");
  like($session->{mountinfo}, qr{ /proc \S+ .*\bhidepid=invisible,subset=pid$}m,
    "$name: it sees no process of others, and nothing else in /proc");
  isnt($session->{net}, readlink '/proc/1/ns/net', "$name: its network is its own");
  like($session->{cgroup}, qr{/system-qmail.*pop3d\.slice/}, "$name: its own control group");
  is(ask({ s => $s }, 'QUIT'), $OK, "$name: the end of it");
}

# What root may do before the login, by a program that runs there and says it:
# each must be refused, or work.
my @tries = (
  ['AF_INET', 'no', 'socket(my $s, 2, 1, 0)'],
  ['AF_NETLINK', 'no', 'socket(my $s, 16, 3, 0)'],
  ['AF_UNIX', 'yes', 'socket(my $s, 1, 1, 0)'],
  ['a namespace', 'no', 'syscall(SYS_unshare(), 0x10000000) == 0'],
  ['a mount', 'no', 'system("mount -t tmpfs none /mnt 2>/dev/null") == 0'],
  ['setuid', 'no', 'open(my $f, ">", "/tmp/suid") && chmod 04755, "/tmp/suid"'],
  ['memory that is written and run', 'no', 'syscall(SYS_mmap(), 0, 4096, 7, 0x22, -1, 0) != -1'],
  ['another personality', 'no', 'syscall(SYS_personality(), 8) != -1'],
  ['a real time priority', 'no', 'syscall(SYS_sched_setscheduler(), 0, 1, pack("i", 1)) == 0'],
  ['a call of another filter set', 'no', 'syscall(SYS_kexec_load(), 0, 0, 0, 0) != -1'],
  ['the name of the host', 'no', 'syscall(SYS_sethostname(), "x", 1) == 0'],
  ['the kernel\'s settings', 'no', 'open(my $f, ">", "/proc/sys/kernel/hostname")'],
  ['the kernel\'s log', 'no', '-e "/dev/kmsg"'],
  ['disks and memory', 'no', 'grep { -e } "/dev/mem", "/dev/vda", "/dev/sda"'],
  ['a null device', 'yes', 'open(my $f, ">", "/dev/null")'],
  ['control groups', 'no', 'mkdir "/sys/fs/cgroup/x"'],
  ['a program in /tmp', 'no',
    'system("cp /bin/true /tmp/t; /tmp/t 2>/dev/null") == 0'],
  ['a file in /usr', 'no', 'open(my $f, ">", "/usr/x")'],
  ['a file in /etc', 'no', 'open(my $f, ">", "/etc/x")'],
  ['a file in /home', 'yes', 'open(my $f, ">", "/home/alice/x") || $!{EACCES}'],
);

sub tried {
  my ($name) = @_;
  my $program = '/usr/local/lib/checkpassword-nss'; # a name for which limits are lifted
  spew($program, "#!/usr/bin/perl\n", 'require "syscall.ph"; use Errno; $| = 1;',
    map({ "print STDERR 'tries: ', (eval { $_->[2] } ? 'yes' : 'no'), qq( $_->[0]\\n);\n" } @tries),
    'exec @ARGV');
  chmod 0755, $program;
  spew('/etc/default/qmail-pop3d', "CHECKER=\"$program checkpassword\"\nHOST=other.example.org\n");
  my $s = dial(110);
  is(hear({ s => $s }, qr/\n/), "+OK other.example.org ready\r\n", "$name: settings in the file");
  ask({ s => $s }, 'USER alice');
  is(ask({ s => $s }, "PASS $RIGHT"), $OK, "$name: and another checker");
  my $log = journal($name);
  my %said = map { /^tries: (yes|no) (.*)/ ? ($2 => $1) : () } split /\n/, $log;
  is($said{ $_->[0] }, $_->[1], "$name: $_->[0]: $_->[1]") for @tries;
  unlink '/etc/default/qmail-pop3d', $program;
}

# ---- numbers of connections ----

sub from {
  my ($ip) = @_;
  return IO::Socket::INET->new(PeerAddr => '127.0.0.1', LocalAddr => $ip, PeerPort => 110)
    || die "connect: $!";
}
sub greeted { return hear({ s => $_[0] }, qr/\n/) =~ /^\+OK / ? 1 : 0 }

sub nobody_left {
  my ($name) = @_;
  return wait_for {
    `systemctl list-units --plain --no-legend --all '$name\@*.service'` eq ''
  } "the end of $name";
}

sub limited {
  ok(nobody_left('qmail-pop3d'), 'no session and no failed unit stays');
  my @all = map { from('127.0.1.' . $_ % 4) } 4 .. 34;
  is(scalar(grep { greeted($_) } @all), 31, 'MaxConnections: 31 are greeted');
  my $more = from('127.0.2.1');
  is(hear({ s => $more }, qr/\n/), '', '  the next is closed without a greeting');
  close pop @all;
  my $served = wait_for { greeted(from('127.0.2.1')) } 'a free place';
  ok($served, '  when one has gone, another is');
  close $_ for @all;
  nobody_left('qmail-pop3d');

  ok(sh('mkdir -p /etc/systemd/system/qmail-pop3d.socket.d
    printf "[Socket]\nMaxConnectionsPerSource=2\n" >/etc/systemd/system/qmail-pop3d.socket.d/a.conf
    systemctl daemon-reload; systemctl restart qmail-pop3d.socket'), 'a drop-in file');
  my @two = map { from('127.0.3.1') } 1 .. 2;
  is(scalar(grep { greeted($_) } @two), 2, 'MaxConnectionsPerSource: two of an address');
  is(hear({ s => from('127.0.3.1') }, qr/\n/), '', '  the third is closed without a greeting');
  is(greeted(from('127.0.3.2')), 1, '  another address is served');
}

# ---- taking a host out, as SCALE has it ----

sub drained {
  my ($stop) = slurp('SCALE') =~ /^    (systemctl stop \S+)$/m or die 'SCALE: systemctl stop';
  my ($session, $stranger) = map { { s => from('127.0.4.1') } } 1 .. 2;
  hear($_, qr/\n/) for $session, $stranger;
  ask($session, 'USER alice');
  is(ask($session, "PASS $RIGHT"), $OK, "$stop: a session before it");
  my ($messages) = ask($session, 'STAT') =~ /^\+OK (\d+) /;
  is(ask($session, 'DELE 1'), $OK, '  that deletes');
  ok(sh($stop), '  it is stopped');
  my $more = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => 110);
  ok(!$more && $!{ECONNREFUSED}, '  a new connection is refused') or diag $!;
  like(ask($session, 'RETR 2', qr/^\.\r\n\z/m), qr/^Subject: /m,
    '[systemd-drain] the session goes on');
  is(ask($session, 'QUIT'), $OK, '  to its end');
  ask($stranger, 'USER alice');
  is(ask($stranger, "PASS $RIGHT"), $OK, '  who was greeted before it can log in');
  like(ask($stranger, 'STAT'), qr/^\+OK @{[$messages - 1]} /, '  and the message is gone');
  is(ask($stranger, 'QUIT'), $OK, '  to the end, too');
  ok(sh($stop =~ s/ stop / start /r), '  it is started');
  is(greeted(from('127.0.4.1')), 1, '  and serves again');
}

# ---- the timer ----

sub summed {
  like(scalar `systemctl list-timers --no-pager pop3stat.timer`, qr/06:30:00 .*pop3stat\.timer/,
    'pop3stat.timer: the time');
  ok(sh('systemctl start pop3stat.service'), 'pop3stat.service');
  sh('journalctl --sync');
  like(scalar `journalctl --no-pager -o cat -u pop3stat`, qr/ user alice$/m,
    '  what it added up, in the journal');
}

sub inside {
  machine();
  serves('qmail-pop3d', 'pop3://127.0.0.1');
  serves('qmail-pop3sd', 'pop3s://127.0.0.1');
  confined('qmail-pop3d');
  tried('qmail-pop3d');
  limited();
  drained();
  summed();
  is(`systemctl --failed --plain --no-legend`, '', 'nothing has failed');
  done_testing();
}

@ARGV ? inside() : outside();
