#!/usr/bin/perl
# qmail-popup without AUTH and STLS: each command, limit and ending byte by
# byte, what the program gets on descriptor 3, and the jail.
use strict;
use warnings;
use lib 'tests';
use Chain;
use File::Basename 'dirname';
use IO::Select;
use MIME::Base64;
use POSIX ();
use Session;
use Test::More;
use Time::HiRes 'time';

need_root();
for my $tool (qw(strace unshare mount)) {
  my $there = grep { -x "$_/$tool" } split /:/, $ENV{PATH};
  plan skip_all => "$tool is not installed" if !$there;
}
private();
$SIG{PIPE} = sub { }; # a program that died early is seen by what it did not say

my ($empty) = slurp('conf-empty') =~ /\A(.*)\n/;
system('mount', '-t', 'tmpfs', 'none', dirname($empty)) == 0 or die "mount";
mkdir $empty, 0755 or die "$empty: $!";
Chain::new_door();

my $HOST = 'pop3.example.org';
my $SYNTAX = "-ERR syntax error\r\n";
my $FIRST = "-ERR authorization first\r\n";
my $LONG = "-ERR line too long\r\n";
my $REFUSED = "-ERR [AUTH] authorization failed\r\n";
my $PERM = "-ERR [SYS/PERM] unable to check passwords, tell the postmaster\r\n";
my $TEMP = "-ERR [SYS/TEMP] service unavailable, please wait\r\n";
my $CRASH = "-ERR [SYS/TEMP] aack, child crashed\r\n";
my $NOAPOP = { POP3AUTH => '-apop' };

# ---- helpers ----

# The program that is run in place of checkpassword.  It appends to a file what
# it found: descriptors, signals, bytes on 3; then ends as it is told to, or
# gives back what it reads from 0.
my $checker = <<'END';
my ($file, $how, $n) = @ARGV;
opendir my $d, '/proc/self/fd';
my @fd = readdir $d;
closedir $d;
@fd = sort { $a <=> $b } grep { defined readlink "/proc/self/fd/$_" } @fd;
open my $s, '<', '/proc/self/status';
my %signals = map { /^(Sig\w+):\s+(\w+)/ ? ($1, $2) : () } <$s>;
open my $up, '<&=', 3;
my $bytes = '';
while (sysread $up, $bytes, 4096, length $bytes) { }
open my $f, '>>', $file;
syswrite $f, "@fd $signals{SigIgn} $signals{SigBlk} $$ " . unpack('H*', $bytes) . "\n";
exit $n if $how eq 'exit';
if ($how eq 'signal') { $SIG{HUP} = 'DEFAULT'; kill $n, $$ } # under nohup, too
if ($how eq 'slow') { select undef, undef, undef, $n; exit 1 }
while (sysread STDIN, $_, 4096) { syswrite STDOUT, $_ }
END

sub program {
  my ($file, @how) = @_;
  return 'perl', '-e', $checker, $file, @how;
}

# what the checker found: a list of { fds, ignored, blocked, pid, bytes }
sub found {
  my ($file) = @_;
  my @found;
  for my $line (-e $file ? split /\n/, slurp($file) : ()) {
    my @part = $line =~ /^(.*) (\w+) (\w+) (\d+) (\w*)$/ or die $line;
    my %f;
    @f{qw(fds ignored blocked pid bytes)} = (@part[0 .. 3], pack 'H*', $part[4]);
    push @found, \%f;
  }
  return @found;
}

# popup(in, how => [what the checker does], the rest as in run) gives what run
# does, {stamp} from the greeting, {said} after it, {runs} of the checker
sub popup {
  my ($in, %o) = @_;
  my $file = scratch() . '/found';
  my $r = run(argv => ['./qmail-popup', $HOST, program($file, @{ $o{how} || ['cat'] })],
    in => $in, %o);
  ($r->{stamp}, $r->{said}) = $r->{out} =~ /\A\+OK (<\d+\.\d+\@\Q$HOST\E>)\r\n(.*)\z/s;
  $r->{said} = 'no greeting' if !defined $r->{said};
  $r->{runs} = [found($file)];
  return $r;
}

# the same in steps, as client has it, and file => what the checker writes to
sub stranger {
  my (%o) = @_;
  my $file = scratch() . '/found';
  my $c = client(%o, argv => [@{ $o{with} || [] }, './qmail-popup', $HOST,
    program($file, @{ $o{how} || ['cat'] })]);
  return { %$c, file => $file };
}

# the child of the process, which is in the jail once it has said a word
sub child {
  my ($pid) = @_;
  my ($child) = split / /, slurp("/proc/$pid/task/$pid/children");
  return $child || die 'no child';
}

# ---- the greeting ----

{
  my $before = int time;
  my $r = popup('', env => { PROTO => 'TCP', TCPREMOTEIP => '10.0.0.7' });
  my $after = int time;
  my ($seconds) = $r->{stamp} =~ /\.(\d+)\@/;
  ok($seconds >= $before && $seconds <= $after, '[greeting-time] the greeting has the time');
  is("$r->{code} $r->{said}$r->{err}", '0 ', 'a hang-up is no error');
  my $c = stranger();
  is(hear($c, qr/\n/) =~ s/\.\d+\@.*//sr, "+OK <$c->{pid}", '[greeting-pid] and the pid');
  finish($c);
  my $stamp = qr/\A\+OK <\d+\.\d+\@\Q$HOST\E>\r\n\z/;
  for my $row (['-apop', 0], ['-plain,-apop', 0], [',-apop,,', 0], ['+apop,-apop', 0], ['', 1],
      ['+apop', 1], ['-apop,+apop', 1], ['+plain', 1]) {
    my ($words, $apop) = @$row;
    my $r = popup('', env => { POP3AUTH => $words });
    $apop ? like($r->{out}, $stamp, "POP3AUTH is '$words'")
      : is($r->{out}, "+OK $HOST ready\r\n", "POP3AUTH is '$words': ready");
  }
  for my $words ('apop', '-apopx', '-Apop', '*apop', '-apop -plain', '-apop,x', ' ') {
    my $r = popup('', env => { POP3AUTH => $words });
    is("$r->{code} $r->{out}", '100 ', "POP3AUTH is '$words': refused");
    like($r->{err}, qr/\Aqmail-popup: fatal: \$POP3AUTH has words of /, 'the log');
  }
  # whose passwords are hashes
  for my $row (['checkpassword', 0], ['/bin/checkpassword', 0], ['/a/b/checkpassword', 0],
      ['/checkpassword/x', 1], ['checkpasswords', 1], ['mycheckpassword', 1],
      ['cvm-checkpassword', 1], ['vchkpw', 1]) {
    my ($program, $apop) = @$row;
    my $in = "APOP alice c4c9334bac560ecc979e58001b3e22fb\r\n";
    my $r = run(argv => ['./qmail-popup', $HOST, $program], in => 'x', env => {});
    $apop ? like($r->{out}, $stamp, "the program is $program: as it was")
      : is($r->{out}, "+OK $HOST ready\r\n",
        "[greeting-without-apop] the program is $program: no APOP");
    like(run(argv => ['./qmail-popup', $HOST, $program], in => '',
      env => { POP3AUTH => '+apop' })->{out}, $stamp, '  which +apop decides');
    next if $apop;
    $r = run(argv => ['./qmail-popup', $HOST, $program], in => $in, env => {});
    is($r->{out}, "+OK $HOST ready\r\n$FIRST", '  and APOP is no command');
  }
  my $r2 = run(argv => ['./qmail-popup', '[::1]', 'checkpassword'], in => '');
  is($r2->{out}, "+OK POP3 ready\r\n", 'a host that looks like a code is not shown');
}

# ---- commands: [what is sent, what is said]; no row is a login ----

my $capa = join '', map { "$_\r\n" } '+OK ', 'TOP', 'UIDL', 'USER', 'SASL PLAIN',
  'RESP-CODES', 'AUTH-RESP-CODE', 'PIPELINING', 'EXPIRE NEVER',
  'IMPLEMENTATION qmail-pop3d', '.';
my @commands = (
  ["USER a\r\n", $OK], ["user a\n", $OK], ["uSeR a b\r\n", $OK],
  ["NOOP\r\n", $FIRST], ["nOOp\n", $FIRST], ["NOOP x\n", $FIRST],
  ["CAPA\r\n", $capa], ["capa \n", $capa],
  ["QUIT\r\n", $OK], ["quit\n", $OK], ["QUIT\r\nUSER a\r\nQUIT\r\n", $OK],
  ["USER a\r\nUSER b\r\nUSER c\r\nQUIT\r\n", $OK x 4],
  ["USER\r\n", $SYNTAX], ["USER \r\n", $SYNTAX], ["USER   \n", $SYNTAX],
  ["PASS b\r\n", "-ERR USER first\r\n"], ["PASS  \r\n", "-ERR USER first\r\n"],
  ["PASS\r\n", $SYNTAX], ["PASS \r\n", $SYNTAX],
  ["USER a\r\nPASS\r\n", $OK . $SYNTAX], ["USER a\r\nPASS \r\n", $OK . $SYNTAX],
  ["USER a\r\nUSER\r\nPASS\r\n", $OK . $SYNTAX x 2],
  ["USER \r\nPASS b\r\n", "$SYNTAX-ERR USER first\r\n"],
  ["APOP\r\n", $SYNTAX], ["APOP a\r\n", $SYNTAX], ["APOP a \r\n", $SYNTAX],
  ["APOP  b\r\n", $SYNTAX], ["APOP   \r\n", $SYNTAX],
  ["USER    a\r\n", $OK], ["CAPA   \r\n", $capa], ["CAPA x\r\n", $SYNTAX],
  ["QUIT x\r\nQUIT\r\n", $SYNTAX . $OK],
  (map { ["$_\r\n", $FIRST] } 'STAT', 'LIST', 'LIST 1', 'RETR 1', 'DELE 1', 'TOP 1 0',
    'UIDL', 'RSET', 'LAST', 'XTND', 'USERS a', 'PASSWORD b', "USER\ta", ' USER a', '', ' ',
    "\r", "\xff\xfb\x1f", 'GET / HTTP/1.1', '%n%s%n', "\xe9", 'STLS', 'x' x 998),
  ["NOOP\r\r\n", $FIRST], ["NO\rOP\n", $FIRST],
  ["\0\r\n", $SYNTAX], ["CAPA\0\r\n", $SYNTAX], ["USER a\0b\r\nPASS c\r\n",
    "$SYNTAX-ERR USER first\r\n"],
  ["USER a\r\nPASS good\0x\r\n", $OK . $SYNTAX], ["APOP a b\0\r\n", $SYNTAX],
  ["USER a\r\nPASS b\0\n", $OK . $SYNTAX], ["QUIT\0\r\nUSER a\r\n", $SYNTAX . $OK],
  ["QUIT" . ' ' x 994 . "\r\n", $OK], ["QUIT" . ' ' x 995 . "\n", $OK],
  ["QUIT" . ' ' x 995 . "\r\nQUIT\r\n", $LONG . $OK],
  (map { ['x' x $_ . "\r\nUSER a\r\n", $FIRST . $OK] } 254, 255, 256, 511, 512, 513),
  (map { ['x' x $_ . "\r\nUSER a\r\n", $LONG . $OK] } 999, 1000, 1024, 2048, 15_000),
  ["\0" x 1000 . "\nUSER a\n", $LONG . $OK],
  ["USER a\r\nPASS " . 'x' x 994 . "\r\nUSER a\r\n", $OK . $LONG . $OK],
  ["USER " . 'a' x 995 . "\nPASS b\n", "$LONG-ERR USER first\r\n"],
  # the end of input in the middle of a line: it is no line
  ['', ''], ['NOOP', ''], ["NOOP\r", ''], ["USER a\r\n", $OK], ["USER a\r\nPASS", $OK],
  ["USER a\r\nPASS b", $OK], ["USER a\r\nPASS b\r", $OK], ["APOP a b", ''],
);
for my $row (@commands) {
  my ($in, $said) = @$row;
  my $name = $in =~ s/(.)\1{20,}/"$1 x " . length $&/ger =~ s/([^ -~])/sprintf '\%02x', ord $1/ger;
  my $r = popup($in);
  is("$r->{said}$r->{err}$r->{code} " . @{ $r->{runs} }, "${said}0 0", "[commands] '$name'");
}
is(popup("APOP a b\r\nUSER a\r\nQUIT\r\n", env => $NOAPOP)->{out},
  "+OK $HOST ready\r\n$FIRST$OK$OK", 'APOP where it is not offered');
{
  my $c = stranger();
  hear($c, qr/\n/);
  syswrite $c->{s}, $_ for split //, "USER a\r\nUSE";
  is(hear($c, qr/\n/), $OK, 'a reply does not wait for half a command');
  is(ask($c, 'R b'), $OK, 'whose second half completes it');
  finish($c);
}

# ---- descriptor 3 ----

# [what is sent, login, secret]
my @logins = (
  ["USER alice\r\nPASS secret\r\n", 'alice', 'secret'],
  ["user alice\npass secret\n", 'alice', 'secret'],
  ["USER alice\r\nPASS  two  words  \r\n", 'alice', ' two  words  '],
  ["USER alice\r\nPASS   \r\n", 'alice', '  '],
  ["USER alice\r\nPASS x\r\r\n", 'alice', "x\r"],
  ["USER alice\r\nPASS \t\x01\x7f\xff%n\r\n", 'alice', "\t\x01\x7f\xff%n"],
  ["USER a b  \r\nPASS x\r\n", 'a b', 'x'],
  ["USER  a\r\nPASS x\r\n", 'a', 'x'], ["USER   a b\r\nPASS  x\r\n", 'a b', ' x'],
  ["USER first\r\nUSER b\xe9\@x\r\nCAPA\r\nSTAT\r\nPASS x\r\n", "b\xe9\@x", 'x'],
  ["USER a\r\nUSER\r\nPASS x\r\n", 'a', 'x'],
  ["APOP alice c4c9334bac560ecc979e58001b3e22fb\r\n", 'alice',
    'c4c9334bac560ecc979e58001b3e22fb'],
  ["apop a b d  \r\n", 'a b', 'd'], ["APOP   a b   d\r\n", 'a b', 'd'],
);
for my $row (@logins) {
  my ($in, $login, $secret) = @$row;
  my $r = popup($in, how => ['exit', 0]);
  my $name = $in =~ s/([^ -~])/sprintf '\%02x', ord $1/ger;
  is(join('|', map { $_->{bytes} } @{ $r->{runs} }), "$login\0$secret\0$r->{stamp}\0",
    "'$name': login, password, timestamp");
  is("$r->{code} $r->{err}", '0 ', 'and all is well');
  is($r->{runs}[0]{fds}, '0 1 2 3', 'no other descriptor');
}
{
  my $r = popup("USER a\r\nPASS b\r\n", how => ['exit', 0], env => $NOAPOP);
  like($r->{runs}[0]{bytes}, qr/\Aa\0b\0<\d+\.\d+\@\Q$HOST\E>\0\z/,
    'a timestamp is there even if it was not told');
  $r = popup("USER a\r\nPASS b\r\nSTAT\r\nQUIT\r\nno end");
  is($r->{said}, "${OK}STAT\r\nQUIT\r\nno end",
    '[pipelined-left] what follows PASS is left to the program');
  $r = popup("APOP a b\nSTAT\n");
  is($r->{said}, "STAT\n", 'and what follows APOP');
}
for my $row ([511, 1], [512, 1], [513, 0], [700, 0]) {
  my ($size, $runs) = @$row;
  for my $split (1, 100, 470) {
    my $c = stranger(how => ['exit', 0]);
    my ($stamp) = hear($c, qr/\n/) =~ /(<.*>)/;
    my ($login, $secret) = ('l' x $split, 's' x ($size - $split - 3 - length $stamp));
    next if !length $secret;
    ask($c, "USER $login");
    is(ask($c, "PASS $secret"), $runs ? '' : $REFUSED,
      "[credentials-512] $size bytes, a login of $split");
    is(ask($c, 'USER a'), $OK, 'and the connection lives') if !$runs;
    my $r = finish($c);
    is($r->{code}, 0, 'no error');
    is($r->{err}, $runs ? '' : "qmail-popup: pid $c->{pid} from unknown user unknown"
      . " refused: over 512 bytes\n", 'the log');
    is(join('|', map { $_->{bytes} } found($c->{file})),
      $runs ? "$login\0$secret\0$stamp\0" : '', 'descriptor 3');
  }
}

# ---- how the program ends ----

spew(my $plain = scratch() . '/plain', "no program\n");
chmod 0644, $plain;
# each is from another address, or they would wait longer each time
my $who = 'qmail-popup: pid \d+ from 10\.0\.0\.\d+';
my $last = 0;
my $any = 'qmail-popup: pid \d+ from unknown';
my @endings = ( # the program, the reply, our exit code, what the log says
  [['exit', 0], '', 0, ''],
  (map { [['exit', $_], $REFUSED, 0, "user unknown refused: attempt 1 exit $_"] } 1, 3, 50, 99),
  (map { [['exit', $_], $PERM, 111,
    "fault: [SYS/PERM] unable to check passwords, tell the postmaster, exit $_"] } 2, 100),
  (map { [['exit', $_], $TEMP, 111,
    "fault: [SYS/TEMP] service unavailable, please wait, exit $_"] } 101, 110, 111, 112, 127, 255),
  (map { [['signal', $_], $CRASH, 111,
    "fault: [SYS/TEMP] aack, child crashed, signal $_"] } 1, 9, 11, 13, 15),
  [['signal', 14], $TEMP, 111, # its own alarm
    'fault: [SYS/TEMP] service unavailable, please wait, signal 14'],
);
for my $row (@endings) {
  my $c = stranger(how => $row->[0],
    env => { PROTO => 'TCP', TCPREMOTEIP => '10.0.0.' . ++$last });
  hear($c, qr/\n/);
  syswrite $c->{s}, "USER a\r\nPASS b\r\nQUIT\r\n";
  push @$row, $c;
}
for my $row (@endings) { # which all pause at the same time
  my ($how, $reply, $code, $log, $c) = @$row;
  is(hear($c, qr/\z./s), $OK . $reply . ($reply eq $REFUSED ? $OK : ''),
    "[endings] the program: @$how");
  my $runs = found($c->{file});
  my $r = finish($c);
  is($r->{code}, $code, 'exit code');
  like($r->{err}, $log ? qr/\A$who \Q$log\E\n\z/ : qr/\A\z/, 'the log');
  is($runs, 1, 'it ran once');
}
for my $row (['/nothing/there', 'No such file or directory'], ['nothing-there', 'No such file'],
    [$plain, 'Permission denied'], ['/', 'Permission denied'], ["$plain/x", 'Not a directory']) {
  my ($path, $why) = @$row;
  my $r = popup("APOP a b\r\nUSER a\r\n", argv => ['./qmail-popup', $HOST, $path]);
  is("$r->{code} $r->{said}", "111 $PERM", "[no-program] no program: $path");
  like($r->{err}, qr/\A$any fatal: cannot run \Q$path\E: $why.*\n/, 'the log says why');
  like($r->{err}, qr/\n$any fault: .*, exit 100\n\z/, 'and what became of it');
}
{
  my $name = "/tmp/a b\e";
  like(popup("APOP a b\n", argv => ['./qmail-popup', $HOST, $name])->{err},
    qr{cannot run /tmp/a\\x20b\\x1b: }, 'a name in the log is made visible');
  my $r = run(argv => [strace('/dev/null', follow => 1,
      inject => 'pipe,pipe2:error=EMFILE'), './qmail-popup', $HOST, 'true'],
    in => '');
  is("$r->{code} $r->{out}", "111 $TEMP", 'no pipe');
  like($r->{err}, qr/\A$any fatal: cannot make a pipe: Too many open files\n\z/, 'the log');
  $r = run(argv => [strace('/dev/null', follow => 1,
    inject => 'fork,vfork,clone,clone3:error=EAGAIN'), './qmail-popup', $HOST, 'true'], in => '');
  is("$r->{code} $r->{out}", "111 $TEMP", 'no process');
  like($r->{err}, qr/\A$any fatal: cannot fork the child: /, 'the log');
}
{
  my $c = stranger(how => ['exit', 111], one => 1); # which is a fault to be logged
  hear($c, qr/\n/);
  syswrite $c->{s}, "APOP a b\r\nQUIT\r\n";
  is(hear($c, qr/\z./s), $TEMP, '[log-not-to-client] where 2 is the client too, nothing is logged');
  finish($c);
}

# ---- attempts ----

{
  my $r = popup("APOP a b\r\nUSER a\r\nAPOP c d\r\nSTAT\r\nAPOP e f\r\nUSER a\r\nAPOP g h\r\n",
    how => ['exit', 1]);
  is($r->{said}, "$REFUSED$OK$REFUSED$FIRST$REFUSED",
    '[three-attempts] three attempts, and the end');
  is(join(' ', map { $_->{bytes} =~ /\A(\w)\0(\w)\0\Q$r->{stamp}\E\0\z/ } @{ $r->{runs} }),
    'a b c d e f', 'each with its own login and the timestamp of the greeting');
  is($r->{code}, 1, 'exit code');
}
# refused here: nobody else can log that
for my $row (["APOP a " . 'x' x 600, $REFUSED, 'over 512 bytes'],
    ["USER a\r\nPASS " . 'x' x 600, $REFUSED, 'over 512 bytes'],
    ["AUTH PLAIN Ym9iAGFsaWNlAHNlY3JldA==", $REFUSED, 'for somebody else']) {
  my ($in, $reply, $why) = @$row;
  my $ok = $in =~ /\n/ ? $OK : '';
  my $r = popup("$in\r\nUSER a\r\n" x 3);
  is("$r->{code} $r->{said}", '1 ' . join($OK, ("$ok$reply") x 3), "$why: three attempts");
  like($r->{err}, qr/\A(?:$any user unknown refused: $why\n){3}\z/, 'each in the log');
  is(@{ $r->{runs} }, 0, 'and no program runs');
}
{
  my $start = time;
  my $r = popup("APOP a b\n" x 3, how => ['exit', 1]);
  cmp_ok(time - $start, '>', 5.5, '[pause-apop] two seconds before a refusal of APOP, too');
  $start = time;
  popup("APOP a b\n", how => ['exit', 111]);
  cmp_ok(time - $start, '>', 1.8, '[pause-fault] and before the word of a fault');
  my $c = stranger(how => ['exit', 1]);
  hear($c, qr/\n/);
  for my $n (1, 2) {
    ask($c, 'USER a');
    $start = time;
    is(ask($c, 'PASS b'), $REFUSED, "refusal $n");
    my $took = time - $start;
    ok($took > 1.5 && $took < 10, '[pause] about two seconds after it was asked for')
      or diag("$took seconds");
  }
  is(ask($c, 'PASS b'), "-ERR USER first\r\n", '[user-forgotten] and USER is forgotten');
  finish($c);
  my $took;
  for (1 .. 5) { # others may have the machine for a while
    $c = stranger(how => ['slow', 1.8]);
    hear($c, qr/\n/);
    ask($c, 'USER a');
    $start = time;
    is(ask($c, 'PASS b'), $REFUSED, 'a slow program');
    $took = time - $start;
    finish($c);
    last if $took < 3.7;
  }
  ok($took > 1.9 && $took < 3.7, '[no-added-pause] makes no longer pause') or diag("$took seconds");
}

# ---- limits ----

{
  my $closed = qr/\A$any closed: too many wrong commands or bytes\n\z/;
  my $wrong = "STAT\r\n";
  my $many = "-ERR too many wrong commands\r\n";
  my $r = popup($wrong x 9 . "USER a\r\n" . $wrong . "USER a\r\nAPOP a b\r\n");
  is("$r->{code} $r->{said}" . @{ $r->{runs} }, '0 ' . $FIRST x 9 . $OK . $many . 0,
    '[ten-errors] ten wrong commands, and the end');
  like($r->{err}, $closed, 'the log');
  is(popup($wrong x 9 . "QUIT\r\n")->{said}, $FIRST x 9 . $OK, 'nine do no harm');
  $r = popup("USER\r\nPASS x\r\nPASS\r\nCAPA 1\r\n\0\r\nAPOP x\r\n" . 'x' x 1000 . "\r\n"
    . "GET / HTTP/1.1\r\n\r\n\xff\r\nUSER a\r\n");
  is(() = $r->{said} =~ /-ERR/g, 10, 'every kind of error counts');
  is(() = $r->{said} =~ /\+OK/g, 0, 'to ten');
  my $five = $wrong x 5 . "APOP a b\r\n";
  $r = popup($five x 3, how => ['exit', 1]);
  is($r->{said}, $FIRST x 5 . $REFUSED . $FIRST x 4 . $many,
    '[errors-counted-on] and a new attempt does not count anew');
  like($r->{err}, qr/ closed: too many/, 'the log');

  my $bytes = "-ERR too many bytes before a login\r\n";
  $r = popup("USER a\r\n" x 20_000);
  my $n = () = $r->{said} =~ /\+OK/g;
  like($r->{said}, qr/\n\Q$bytes\E\z/, 'who sends too much is told');
  ok($n > 1000 && $n * 8 <= 65536, '[input-bound] 64 KB of commands, and the end') or diag($n);
  like($r->{err}, $closed, 'the log');
  my $much = "USER a\r\n" x 8_000;
  $r = popup(("${much}APOP a b\r\n") x 3 . $much x 2, how => ['exit', 1]);
  $n = () = $r->{said} =~ /[+]OK|-ERR/g;
  ok($n * 8 <= 65536, '[input-of-attempts] also with three attempts') or diag($n);
  for my $start ('', 'USER ', 'PASS ', "USER a\r\nPASS ") {
    for my $byte ('x', "\0", ' ', "\r") {
      $r = popup($start . $byte x 200_000 . "\r\n");
      my $ok = $start =~ /\n/ ? $OK : '';
      is("$r->{code} $r->{said}", "0 $ok$bytes", 'a line of 200,000 bytes: the end');
      like($r->{err}, $closed, 'the log');
    }
  }
}

# ---- time ----

{
  my $closed = qr/\A($any user unknown refused: .*\n)*$any closed: no login in time\n\z/;
  my $blocked = sub {
    my $set = POSIX::SigSet->new(POSIX::SIGALRM, POSIX::SIGPIPE, POSIX::SIGCHLD);
    POSIX::sigprocmask(POSIX::SIG_BLOCK, $set);
    $SIG{ALRM} = 'IGNORE';
    $SIG{CHLD} = 'IGNORE';
  };
  my $limit = { POP3LOGINTIME => 1 };
  my @slow = (
    ['an idle client', sub { }, {}],
    ['SIGALRM blocked and ignored by the parent', sub { }, { before => $blocked }],
    ['a byte now and then', sub {
      my ($c) = @_;
      my $select = IO::Select->new($c->{s});
      for (1 .. 100) {
        syswrite $c->{s}, 'x' or last;
        last if $select->can_read(0.3);
      }
    }, {}],
    ['a command now and then', sub {
      my ($c) = @_;
      for (1 .. 100) { ask($c, 'USER a') or last; select undef, undef, undef, 0.2 }
    }, {}],
    ['after a refusal', sub { ask($_[0], 'APOP a b') }, { how => ['slow', 0.5] }],
    ['after a refusal that took all of it', sub { ask($_[0], 'APOP a b') },
      { how => ['slow', 1.2] }],
    ['after two refusals', sub { ask($_[0], 'APOP a b') for 1, 2 },
      { how => ['slow', 1.4], env => { POP3LOGINTIME => 3 } }],
  );
  for my $row (@slow) {
    my ($name, $deed, $o) = @$row;
    my ($said, $took, $r);
    for (1 .. 5) { # others may have the machine for a while
      my $c = stranger(env => $limit, %$o);
      hear($c, qr/\n/);
      my $start = time;
      $deed->($c);
      $said = hear($c, qr/\z./s);
      $took = time - $start;
      $r = finish($c);
      last if $took < 5.5 || $took >= HANGS; # nothing came at all
    }
    is($said, '', "[slow-clients] $name: hung up without a word");
    ok($took > 0.5 && $took < 5.5, '[login-in-time] in time, which does not begin anew')
      or diag("$took seconds");
    is($r->{code}, 0, 'exit code');
    like($r->{err}, $closed, 'the log');
  }

  pipe my $near, my $far or die "pipe: $!";
  fcntl $far, 1031, 4096 or die "F_SETPIPE_SZ: $!";
  syswrite $far, 'x' x 4096;
  POSIX::dup2(fileno $far, 220);
  my $r = popup('', env => $limit,
    before => sub { POSIX::dup2(220, 1); POSIX::close(220) });
  POSIX::close(220);
  like($r->{err}, $closed, '[greeting-unread] a client that does not read the greeting');

  my $start = time;
  $r = popup("USER a\r\nPASS b\r\n", env => $limit, how => ['slow', 1.6]);
  is(@{ $r->{runs} }, 1, 'a program that is at work is not disturbed');
  for my $bad ('', '0', 'x', '-1', '+1', ' 1', '1 ', '1s', '1.5', '86401', '4294967297',
      '18446744073709551617') {
    $r = popup("USER a\r\n", env => { POP3LOGINTIME => $bad });
    is("$r->{code} $r->{out}", '100 ', "POP3LOGINTIME is '$bad': refused without a byte");
    is($r->{err}, "qmail-popup: fatal: \$POP3LOGINTIME must be 1 to 86400 seconds\n", 'the log');
  }
  is(popup("USER a\r\n", env => { POP3LOGINTIME => $_ })->{said}, $OK, "but $_ is not")
    for 1, 300, 86400;
}

# ---- how it is started ----

for my $row (['a' x 255, 1], ['a' x 256, 0], ['a' x 300, 0], ['', 0], ['a b', 0], ["a\n", 0],
    ["\xe9", 0], ["a\x7f", 0], ['[::1]', 1], ['a', 1]) {
  my ($host, $good) = @$row;
  my $name = '[host] a host of ' . length($host) . ': ' . substr($host, 0, 5) =~ s/[^ -~]/?/gr;
  my $r = run(argv => ['./qmail-popup', $host, 'true'], in => "USER a\n");
  if ($good) {
    like($r->{out}, qr/\A\+OK <\d+\.\d+\@\Q$host\E>\r\n\+OK \r\n\z/, $name);
  }
  else {
    is("$r->{code} $r->{out}", '100 ', "$name: refused");
    is($r->{err}, "qmail-popup: fatal: host has 1 to 255 visible characters\n", 'the log');
  }
}
for my $args ([], [$HOST]) {
  my $r = run(argv => ['./qmail-popup', @$args], in => "USER a\n");
  is("$r->{code} $r->{out}", '100 ', @$args . ' arguments: wrong usage');
  is($r->{err}, "qmail-popup: fatal: usage: qmail-popup host program [args]\n", 'the log');
}
for my $fd (0, 1, 2) {
  my $r = popup("APOP a b\n", close => [$fd]);
  is("$r->{code} $r->{out}$r->{err}" . @{ $r->{runs} }, '111 0', "descriptor $fd closed: 111");
}
{
  my $r = popup("APOP a b\r\n", how => ['exit', 0],
    before => sub { POSIX::dup2(2, $_) for 3 .. 20, 100, 500 });
  is($r->{runs}[0]{fds}, '0 1 2 3', 'the program gets none of the descriptors that were left open');
  is($r->{runs}[0]{bytes}, "a\0b\0$r->{stamp}\0", 'and on 3 what it should');

  my $set = POSIX::SigSet->new(POSIX::SIGPIPE, POSIX::SIGALRM, POSIX::SIGCHLD);
  my $odd = sub {
    $SIG{CHLD} = $SIG{PIPE} = $SIG{ALRM} = 'IGNORE';
    POSIX::sigprocmask(POSIX::SIG_BLOCK, $set);
  };
  for my $row ([0, ''], [1, $REFUSED], [111, $TEMP]) {
    my ($exit, $reply) = @$row;
    my $o = popup("APOP a b\r\n", how => ['exit', $exit], before => $odd);
    is($o->{said}, $reply, "[signals] signals ignored and blocked by the parent, exit $exit");
    for my $what (qw(ignored blocked)) {
      my $mask = hex substr $o->{runs}[0]{$what}, 8;
      is($mask & (1 << 12 | 1 << 13 | 1 << 16), 0, "the program has none of them $what");
    }
  }
}

# ---- the jail ----

# what is to be seen of a jailed child, whoever started it
sub in_jail {
  my ($name, $c, $root) = @_;
  my $child = child($c->{pid});
  my %status = slurp("/proc/$child/status") =~ /^(\w+):[ \t]*(.*?)\s*$/mg;
  my %limit = slurp("/proc/$child/limits") =~ /^(Max [a-z ]+?)  +(\S+ +\S+)/mg;
  s/ +/ / for values %limit;
  opendir my $d, "/proc/$child/fd" or die "fd: $!";
  my %fd = map { $_ => readlink "/proc/$child/fd/$_" } grep { /\d/ } readdir $d;
  my @other = grep { $_ > 1 } keys %fd;
  is(@other, 1, "[jail-descriptors] $name: it has but one descriptor above 1");
  like($fd{ $other[0] }, qr/^pipe:/, 'which is a pipe');
  my $pos = slurp("/proc/$child/fdinfo/$other[0]");
  is(($pos =~ /^flags:\s+\d*(\d)$/m)[0], 1, 'to be written into');
  is($limit{'Max open files'}, '0 0', 'it can open nothing');
  is($limit{'Max processes'}, '0 0', 'nor fork');
  is($limit{'Max core file size'}, '0 0', 'nor dump core');
  is($status{Seccomp}, 1, 'seccomp is strict')
    if slurp('hasseccomp.h') =~ /^#define/ && defined $status{Seccomp};
  if ($root) {
    my @ids = map { [split ' ', $status{$_}] } qw(Uid Gid);
    for my $ids (@ids) {
      is(keys %{ { map { $_ => 1 } @$ids } }, 1, 'one id in all four places');
      my $id = $ids->[0];
      cmp_ok($id, '>=', 65534, '[of-nobody] of nobody');
      ok($id == 65534 || !defined getpwuid $id && !defined getgrgid $id, 'that has an account');
    }
    is($status{Groups}, '', 'no groups');
    is($status{CapEff} =~ s/0//gr, '', '[no-capabilities] no capabilities');
    is($status{CapPrm} =~ s/0//gr, '', 'nor any to come');
    is(readlink "/proc/$child/$_", $empty,
      "[jail-root] its $_ is the empty folder") for qw(root cwd);
  }
  return $child;
}

{
  my $many = sub { POSIX::dup2(2, $_) for 3 .. 20 };
  my $c = stranger(before => $many, how => ['exit', 1]);
  hear($c, qr/\n/);
  my $first = in_jail('as root', $c, 1);
  is(ask($c, 'USER a'), $OK, 'and it answers');
  ask($c, 'APOP a b');
  ask($c, 'USER a');
  my $second = in_jail('at the second attempt', $c, 1);
  isnt($first, $second, 'which has a child of its own');
  my $other = stranger();
  hear($other, qr/\n/);
  my $third = child($other->{pid});
  my @uid = map { slurp("/proc/$_/status") =~ /^Uid:\s+(\d+)/m } $second, $third;
  isnt($uid[0], $uid[1], '[own-ids] two clients do not share an id');
  finish($other);
  finish($c);

  $c = stranger(uid => UID, before => $many, how => ['exit', 0]);
  hear($c, qr/\n/);
  in_jail('not as root', $c, 0);
  is(ask($c, 'USER a'), $OK, 'and it answers');
  finish($c);
  my $r = run(argv => ['./qmail-popup', $HOST, 'sh', '-c', 'tr "\\0" " " <&3'], uid => UID,
    in => "APOP a b\r\n");
  like($r->{out}, qr/\n[a] b <.*> \z/, 'and logs in');
}
{
  # who reads descriptor 0?
  my $in = "USER a\r\nCAPA\r\nAPOP a b\r\nSTAT\r\nUSER c\r\nAPOP c d\r\nQUIT\r\n";
  my $r = traced(follow => 1, argv => ['./qmail-popup', $HOST, 'false'], in => $in);
  my ($main) = $r->{trace} =~ /\A(\d+)/;
  my (%bytes, %jailed, %calls);
  for my $line (whole_lines($r->{trace})) {
    my ($pid, $call, $args) = $line =~ /^(\d+) +(\w+)\((.*)/ or next;
    $bytes{$pid} .= ($args =~ /= (\d+)$/)[0] // '' if $args =~ /^0,/ && $call =~ /read|recv/;
    $calls{$call} = 1 if $jailed{$pid};
    $jailed{$pid} = 1 if $args =~ /^PR_SET_SECCOMP/;
  }
  ok(!exists $bytes{$main}, '[parent-reads-nothing] the parent never reads from descriptor 0');
  is(keys %bytes, 3, 'three children do');
  is(join('', values %bytes) =~ s/1//gr, '', 'byte by byte');
  is(length join('', values %bytes), length $in, 'all that was sent');
  is(join(' ', sort keys %calls), 'exit read write', 'and in the jail they do little else')
    if %jailed;
}
{
  my $c = stranger(how => ['cat']);
  hear($c, qr/\n/);
  my $child = child($c->{pid});
  kill 'KILL', $child;
  is(hear($c, qr/\z./s), '', 'a child that was killed: hung up');
  like(finish($c)->{err}, qr/\A$any closed: the child was killed\n\z/, 'the log');
}
{
  # is the password in the memory of a process of ours while the program runs?
  my $c = stranger();
  my $stamp = hear($c, qr/\n/);
  ask($c, 'USER somebody-here');
  syswrite $c->{s}, "PASS t0p-s3cret-w0rd\r\necho\r\n";
  is(hear($c, qr/echo\r\n/), "echo\r\n", 'the program runs');
  my @run = found($c->{file});
  like($run[0]{bytes}, qr/\Asomebody-here\0t0p-s3cret-w0rd\0/, 'and has the password');
  is(slurp("/proc/$c->{pid}/task/$c->{pid}/children") =~ s/ \z//r, $run[0]{pid},
    'it is the only child');
  if (!$ENV{CHAIN_SANITIZE}) { # its shadow memory is terabytes
    my $memory = memory($c->{pid});
    cmp_ok(length $memory, '>', 100_000, 'all memory of its parent is looked at');
    unlike($memory, qr/t0p-s3cret|somebody-here/,
      '[parent-memory] and has neither login nor password');
  }
  finish($c);
}
# what was refused at once stays in no memory either, while the child lives
SKIP: {
  skip 'the shadow memory of a sanitizer is terabytes', 4 if $ENV{CHAIN_SANITIZE};
  my $secret = 't0p-s3cret-w0rd';
  my $plain = encode_base64("me\0$secret", '');
  for my $row (["PASS $secret"], ["AUTH PLAIN $plain!!!!"], ["AUTH PLAIN $plain"],
      ['AUTH PLAIN', $plain]) {
    my $c = stranger();
    hear($c, qr/\n/);
    my $child = child($c->{pid});
    my $reply = join '', map { ask($c, $_) } @$row;
    my $memory = memory($child);
    my @left = map { $memory =~ /\Q$_\E/ ? 1 : 0 } substr($secret, 4), substr $plain, 8;
    is("$reply@left" =~ s/.*\r\n(?=.*\r\n)//sr =~ s/ .*\r\n/ /r, '-ERR 0 0',
      "[child-wiped] '" . substr("@$row", 0, 20) . "', refused: no word of it is left");
    finish($c);
  }
}

# a jail that cannot be entered
{
  my $check = sub {
    my ($name, $inject) = @_;
    my $r = traced(follow => 1, inject => $inject, in => "APOP a b\r\n",
      argv => ['./qmail-popup', $HOST, 'true']);
    is("$r->{code} $r->{out}", "111 $TEMP", "[no-jail-no-login] $name: no login");
    like($r->{err}, qr/\A$any fatal: cannot enter the jail \Q$empty\E: .+\n\z/, 'the log');
    unlike($r->{trace}, qr/^\d+ +(read|recvfrom|readv)\(0,/m,
      '[no-jail-no-read] and nothing is read');
  };
  for my $call (qw(chdir chroot setgroups setgid setuid)) {
    $check->("$call fails", "$call:error=EPERM");
  }
  $check->('timer_create fails', 'timer_create:error=EAGAIN');
  $check->('prlimit fails', 'prlimit64,setrlimit:error=EPERM')
    if !$ENV{CHAIN_SANITIZE}; # which asks for limits itself
  if (slurp('hasseccomp.h') =~ /^#define/) {
    $check->('prctl fails', 'prctl:error=EPERM');
    $check->('seccomp fails', 'prctl:error=EPERM:when=3+');
  }
  rmdir $empty or die;
  $check->('the empty folder is missing');
  mkdir $empty, 0755 or die;
}
{
  # a container that knows few ids
  my $c = stranger(how => ['exit', 0], with => [strace('/dev/null', follow => 1,
    inject => 'setuid,setgid:error=EINVAL:when=1')]);
  my ($stamp) = hear($c, qr/\n/);
  like($stamp, qr/\A\+OK </, 'where the kernel has no such id, 65534 will do');
  syswrite $c->{s}, "APOP a b\r\n";
  finish($c);
  is(scalar(found($c->{file})), 1, 'and there can be a login');
}

done_testing();
