# The service as it is printed, every byte of its files, on a machine of the
# test's own: real svscan, supervise, softlimit, multilog and tcpserver, what
# make setup installs, port 110, and a password as the system hashes it today.
use strict;
use warnings;
use lib 'tests';
use Chain;
use IO::Select;
use IO::Socket::INET;
use Net::POP3;
use POSIX ();
use Session;
use Test::More;

private();
own_root();

my $RIGHT = 'xyzzy plugh 17';
my $LOG = '/var/multilog/qmail-pop3d/current';
my $PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

sub sh { system('sh', '-ec', @_) == 0 }

# ---- what an administrator does ----

delete @ENV{grep { /^MAKE|^MFLAGS$/ } keys %ENV}; # a make of its own
delete $ENV{DESTDIR};
is(`make setup check >/dev/null; echo \$?`, "0\n", 'make setup check');

ok(sh('useradd -r multilog; useradd -m -p "$0" alice', hash($RIGHT, 'y')), 'accounts');

my $recipe = <<'EOF';
mkdir -p /var/svc.d/qmail-pop3d/log /etc/tcprules /service
cat >/var/svc.d/qmail-pop3d/run <<'END'
#!/bin/sh
CONLIMIT=31  POPHOST="pop3.example.org"  POPDIR="./MAILDIR.POP/"
exec 2>&1
exec env -i PATH="/var/qmail/bin:$PATH" softlimit -m 3000000 \
  tcpserver -v -HR -b 128 -c ${CONLIMIT} \
    -x /etc/tcprules/pop3.cdb 0 110 \
    qmail-popup ${POPHOST} /bin/checkpassword qmail-pop3d ${POPDIR}
END
cat >/var/svc.d/qmail-pop3d/log/run <<'END'
#!/bin/sh
exec setuidgid multilog multilog t /var/multilog/qmail-pop3d
END
chmod 755 /var/svc.d/qmail-pop3d/run /var/svc.d/qmail-pop3d/log/run
mkdir -p /var/multilog/qmail-pop3d; chown multilog /var/multilog/qmail-pop3d
chmod 750 /var/multilog/qmail-pop3d
cat >/etc/tcprules/pop3.rules <<'END'
127.:allow
10.0.:allow
:deny
END
printf 'pop3.cdb: pop3.rules\n\ttcprules $@ $@.tmp <pop3.rules\n' \
  >/etc/tcprules/Makefile
(cd /etc/tcprules; make pop3.cdb) >/dev/null
ln -s /var/svc.d/qmail-pop3d /service/qmail-pop3d
EOF
ok(sh($recipe), 'the files of the recipe');
for my $file ($recipe =~ /<<'END'\n(.*?)^END$/msg) {
  ok(index(slurp('INSTALL'), "\n\n" . $file =~ s/^/        /mgr . "\n") >= 0,
    'INSTALL prints it, every byte');
}
ok(sh('for ip in 10.0.0.7 10.1.0.7 192.168.7.7; do ip addr add $ip/32 dev lo; done'),
  'addresses');

my ($uid, $home) = (getpwnam 'alice')[2, 7];
my $SHORT = "Subject: short\n\n.\n..\nlast";
my $LONG = "Subject: long\n\n" . join '', map { "line $_\n" } 1 .. 20000;
my $dir = maildir({ 'new/1000.a.h' => $SHORT, 'cur/2000.b.h:2,S' => $LONG,
  'new/3000.c.h' => "Subject: third\n\n" }, "$home/MAILDIR.POP", $uid);

my $svscan = start(argv => ['svscan', '/service'], env => { PATH => $PATH },
  chdir => '/', log => scratch() . '/svscan', before => sub { $) = '0 5 6' });

# ---- looking on ----

sub logged { -e $LOG ? slurp($LOG) : '' }

# all processes of the service: pid => name
sub processes {
  my (%name, %parent);
  for my $stat (glob '/proc/[0-9]*/stat') {
    open my $f, '<', $stat or next; # it has ended
    my $line = <$f>;
    next if !defined $line || $line !~ /^(\d+) \((.*)\) \S (\d+)/;
    ($name{$1}, $parent{$1}) = ($2, $3);
  }
  my %ours;
  for my $pid (keys %name) {
    my $up = $pid;
    $up = $parent{$up} while $up && $up != $svscan;
    $ours{$pid} = $name{$pid} if $up;
  }
  return (\%ours, \%parent);
}

sub named {
  my ($name) = @_;
  my ($ours) = processes();
  return grep { $ours->{$_} eq $name } sort { $a <=> $b } keys %$ours;
}

sub status {
  my ($pid) = @_;
  return { slurp("/proc/$pid/status") =~ /^(\w+):[ \t]*(.*?)[ \t]*$/mg };
}

sub connect_to {
  my ($ip, $from) = @_;
  my $s = IO::Socket::INET->new(PeerAddr => $ip, LocalAddr => $from || $ip, PeerPort => 110,
    Timeout => HANGS);
  return $s && { s => $s };
}

# the next reply, without its end; '' at the end of the connection
sub reply { return hear($_[0], qr/\n\z/) =~ s/\r\n\z//r }

sub asked {
  my ($s, $command) = @_;
  return ask($s, $command) =~ s/\r\n\z//r;
}

sub login {
  my ($password) = @_;
  my $s = connect_to('127.0.0.1') or die "connect: $!";
  return ($s, reply($s), asked($s, 'USER alice'), asked($s, "PASS $password"));
}

# ---- passwords ----

wait_for { connect_to('127.0.0.1') } 'the service';

my ($s, @replies) = login($RIGHT);
is($replies[0], '+OK pop3.example.org ready', 'greeting');
is($replies[2], '+OK ', 'the right password, yescrypt, under softlimit -m 3000000');
like(asked($s, 'STAT'), qr/^\+OK 3 \d+$/, '  and the maildir');

# ---- an idle session ----

{
  my @session = qw(multilog qmail-pop3d qmail-popup supervise supervise svscan
    tcpserver);
  my ($ours, $parent);
  wait_for { # connections that came before may not be gone yet
    ($ours, $parent) = processes();
    "@{[sort values %$ours]}" eq "@session";
  } 'the processes of a session';
  my %name = reverse %$ours;
  is_deeply([sort values %$ours], \@session, 'the processes of a session');
  my @holds = grep { memory($_) =~ /\Q$RIGHT/ } keys %$ours;
  is_deeply([@$ours{@holds}], [], 'none of them has the password in its memory');
  like(memory($name{'qmail-pop3d'}), qr/\0USER=alice\0/,
    '  where other things are found');
  is(readlink "/proc/$name{$_}/exe", "/usr/bin/$_", "$_ is the installed one")
    for qw(qmail-popup qmail-pop3d);
  is(status($name{'qmail-pop3d'})->{Uid}, join("\t", ($uid) x 4),
    'it serves as the user');
  like(slurp("/proc/$name{'qmail-pop3d'}/limits"),
    qr/^Max data size +3000000 .*^Max address space +3000000 /ms,
    '  within 3000000 bytes');
}
is(asked($s, 'QUIT'), '+OK ', 'QUIT');
is(reply($s), '', '  ends the connection');

# ---- who reads the network ----

{
  my $s = connect_to('127.0.0.1') or die "connect: $!";
  reply($s);
  my ($ours, $parent) = processes();
  my ($child) = grep { ($ours->{ $parent->{$_} } || '') eq 'qmail-popup' }
    named('qmail-popup');
  my $status = status($child);
  my %ids = map { $_ => 1 } map { split ' ', $status->{$_} } qw(Uid Gid);
  ok(!$ids{0} && keys %ids == 1, 'before the login, one that is not root asks');
  is(getpwuid((keys %ids)[0]), undef, '  nor anybody else');
  is($status->{Groups}, '', '  without groups');
  is($status->{Seccomp}, 1, '  in strict mode');
  is(readlink "/proc/$child/root", '/var/empty', '  in a root directory of its own');
  is_deeply([glob "/proc/$child/root/{*,.*}"], ["/proc/$child/root/.",
    "/proc/$child/root/.."], '  that is empty');
  my %fd = map { /(\d+)$/ => readlink($_) =~ s/:.*//r } glob "/proc/$child/fd/*";
  is_deeply([delete @fd{0, 1}], [qw(socket socket)], '  with the client');
  is_deeply([values %fd], ['pipe'], '  and one pipe');
}

{
  my $trace = scratch() . '/trace';
  my $said = scratch() . '/said';
  my $strace = start(log => $said, argv => [qw(strace -f -o), $trace, '-p',
    named('tcpserver'), '-e',
    'trace=read,readv,recvfrom,recvmsg,chroot,setuid,?setuid32,execve']);
  wait_for { -e $said && slurp($said) =~ /attached/ } 'strace';
  my ($s) = login('wrong');
  asked($s, 'USER alice');
  is(asked($s, "PASS $RIGHT"), '+OK ', 'the right password after a wrong one');
  asked($s, 'QUIT');
  reply($s);
  wait_for { slurp($trace) =~ /^(\d+) +execve\("[^"]*qmail-pop3d".*^\1 +\+{3}/ms }
    'the trace';
  stop($strace);
  my (%can, %reads);
  for (whole_lines(slurp($trace))) {
    my ($pid, $call) = /^(\d+) +(.*)/ or next;
    $can{$pid}{jail} = 1 if $call =~ /^chroot\("\/.*"\) += 0/;
    $can{$pid}{own} = 1 if $call =~ /^setuid(?:32)?\([1-9]\d*\) += 0/;
    $can{$pid}{user} = 1 if $call =~ /^execve\("[^"]*qmail-pop3d/;
    next if $call !~ /^(read|readv|recvfrom|recvmsg)\(0,/;
    $reads{ join ' ', sort keys %{ $can{$pid} } }{$pid} = 1;
  }
  is_deeply([sort keys %reads], ['jail own', 'own user'],
    'only the jailed children and qmail-pop3d read from the client');
  is(keys %{ $reads{'jail own'} }, 2, '  a child for each attempt');
}

# ---- wrong passwords ----

($s, @replies) = login("$RIGHT ");
is($replies[2], '-ERR [AUTH] authorization failed', 'a wrong password');
is(asked($s, 'USER nobody-here'), '+OK ', 'another try');
is(asked($s, "PASS $RIGHT"), '-ERR [AUTH] authorization failed', 'an unknown login');
is(asked($s, 'STAT'), '-ERR authorization first', 'nothing is served');
close $s->{s};

# ---- who may connect ----

for my $row (['127.0.0.1', 1], ['10.0.0.7', 1], ['10.1.0.7', 0], ['192.168.7.7', 0]) {
  my ($ip, $allowed) = @$row;
  my $s = connect_to($ip) or die "connect: $!";
  my $greeting = reply($s);
  my $word = $allowed ? 'ok' : 'deny';
  is($greeting ne '', !!$allowed, "pop3.cdb: $ip is told $word");
  my $tcpserver = qr/tcpserver: pid (\d+) from \Q$ip\E\n.*\btcpserver: $word \1 /s;
  ok(wait_for(sub { logged() =~ $tcpserver }, 'the log'), '  and the log says so');
}

# ---- how many ----

{
  wait_for { !named('qmail-popup') } 'an end of the sessions before';
  # of one address ten may wait for a login
  my @idle = map { connect_to('127.0.0.1', "127.0.9.$_") or die "connect: $!" } 1 .. 31;
  is(scalar(grep { reply($_) =~ /^\+OK / } @idle), 31, '31 clients are served at once');
  my $next = connect_to('127.0.0.1') or die "connect: $!";
  ok(!IO::Select->new($next->{s})->can_read(0.2), 'the 32nd waits');
  is(scalar named('qmail-popup'), 62, '  and nothing was started for it');
  close((shift @idle)->{s});
  like(reply($next), qr/^\+OK /, 'until one of them ends');
  my ($port) = $next->{s}->sockport;
  my $since = wait_for { logged() =~ m{(status: 31/31\n.*: ok \d+ .*:$port\n)}s && $1 }
    'the log';
  is_deeply([$since =~ /status: (\d+)/g], [31, 30, 31], '  which came first');
  unlike(logged(), qr{status: (?!\d/|[12]\d/|3[01]/)}, '-c 31 holds');
}

# ---- a client of perl's own ----

my $pop = Net::POP3->new('127.0.0.1', Timeout => HANGS) or die "Net::POP3: $@";
is($pop->login('alice', $RIGHT), 3, 'Net::POP3: three messages');
for my $row ([1, $SHORT], [2, $LONG]) {
  my ($n, $stored) = @$row;
  my $got = join '', @{ $pop->get($n) };
  is($got =~ s/\r//gr, $stored =~ s/(?<!\n)\z/\n/r, "message $n arrives as it is stored");
}
ok($pop->delete(1), 'DELE');
ok($pop->quit, 'QUIT');
is_deeply([sort keys %{ contents($dir) }], ['cur/2000.b.h:2,S', 'cur/3000.c.h:2,'],
  'what was deleted is gone, what was new is not new');

# ---- the log ----

my $line = qr/qmail-pop3d: pid \d+ from 127\.0\.0\.1 user alice quit/;
my $octets = length($SHORT =~ s/\n/\r\n/gr) + 2 + length $LONG =~ s/\n/\r\n/gr;
my $left = length($LONG =~ s/\n/\r\n/gr) + length "Subject: third\r\n\r\n";
ok(wait_for(sub { logged() =~ /$line retr 2 $octets dele 1 left 2 $left ms \d+ / }, 'the log'),
  'the log has the session');
is_deeply([grep { !/^\@[0-9a-f]{24} \S/ } split /\n/, logged()], [],
  'every line has a time');
my ($seconds) = logged() =~ /.*^\@40000000([0-9a-f]{8})/ms;
cmp_ok(abs(hex($seconds) - time), '<', 120, '  which is now');
like(logged(), qr/^\S+ checkpassword: pid \d+ from 127\.0\.0\.1 user alice accepted$/m,
  'who was let in');
like(logged(), qr/^\S+ checkpassword: .* user alice refused: wrong password$/m,
  'who was not');
unlike(logged(), qr/\Q$RIGHT/, 'no password');

# ---- svc ----

($s) = login($RIGHT);
ok(sh('svc -d /service/qmail-pop3d'), 'svc -d');
wait_for { `svstat /service/qmail-pop3d` =~ /: down / } 'the service to go down';
is(connect_to('127.0.0.1'), undef, '  nobody answers');
is(asked($s, 'NOOP'), '+OK ', '  but who is served goes on');
is(asked($s, 'QUIT'), '+OK ', '  to the end');
ok(sh('svc -u /service/qmail-pop3d'), 'svc -u');
$s = wait_for { connect_to('127.0.0.1') } 'the service to come up';
like(reply($s), qr/^\+OK /, '  somebody answers again');
close $s->{s};

stop($svscan);
done_testing;
