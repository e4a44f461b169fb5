# The contract of checkpassword and, run by files of these names, of
# checkpassword-nss and checkmail: who is let
# in, what the program that it runs finds, and what it does when the system fails
# it.
use strict;
use warnings;
use lib 'tests';
use Chain;
use Checker;
use POSIX ();
use Session;
use Test::More;

private();

my $RIGHT = 'ri8t Pass:w0rd';
my $YES = hash($RIGHT, 'y');
my $DAY = do { # today, with enough of it left
  wait_for { time % 86400 < 86380 } 'midnight';
  int(time / 86400);
};
my $CHECKER = log_name();
my $log = ''; # of all runs

sub up { "$_[0]\0$_[1]\0<71.1792000000\@pop3.example.org>\0" }

# runs the checker for the login, under another command if wanted
sub login {
  my ($login, $password, %o) = @_;
  my $under = delete $o{under} || [];
  my $program = delete $o{program} || ['echo', 'it ran'];
  my $r = run(fd3 => up($login, $password),
    argv => [@$under, command($login), @$program], %o);
  $log .= $r->{err};
  return $r;
}

sub limited { return ['sh', '-c', "ulimit $_[0] && exec \"\$0\" \"\$@\""] }

sub line {
  my ($r, $login, $outcome, $from) = @_;
  $from = 'unknown' if !defined $from;
  return "$CHECKER: pid $r->{pid} from $from user $login $outcome\n";
}

my $ACCEPTED = { code => 0, out => "it ran\n", why => 'accepted' };
sub refused { return { code => 1, out => '', why => "refused: $_[0]" } }

sub same {
  my ($r, $want, $login, $what) = @_;
  is_deeply({ code => $r->{code}, out => $r->{out}, err => $r->{err} },
    { code => $want->{code}, out => $want->{out},
      err => line($r, $login, $want->{why}) }, $what);
}

# as many bytes as are in the pipe
sub drained {
  my ($fd) = @_;
  my $n = pack 'i', -1;
  open my $pipe, '>&', $fd or die "pipe: $!";
  ioctl $pipe, 0x541b, $n or die "FIONREAD: $!";
  return unpack('i', $n) == 0;
}

my $WHO = qr/$CHECKER:(?: pid \d+ from unknown user \S+)?/;

# 111, and the log ends in a line that says why
sub failed {
  my ($r, $why, $words, $what) = @_;
  is_deeply([@$r{qw(code out)}], [111, ''], $what);
  like($r->{err}, qr/^$WHO fatal: cannot \Q$why\E: (?:$words)\n\z/m,
    '  and the log says why');
}

# ---- accounts of every kind, all with the right password ----

my $FIELDS = '20000:0:99999:7:::';
my $EMPTY = 'no password is set';
my $LOCKED = 'password is locked';
my $EXPIRED = 'account has expired';

for my $row (
  # login        passwd  shadow                        outcome, - = accepted
  ['yescrypt',   'x',    "$YES:$FIELDS",               '-'],
  ['sha512',     'x',    hash($RIGHT, '6') . ":$FIELDS", '-'],
  ['noshadow',   $YES,   undef,                        '-'],
  ['empty',      'x',    ":$FIELDS",                   $EMPTY],
  ['emptytoo',   '',     undef,                        $EMPTY],
  ['bang',       'x',    "!:$FIELDS",                  $LOCKED],
  ['bangs',      'x',    "!!:$FIELDS",                 $LOCKED],
  ['star',       'x',    "*:$FIELDS",                  $LOCKED],
  ['passwd-L',   'x',    "!$YES:$FIELDS",              $LOCKED],
  ['starhash',   'x',    "*$YES:$FIELDS",              $LOCKED],
  ['failed',     'x',    "*0:$FIELDS",                 $LOCKED],
  ['failedtoo',  'x',    "*1:$FIELDS",                 $LOCKED],
  ['xx',         'x',    "x:$FIELDS",                  $LOCKED],
  ['starpasswd', '*',    "$YES:$FIELDS",               $LOCKED],
  ['today',      'x',    "$YES:20000:0:99999:7::$DAY:", $EXPIRED],
  ['tomorrow',   'x',    "$YES:20000:0:99999:7::" . ($DAY + 1) . ':', '-'],
  ['in1970',     'x',    "$YES:20000:0:99999:7::0:",   $EXPIRED],
  ['inactive',   'x',    "$YES:" . ($DAY - 31) . ':0:20:7:10::', $EXPIRED],
  ['lastday',    'x',    "$YES:" . ($DAY - 30) . ':0:20:7:10::', '-'],
  ['inact0',     'x',    "$YES:" . ($DAY - 21) . ':0:20:7:0::', $EXPIRED],
  ['noinact',    'x',    "$YES:" . ($DAY - 99) . ':0:20:7:::', '-'],
  ['nomax',      'x',    "$YES:" . ($DAY - 99) . ':0::7:10::', '-'],
  ['lstchg0',    'x',    "$YES:0:0:20:7:10::",         '-'],
  ['nolstchg',   'x',    "${YES}::0:20:7:10::",          '-'],
) {
  my ($login, $field, $shadow, $outcome) = @$row;
  next if is_mail() && $outcome eq $EXPIRED; # of these nobody keeps the days
  account($login, $field, $shadow);
  same(login($login, $RIGHT), $outcome eq '-' ? $ACCEPTED : refused($outcome),
    $login, "[expiry] account $login: $outcome");
}

account('toor', 'x', "$YES:$FIELDS", uid => 0, odd => 1);
same(login('toor', $RIGHT), refused('uid is 0'), 'toor', '[uid-0] uid 0');

same(login('empty', ''), refused($EMPTY), 'empty', 'no password for no password');
same(login('xx', 'x'), refused($LOCKED), 'xx', 'x is no password');

for my $row (['odd', '$9$zz'], ['oddtoo', 'a'], ['cut', '$y$j9T$F5Jx5fEx!']) {
  my ($login, $hash) = @$row;
  account($login, 'x', "$hash:$FIELDS", odd => 1);
  failed(login($login, $RIGHT),
    "hash the password of $login", 'Invalid argument', "[hash-fails] a hash $hash");
}

# ---- logins that are not there ----

for my $login ('nobody-here', 'YESCRYPT', 'yescrypt ', 'yescryp', '', '+', '-',
  'yescrypt:x', '../yescrypt', "yescrypt\n", 'n' x 300) {
  my $shown = $login;
  $shown =~ s/ /\\x20/g;
  $shown =~ s/\n/\\x0a/g;
  $shown = 'n' x 100 . '...' if length $shown > 100;
  $shown = 'unknown' if $shown eq '';
  same(login($login, $RIGHT), refused('no such login'), $shown,
    "[unknown-login] no login " . substr $shown, 0, 20);
}

# ---- passwords ----

my $ROOM = 512 - length(up('long', ''));
my $LONG = 'l' x $ROOM;
account('long', 'x', hash($LONG, 'y') . ":$FIELDS");
account('latin', 'x', hash("\xe9 \xff\x01", 'y') . ":$FIELDS");

my $n = 0;
for my $row (
  [yescrypt => ''], [yescrypt => 'wrong'], [yescrypt => lc $RIGHT],
  [yescrypt => "$RIGHT "], [yescrypt => " $RIGHT"], [yescrypt => "$RIGHT\n"],
  [yescrypt => substr $RIGHT, 0, -1], [yescrypt => "${RIGHT}x"],
  [yescrypt => $YES], [sha512 => ''], [sha512 => 'wrong'], [sha512 => "$RIGHT "],
  [long => substr($LONG, 1) . 'x'], [latin => "\xe9 \xff\x02"],
) {
  my ($login, $password) = @$row;
  same(login($login, $password), refused('wrong password'), $login,
    "[wrong-password] $login with a wrong password, row " . ++$n);
}
same(login('long', $LONG), $ACCEPTED, 'long', '512 bytes in all');
same(login('latin', "\xe9 \xff\x01"), $ACCEPTED, 'latin', 'bytes of every kind');

# ---- descriptor 3 ----

my $good = up('yescrypt', $RIGHT);
my $MISUSE = { code => 2, out => '' };
my $SHAPE = "$CHECKER: fatal: descriptor 3 must have login, password and"
  . " timestamp, each ended by a 0 byte, in 512 bytes at most\n";
for my $row (
  ['empty', '', 2], ['one byte', 'a', 2], ['one 0', "a\0", 2],
  ['one string and a half', "a\0b", 2], ['two 0s', "\0\0", 2],
  ['two strings', "yescrypt\0$RIGHT\0", 2],
  ['no last 0', substr($good, 0, -1), 2], ['three 0s', "\0\0\0", 1],
  ['nothing but the 0s it needs', "yescrypt\0$RIGHT\0\0", 0],
  ['more behind', "${good}more\0", 0],
  ['512 bytes', $good . 'x' x (512 - length $good), 0],
  ['513 bytes', $good . 'x' x (513 - length $good), 2],
  ['60000 bytes', $good . 'x' x 60000, 2],
  ['512 bytes, the last string open', 'yescrypt' . "\0$RIGHT\0" . 'x' x
    (512 - length "yescrypt\0$RIGHT\0"), 2],
) {
  my ($what, $bytes, $code) = @$row;
  my $r = run(argv => [command(), 'echo', 'it ran'], fd3 => $bytes);
  is_deeply([@$r{qw(code out)}], [$code, $code ? '' : "it ran\n"],
    "[descriptor-3] descriptor 3: $what");
  is($r->{err}, $SHAPE, "  and the log says so") if $code == 2;
}

my $r = run(argv => [command(), 'echo', 'it ran']);
is_deeply([@$r{qw(code out err)}], [2, '',
  "$CHECKER: fatal: cannot read descriptor 3: Bad file descriptor\n"],
  'no descriptor 3');

$r = run(argv => [command(), 'echo', 'it ran'], before => sub {
  POSIX::dup2(POSIX::open('/', POSIX::O_RDONLY()), 3);
});
is_deeply([@$r{qw(code out)}], [2, ''], 'descriptor 3 is a directory');

$r = run(argv => [command(), 'echo', 'it ran'], before => sub {
  my ($from, $to) = POSIX::pipe();
  if (!fork) {
    POSIX::close($from);
    for my $byte (split //, $good) {
      POSIX::write($to, $byte, 1);
      wait_for { drained($to) } 'it to read';
    }
    POSIX::_exit(0);
  }
  POSIX::close($to);
  POSIX::dup2($from, 3);
});
is_deeply([@$r{qw(code out)}], [0, "it ran\n"], 'descriptor 3 a byte at a time');

# ---- what it is started with ----

$r = run(argv => [command()], fd3 => $good);
is_deeply([@$r{qw(code out err)}],
  [2, '', "$CHECKER: fatal: usage: $CHECKER " . (is_mail() ? 'accounts.cdb ' : '')
    . "program [args]\n"],
  'no program');

my $EXEC = scratch();
spew("$EXEC/closed", 'x');
my $MODES = 'Permission denied (mode %04o uid 0 gid 0, its directory mode 0755 uid 0 gid 0)';
my %CANNOT = ('no-such-program' => 'no-such-program: No such file or directory',
  '/etc' => sprintf("/etc: $MODES", 0755), closed => sprintf("$EXEC/closed: $MODES", 0644));
for my $program (sort keys %CANNOT) {
  $r = login('yescrypt', $RIGHT, program => [$program],
    under => ['env', "PATH=/nothing:/usr/bin:/bin:$EXEC:" . programs()]);
  is($r->{code}, 111, "cannot run $program");
  is($r->{err}, line($r, 'yescrypt', 'accepted')
    . line($r, 'yescrypt', "fatal: cannot run $CANNOT{$program}"), '  and the log says so');
}

for my $fd (0, 1, 2) {
  $r = login('yescrypt', $RIGHT, close => [$fd]);
  is_deeply([@$r{qw(code out err)}], [111, '', ''], "[closed-at-start] descriptor $fd is closed");
}

$r = login('yescrypt', 'wrong', before => sub { POSIX::dup2(1, 2) });
is_deeply([@$r{qw(code out)}], [1, ''], 'no log to the client');

$r = login('yescrypt', $RIGHT, under => [injected('poll:retval=0:when=1')]);
failed($r, 'read descriptor 3', 'Connection timed out', '[nobody-writes] nobody writes to 3');

# ---- what the program finds ----

my $ident_gid = 64991;
account('ident', 'x', "$YES:$FIELDS", gid => $ident_gid);
my $ident_uid = (stat $home{ident})[4];
Chain::append('/etc/group',
  "own:x:$ident_gid:\nmore:x:64993:ident\nnot:x:64994:yescrypt\n"
    . "two:x:64992:nobody,ident\n");

sub untouched { # as from a parent that has let things go
  $SIG{$_} = 'IGNORE' for qw(CHLD PIPE ALRM);
  POSIX::sigprocmask(POSIX::SIG_BLOCK(), POSIX::SigSet->new(
    POSIX::SIGCHLD(), POSIX::SIGPIPE(), POSIX::SIGALRM()));
  $) = '0 5 6 64994';
  alarm 1000;
}

$r = login('ident', $RIGHT, before => \&untouched,
  program => ['cat', '/proc/self/status']);
my %status = $r->{out} =~ /^(\w+):[ \t]*(.*?)[ \t]*$/mg;
is($status{Uid}, join("\t", ($ident_uid) x 4), 'uid: real, effective, saved, fs');
is($status{Gid}, join("\t", ($ident_gid) x 4), 'gid: the same');
is(join(' ', sort split ' ', $status{Groups}),
  is_mail() ? '' : "$ident_gid 64992 64993",
  '[groups] groups are the account\'s');
is($status{$_}, '0' x 16, "no capabilities: $_") for qw(CapPrm CapEff);
is($status{SigBlk}, '0' x 16, 'no signal is blocked');
is(hex(substr $status{SigIgn}, -8) & (1 << 12 | 1 << 13 | 1 << 16), 0,
  'SIGPIPE, SIGALRM, SIGCHLD are not ignored');

$r = login('ident', $RIGHT, before => \&untouched, program => [$^X, '-MPOSIX',
  '-e', <<'EOF']);
  my @out = (alarm 0);
  push @out, grep { defined POSIX::setuid($_) } 0;
  push @out, grep { defined POSIX::setgid($_) } 0;
  $> = 0; push @out, $> == 0;
  $) = '0 0'; push @out, $) == 0;
  push @out, grep { defined POSIX::dup2($_, $_) } 0 .. 99;
  print join ' ', map { $_ || 0 } @out;
EOF
is($r->{out}, '0 0 0 0 1 2', '[all-given-up] no alarm; no way back to root; descriptors 0 1 2');

my %given = (USER => 'root', HOME => '/root', SHELL => '/bin/false', LOGNAME => 'x',
  TCPREMOTEIP => '10.0.0.7', EMPTY => '', TWO => "lines\nof it");
$r = login('ident', $RIGHT, env => \%given,
  program => ['cat', '/proc/self/environ']);
my %found = map { split /=/, $_, 2 } split /\0/, $r->{out};
ok(delete $found{PATH}, 'PATH is kept');
is_deeply(\%found, { %given, USER => 'ident', HOME => $home{ident},
  SHELL => '/bin/sh' }, '[environment] USER HOME SHELL are set, others kept, none added');

$r = login('ident', $RIGHT, program => ['readlink', '/proc/self/cwd']);
is($r->{out}, "$home{ident}\n", 'it starts in HOME');

$r = login('ident', $RIGHT, program => ['sh', '-c', 'echo "$@"', 'sh', 'a b', '']);
is($r->{out}, "a b \n", 'arguments are passed on');

$r = login('ident', $RIGHT, program => ['sh', '-c', 'cat; echo said >&2; exit 7'],
  in => "STAT\r\n");
is_deeply([@$r{qw(code out)}], [7, "STAT\r\n"], '0 and 1 are passed on, and its code');
like($r->{err}, qr/\nsaid\n\z/, '2 is passed on');

# ---- homes ----

account('homeless', 'x', "$YES:$FIELDS");
rmdir $home{homeless} or die "rmdir: $!";
failed(login('homeless', $RIGHT),
  "change to $home{homeless}", 'No such file or directory', 'no home');

account('outside', 'x', "$YES:$FIELDS");
chown 0, 0, $home{outside};
chmod 0700, $home{outside};
my $above = sprintf '%04o', (stat "$home{outside}/..")[2] & 07777;
failed(login('outside', $RIGHT),
  "change to $home{outside}", 'Permission denied \(mode 0700 uid 0 gid 0, its'
    . " directory mode $above uid 0 gid 0\\)",
  '[home-kept-out] a home that the user, but not root, is kept out of');

# ---- limits ----

SKIP: {
skip 'a sanitizer needs terabytes', 1 if $ENV{CHAIN_SANITIZE};

my @limits = ('cat', '/proc/self/limits');
# less than a hash needs, and more than any libc: softlimit.t is about that
my @soft = qw(softlimit -m 5000000 -o 30 -c 4096);
my $plain = run(argv => [@soft, @limits]);
$r = login('yescrypt', $RIGHT, under => \@soft, program => \@limits);
is($r->{code}, 0, '[limits-lifted] softlimit -m 5000000 and the right password');
is($r->{out}, $plain->{out}, '[limits-put-back] the program has exactly the limits from before');
like($r->{out}, qr/^Max open files +30 .*^Max address space +5000000 /ms,
  '  which are those of softlimit');
same(login('yescrypt', 'wrong', under => \@soft), refused('wrong password'),
  'yescrypt', 'softlimit -m 5000000 and a wrong password');
same(login('nobody-here', $RIGHT, under => \@soft), refused('no such login'),
  'nobody-here', 'softlimit -m 5000000 and no login');

my $HARD = 'the hard limit on memory is %d bytes, which may be too small for this'
  . " password's hash\n";
for my $limit ('-v', '-d') {
  for my $row ([yescrypt => $RIGHT], [yescrypt => 'wrong'], [bang => $RIGHT],
    [empty => ''], ['nobody-here' => $RIGHT]) {
    my ($login, $password) = @$row;
    $r = login($login, $password, under => limited("$limit 12288"));
    failed($r, "hash the password of $login", # crypt gives no better reason
      'Cannot allocate memory|Invalid argument', "ulimit $limit 12288: $login");
    like($r->{err}, qr/^$WHO warning: \Q@{[sprintf $HARD, 12288 * 1024]}/,
      '  [hash-limit] and which limit it is');
  }
}
# 126 and 127: there was not even room to start it
my %ends;
for my $limit ((map { '-v ' . 512 * $_ } 4 .. 60), (map { "-n $_" } 3 .. 10)) {
  $r = login('yescrypt', $RIGHT, under => limited($limit), program => ['true']);
  my $end = $r->{signal} ? 'signal' : $r->{code};
  push @{ $ends{$end} }, $limit;
}
ok($ends{111} && $ends{0}, 'hard limits of both kinds');
is_deeply([grep { !/^(0|111|126|127|signal)$/ } sort keys %ends], [],
  '[no-limit-lies] no limit makes a right password wrong');
}

# ---- faults, by strace ----

my $trace;
sub injected { # the strace command that makes calls fail, for one path if given
  my ($what, $path) = @_;
  $trace = trace_file();
  return strace($trace, path => $path, inject => $what);
}
sub was_injected { scalar(() = slurp($trace) =~ /INJECTED/g) }

for (files()) {
  my ($path, @calls) = @$_;
  for my $call (@calls) {
    for my $error (qw(EMFILE ENFILE EIO ENOMEM)) {
      $r = login('yescrypt', $RIGHT,
        under => [injected("$call:error=$error:when=1+", $path)]);
      my $injected = was_injected();
      is_deeply([@$r{qw(code out)}], [111, ''], "[accounts-fail] $call of $path fails: $error");
      ok($injected, "  as it was made to");
      $r = login('yescrypt', $RIGHT,
        under => [injected("$call:error=$error:when=1", $path)]);
      unlike($r->{err}, qr/ refused: /, '  [accounts-once] once: nothing is refused');
    }
  }
}

for my $row (
  ['setgroups:error=EPERM'], ['setgid:error=EPERM'], ['setgid:error=EAGAIN'],
  ['setuid:error=EPERM:when=1'], ['setuid:error=EAGAIN:when=1'],
  ['setgid:retval=0', 'only says that it did'],
  ['setuid:retval=0:when=1', 'only says that it did'],
  ['setuid:retval=0:when=2', 'gives root back'],
  ['setresuid:retval=0:when=1', 'gives root back'],
  ['chdir:error=EACCES'],
) {
  my ($what, $how) = @$row;
  $r = login('yescrypt', $RIGHT, under => [injected($what)]);
  my $injected = was_injected();
  is_deeply([@$r{qw(code out)}], [111, ''], "[no-way-back] $what " . ($how || ''));
  is($injected, 1, '  once');
}

$r = login('ident', $RIGHT, under => [injected('setgid:error=EPERM')],
  before => sub { $) = $( = $ident_gid });
is_deeply([@$r{qw(code out)}], [111, ''], 'setgid fails, though the gid is right');

# ---- the log ----

for my $row (
  [{ PROTO => 'TCP', TCPREMOTEIP => '10.0.0.7' }, '10.0.0.7'],
  [{ PROTO => 'TCP6', TCP6REMOTEIP => 'fe80::7', TCPREMOTEIP => '1.1.1.1' }, 'fe80::7'],
  [{ PROTO => 'SSL', SSLREMOTEIP => '10.0.0.8', TCPREMOTEIP => '1.1.1.1' }, '10.0.0.8'],
  [{ TCPREMOTEIP => '10.0.0.7' }, 'unknown'],
  [{ PROTO => 'TCP' }, 'unknown'],
  [{ PROTO => 'TCP', TCPREMOTEIP => '' }, 'unknown'],
  [{ PROTO => '', REMOTEIP => '10.0.0.9' }, '10.0.0.9'],
  [{ PROTO => 'P' x 5000, 'P' x 5000 . 'REMOTEIP' => '10.0.0.7' }, 'unknown'],
  [{ PROTO => 'TCP', TCPREMOTEIP => "1\n\x1b[2J\\\xff z" },
    '1\x0a\x1b[2J\x5c\xff\x20z'],
) {
  my ($env, $from) = @$row;
  for my $good (1, 0) {
    $r = login('yescrypt', $good ? $RIGHT : 'wrong', env => $env);
    is($r->{err}, line($r, 'yescrypt',
      $good ? 'accepted' : 'refused: wrong password', $from), "from $from");
  }
}
$r = login("a\nX\x1b[2J 100%n\\", $RIGHT);
is($r->{err}, line($r, 'a\x0aX\x1b[2J\x20100%n\x5c', 'refused: no such login'),
  '[log-forged] a login made to deceive');
unlike($log, qr/\Q$RIGHT\E|\Q$YES\E|wrong\b(?! password)/i,
  '[log-no-secret] no password, no hash in any line');

# ---- what is left in memory ----

# starts it and returns the pid; it reads the bytes, and then may wait for more
sub begin {
  my ($bytes, $more, @argv) = @_;
  my ($from, $to) = POSIX::pipe();
  POSIX::write($to, $bytes, length $bytes);
  my $pid = start(argv => \@argv, chdir => scratch(), before => sub {
    POSIX::close($to);
    POSIX::dup2($from, 3);
    POSIX::close($from) if $from != 3;
  });
  POSIX::close($from);
  POSIX::close($to) if !$more;
  return ($pid, $to);
}

# crypt's own strings start with the kind, so look for the rest of the hash
my $SECRET = substr $YES, -40;
# the call in which a line is logged; musl's alarm makes it before, too
my $LOGS = checker() eq 'checkpassword' && slurp('crypt.archive') =~ /\S/
  ? 'setitimer:when=2:' : 'setitimer:';
sub left_in_memory {
  my ($where, $login, $password, @want) = @_;
  my @strace = injected("${where}error=EINTR:signal=STOP");
  my ($pid) = begin(up($login, $password), 0, @strace, '-D',
    command($login), '/bin/true');
  wait_for { slurp($trace) =~ /stopped by SIGSTOP/ } 'the stop';
  my $memory = memory($pid);
  is_deeply([map { $memory =~ /\Q$_\E/ ? 1 : 0 } $RIGHT, $SECRET], \@want,
    "[secrets-wiped] in $where of $login: password, hash");
  kill 'KILL', $pid;
  stop($pid);
}
my $small = !$ENV{CHAIN_SANITIZE}; # else its shadow memory is terabytes
for my $row (!$small ? () : (
  # stopped in,   login,        password, found then: password, hash
  ['poll:when=2:',     'yescrypt',   $RIGHT,   1, 0], # at the end of descriptor 3
  ['setgroups:',       'yescrypt',   $RIGHT,   0, 0],
  [$LOGS,              'yescrypt',   $RIGHT,   0, 0],
  [$LOGS,              'yescrypt',   "$RIGHT ", 0, 0],
  [$LOGS,              'odd',        $RIGHT,   0, 0],
  ['execve:',          'yescrypt',   $RIGHT,   0, 0],
  ['exit_group:',      'yescrypt',   "$RIGHT ", 0, 0],
  ['execve:',          'noshadow',   $RIGHT,   0, 0],
  ['exit_group:',      'passwd-L',   $RIGHT,   0, 0],
  ['exit_group:',      'nobody-here', $RIGHT,  0, 0],
  ['exit_group:',      'odd',        $RIGHT,   0, 0],
  ['exit_group:',      'homeless',   $RIGHT,   0, 0],
)) {
  left_in_memory(@$row);
}
if ($small && !is_mail()) { # the hash was read, and then a file is at fault
  system('mount', '--bind', "/proc/$$/mem", '/etc/group') == 0 or die 'mount';
  left_in_memory($LOGS, 'yescrypt', $RIGHT, 0, 0);
  system('umount', '/etc/group') == 0 or die 'umount';
}

SKIP: {
  my $pattern = slurp('/proc/sys/kernel/core_pattern');
  skip 'cores are not written where the process is', 2 if $pattern !~ m{^core[^/]*$};
  my @argv = ('sh', '-c', 'ulimit -c unlimited && exec "$0" "$@"');
  for my $row (['cat /dev/fd/3', 1], [join(' ', command(), 'true'), 0]) {
    my ($command, $core) = @$row;
    my ($pid, $to) = begin("yescrypt\0$RIGHT\0", 1, @argv, split ' ', $command);
    wait_for { drained($to) } 'it to read';
    my $cwd = readlink "/proc/$pid/cwd";
    kill 'SEGV', $pid;
    wait_for { slurp("/proc/$pid/stat") =~ /\) Z/ } 'its end';
    my @core = grep { -s } glob "$cwd/core*";
    is(scalar @core, $core, "[no-core] $command crashes: cores");
    stop($pid);
    POSIX::close($to);
  }
}

# ---- the time of a refusal ----

# seconds of CPU that children have had until now
sub children {
  require 'sys/syscall.ph';
  my $usage = "\0" x 256;
  syscall(SYS_getrusage(), -1, $usage) == 0 or die "getrusage: $!";
  my ($s, $us, $sys_s, $sys_us) = unpack 'l!4', $usage;
  return $s + $sys_s + ($us + $sys_us) / 1e6;
}

sub cost {
  my ($login, $password) = @_;
  my $before = children();
  my $r = login($login, $password);
  my $cost = children() - $before;
  is($r->{code}, 1, "$login is refused") if $r->{code} != 1;
  return $cost;
}

sub median { (sort { $a <=> $b } @_)[@_ / 2] }

my @refused = ([yescrypt => 'wrong'], ['nobody-here' => $RIGHT], [bang => $RIGHT],
  ['passwd-L' => $RIGHT], [empty => ''], [today => $RIGHT], [toor => $RIGHT],
  [xx => $RIGHT], [yescrypt => ''], ['nobody-here' => '']);
@refused = grep { $_->[0] !~ /^(?:today|toor)$/ } @refused if is_mail();
my (%cost, %median, @older, $far, $older);
for my $round (1 .. 5) { # others may disturb one round, but hardly all
  for my $time (1 .. 7) {
    push @{ $cost{"@$_"} }, cost(@$_) for @refused;
    push @older, cost(sha512 => 'wrong');
  }
  %median = map { $_ => median(@{ $cost{$_} }) } keys %cost;
  my ($least, $most) = (sort { $a <=> $b } values %median)[0, -1];
  $far = $most / $least - 1;
  $older = median(@older) / $median{'yescrypt wrong'};
  last if $far < 0.2 && $older > 0.8;
}
cmp_ok($far, '<', 0.2, '[same-time] refusals of all kinds take the same time')
  or diag explain \%median;
cmp_ok($older, '>', 0.8, '[older-hash] an older kind of hash takes no less');

done_testing;
