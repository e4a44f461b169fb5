#!/usr/bin/perl
# qmail-pop3d: each command and error byte by byte, what is a message and in
# what order, moves and deletions, faults injected by strace, memory, the log.
use strict;
use warnings;
use lib 'tests';
use Chain qw(:DEFAULT hear ask finish);
use IO::Select;
use IO::Socket::INET;
use POSIX ();
use Socket;
use Test::More;
use Time::HiRes qw(clock_gettime CLOCK_MONOTONIC);

need_root();
$SIG{PIPE} = sub { }; # a program that died early is seen by what it did not say
for my $tool (qw(strace softlimit)) {
  my $there = grep { -x "$_/$tool" } split /:/, $ENV{PATH};
  plan skip_all => "$tool is not installed" if !$there;
}

my $SCAN = "-ERR [SYS/TEMP] unable to scan \$HOME/Maildir\r\n";
my $NONE = "-ERR [SYS/PERM] this user has no \$HOME/Maildir\r\n";
my $OPEN = "-ERR [SYS/TEMP] unable to open that message\r\n";
my $COUNT = "-ERR [SYS/TEMP] unable to count octets\r\n";
my $MEMORY = "-ERR [SYS/TEMP] out of memory\r\n";
my $UNLINK = "-ERR [SYS/TEMP] unable to unlink all deleted messages\r\n";
my $SYNTAX = "-ERR syntax error\r\n";
my $OK = "+OK \r\n";

# ---- helpers ----

sub pop3d {
  my ($dir, $in, %o) = @_;
  return run(argv => ['./qmail-pop3d', $dir], in => $in, uid => UID, %o);
}

# rows of [command, reply]; in both, LF stands for CRLF where one ends
sub crlf { join '', map { s/(?<!\r)\n/\r\n/gr } @_ }

sub dialogue {
  my ($name, $dir, $rows, %o) = @_;
  my $in = crlf(map { "$_->[0]\n" } @$rows);
  my $out = crlf("+OK \n", map { $_->[1] } @$rows);
  my $r = pop3d($dir, $in, %o);
  is($r->{out}, $out, $name);
  is("$r->{code} $r->{signal}", '0 0', "$name: exit code") if $r->{code} || $r->{signal};
  return $r;
}

# the wire form of a message, by another way than the program's
sub whole {
  my ($bytes) = @_;
  $bytes .= "\r\n" if length $bytes && $bytes !~ /\n\z/;
  return $bytes =~ s/(?<!\r)\n/\r\n/gr;
}
sub dots { $_[0] =~ s/^\./../mgr }
sub wire { dots(whole($_[0])) . ".\r\n" }
sub octets { length whole($_[0]) }

sub top {
  my ($bytes, $lines) = @_;
  my @line = whole($bytes) =~ /([^\n]*\n)/g;
  my @top;
  while (@line) {
    push @top, shift @line;
    last if $top[-1] eq "\r\n";
  }
  push @top, splice @line, 0, $lines;
  return dots(join '', @top) . ".\r\n";
}

# A client on a socket, so that things can happen between two commands.
# client(dir, %o) as in run, and with=>[argv before the program], one => 1:
# descriptor 2 is the socket too.
sub client {
  my ($dir, %o) = @_;
  my ($near, $far) = $o{pair} ? @{ $o{pair} } : pair(SOCK_STREAM);
  my $log = $o{log} || scratch() . '/log';
  spew($log, '');
  my $pid = fork // die "fork: $!";
  if (!$pid) {
    POSIX::dup2(fileno $far, 200);
    POSIX::dup2(POSIX::open($log, POSIX::O_WRONLY | POSIX::O_APPEND), 202);
    POSIX::dup2(200, $_) for 0, 1;
    POSIX::dup2($o{one} ? 200 : 202, 2);
    POSIX::close($_) for 3 .. 202;
    Chain::become(argv => [@{ $o{with} || [] }, './qmail-pop3d', $dir],
      uid => UID, %o);
  }
  close $far;
  return { s => $near, pid => $pid, log => $log };
}

sub pair {
  my ($type) = @_;
  socketpair(my $near, my $far, AF_UNIX, $type, PF_UNSPEC) or die "pair: $!";
  return $near, $far;
}

# a session in which strace injects a fault; {hit} says if there was any
sub fault {
  my ($dir, $in, $inject, %o) = @_;
  my $trace = scratch() . '/trace';
  my $r = pop3d($dir, $in, %o,
    before => sub {
      spew($trace, '');
      chown UID, UID, $trace;
      $o{setup}->() if $o{setup};
    },
    argv => ['strace', '-qq', '-o', $trace, '-e', "trace=" . ($o{trace} || 'all'),
      '-e', "inject=$inject", './qmail-pop3d', $dir]);
  $r->{trace} = slurp($trace);
  $r->{hit} = $r->{trace} =~ /INJECTED|killed by SIGKILL/;
  return $r;
}

# which call of that name it is, in a session without a fault, that looks so
sub nth {
  my ($files, $in, $call, $like) = @_;
  my $r = fault(maildir($files), $in, 'getpgid:error=EIO', trace => $call);
  my @line = grep { /^$call\(/ } split /\n/, $r->{trace};
  my ($n) = grep { $line[$_ - 1] =~ $like } 1 .. @line;
  return $n || die "no $call like $like";
}

# for each call of that name in turn: it fails once, check gets the result and
# says what is wrong, or ''
sub sweep {
  my ($name, $files, $in, $inject, $check) = @_;
  my @wrong;
  my $k = 0;
  for (;;) {
    my $dir = maildir($files);
    my $r = fault($dir, $in, "$inject:when=" . ++$k);
    last if !$r->{hit};
    my $wrong = $check->($r, $dir);
    push @wrong, "call $k: $wrong: $r->{out}$r->{err}" if $wrong;
    last if $k == 400;
  }
  cmp_ok($k, '>', 1, "$name: there is such a call");
  cmp_ok($k, '<', 400, "$name: and an end to them");
  is(join("\n", @wrong), '', "$name, each of " . ($k - 1));
}

# ---- commands and their errors ----

my %three = (
  'new/100.a' => "Subject: a\n\nfirst\n",
  'cur/200.b:2,S' => "Subject: b\n\n1\n.2\n3\n",
  'new/300.c' => "x",
);
my $one = wire($three{'new/100.a'});
my $two = wire($three{'cur/200.b:2,S'});

dialogue('[every-command] every command', maildir(\%three), [
  ['STAT', "+OK 3 48\n"],
  ['LIST', "+OK \n1 21\n2 24\n3 3\n.\n"],
  ['LIST 2', "+OK 2 24\n"],
  ['UIDL', "+OK \n1 100.a\n2 200.b\n3 300.c\n.\n"],
  ['UIDL 2', "+OK 2 200.b\n"],
  ['LAST', "+OK 0\n"],
  ['RETR 2', "+OK \nSubject: b\n\n1\n..2\n3\n.\n"],
  ['RETR 3', "+OK \nx\n.\n"],
  ['RETR 1', "+OK \nSubject: a\n\nfirst\n.\n"],
  ['LAST', "+OK 3\n"],
  ['TOP 2 0', "+OK \nSubject: b\n\n.\n"],
  ['TOP 2 2', "+OK \nSubject: b\n\n1\n..2\n.\n"],
  ['TOP 2 3', "+OK \nSubject: b\n\n1\n..2\n3\n.\n"],
  ['TOP 2 18446744073709551615', "+OK \nSubject: b\n\n1\n..2\n3\n.\n"],
  ['NOOP', "+OK \n"],
  ['DELE 2', "+OK \n"],
  ['STAT', "+OK 2 24\n"],
  ['LIST', "+OK \n1 21\n3 3\n.\n"],
  ['UIDL', "+OK \n1 100.a\n3 300.c\n.\n"],
  ['RSET', "+OK \n"],
  ['LAST', "+OK 0\n"],
  ['STAT', "+OK 3 48\n"],
  ['TOP 1 1', "+OK \nSubject: a\n\nfirst\n.\n"],
  ['LAST', "+OK 0\n"],
  ['DELE 1', "+OK \n"],
  ['LAST', "+OK 1\n"],
  ['RETR 2', "+OK \nSubject: b\n\n1\n..2\n3\n.\n"],
  ['LAST', "+OK 2\n"],
  ['CAPA', "+OK \nTOP\nUIDL\nUSER\nSASL PLAIN\nRESP-CODES\nAUTH-RESP-CODE\n"
    . "PIPELINING\nEXPIRE NEVER\nIMPLEMENTATION qmail-pop3d\n.\n"],
  ['RSET', "+OK \n"],
  ['QUIT', "+OK \n"],
]);

dialogue('no messages', maildir({}), [
  ['STAT', "+OK 0 0\n"], ['LIST', "+OK \n.\n"], ['UIDL', "+OK \n.\n"],
  ['LAST', "+OK 0\n"],
  (map { ["$_ 1", "-ERR not that many messages\n"] } qw(LIST UIDL RETR DELE)),
  ['TOP 1 0', "-ERR not that many messages\n"], ['RSET', "+OK \n"],
  ['QUIT', "+OK \n"],
]);

{
  my $dir = maildir(\%three);
  my @bad = (
    ['0', 'messages are counted from 1'], ['00', 'messages are counted from 1'],
    (map { [$_, 'not that many messages'] } qw(4 10 2147483648 4294967296 4294967297
      9223372036854775808 18446744073709551615)),
    (map { [$_, 'syntax error'] } qw(18446744073709551616 18446744073709551617
      18446744073709551619 99999999999999999999 -1 +1 x 1x 1. 1: 0x1 1-2), '1,2',
      '1' x 41, '0' . '9' x 40, "1\t", "\t1", ' 1', "\xb2", "1\xa0", '%d', '*'),
  );
  my @rows;
  for my $row (@bad) {
    my ($arg, $error) = @$row;
    push @rows, map { ["$_ $arg", "-ERR $error\n"] } qw(RETR DELE LIST UIDL);
    push @rows, ["TOP $arg 1", '-ERR ' . ($arg eq ' 1' ? 'syntax error' : $error) . "\n"];
  }
  my @nouns = qw(18446744073709551616 18446744073709551617 -1 +1 x 1x 0x1);
  dialogue('[wrong-arguments] wrong arguments', $dir, [
    @rows,
    (map { [$_, "-ERR syntax error\n"] }
      qw(RETR DELE TOP), 'RETR ', 'DELE  ', 'TOP ', 'TOP 1', 'TOP 1 ', 'TOP 1  2',
      'RETR 1 2', 'DELE 1 2', 'LIST 1 2', 'UIDL 1 2', 'TOP 1 2 3',
      (map { "TOP 1 $_" } @nouns),
      'STAT 1', 'NOOP 1', 'RSET 1', 'LAST 1', 'CAPA 1', 'QUIT 1', 'QUIT  x'),
    (map { [$_, "-ERR unimplemented\n"] }
      '', ' ', 'USER a', 'PASS b', 'APOP a b', 'AUTH', 'STLS', 'XTND', 'RETRX 1',
      'RET 1', "RETR\t1", ' NOOP', "\xff\xfb\x01", 'GET / HTTP/1.0', '%n%s', "\r",
      'DELE1'),
    ['DELE 2', "+OK \n"],
    (map { [$_, "-ERR already deleted\n"] } 'DELE 2', 'RETR 2', 'LIST 2', 'UIDL 2',
      'TOP 2 0'),
    ['LIST 1 ', "+OK 1 21\n"], ['STAT   ', "+OK 2 24\n"],
    ['RSET', "+OK \n"], ['STAT', "+OK 3 48\n"], ['QUIT', "+OK \n"],
  ]);
  is_deeply([map { s/.*\///r } sort keys %{ contents($dir) }],
    ['100.a:2,', '200.b:2,S', '300.c:2,'], '[no-argument-deletes] no wrong argument deletes');
}

# ---- lines ----

{
  my $dir = maildir(\%three);
  my @lines = (
    ["NOOP\n", $OK], ["NOOP\r\n", $OK], ["noop\r\n", $OK], ["nOoP\n", $OK],
    ["rEtR 3\r\n", "+OK \r\nx\r\n.\r\n"], ["sTaT\n", "+OK 3 48\r\n"],
    ["NOOP\r\r\n", "-ERR unimplemented\r\n"], ["NO\rOP\r\n", "-ERR unimplemented\r\n"],
    ["NOOP\0\r\n", $SYNTAX], ["\0\r\n", $SYNTAX], ["DELE 1\0\r\n", $SYNTAX],
    ["QUIT\0\n", $SYNTAX], ["NOOP \0\n", $SYNTAX],
    ["NOOP" . ' ' x 994 . "\r\n", $OK], ["NOOP" . ' ' x 995 . "\n", $OK],
    ["NOOP" . ' ' x 995 . "\r\n", "-ERR line too long\r\n"],
    ["NOOP" . ' ' x 996 . "\n", "-ERR line too long\r\n"],
    (map { ["x" x $_ . "\r\n", "-ERR unimplemented\r\n"] } 255, 256, 511, 512, 513, 998),
    (map { ["x" x $_ . "\r\n", "-ERR line too long\r\n"] } 999, 1000, 1024, 2046, 2047,
      2048, 2049, 4096, 65536),
    ["\0" x 65536 . "\n", "-ERR line too long\r\n"],
    ["DELE 1" . ' ' x 999 . "\n", "-ERR line too long\r\n"],
    ["STAT\r\n", "+OK 3 48\r\n"],
  );
  my $in = join('', map { $_->[0] } @lines) . "QUIT\n";
  is(pop3d($dir, $in)->{out}, join('', $OK, map({ $_->[1] } @lines), $OK),
    '[lines] line ends, cases of letters, zero bytes, long lines');
}

my $all = crlf(map { "$_\n" } 'CAPA', 'STAT', 'LIST', 'UIDL', 'RETR 1', 'RETR 2',
  'RETR 3', 'TOP 1 0', 'TOP 2 1', 'DELE 1', 'DELE 1', 'LIST', 'RSET', 'LAST',
  'x', 'DELE 9', 'STAT', 'DELE 3', 'QUIT');
my %after = map { $_ => $three{ $_ eq 'cur/100.a:2,' ? 'new/100.a' : $_ } }
  'cur/100.a:2,', 'cur/200.b:2,S';
{
  # every byte is a packet of its own, and read gives one packet
  my $once = pop3d(maildir(\%three), $all)->{out};
  my ($near, $far) = pair(SOCK_SEQPACKET);
  my $dir = maildir(\%three);
  my $c = client($dir, pair => [$near, $far]);
  my $feeder = fork // die "fork: $!";
  if (!$feeder) {
    syswrite $near, $_ for split //, $all;
    POSIX::_exit(0);
  }
  my $bytes = hear($c, qr/\z./s);
  waitpid $feeder, 0;
  finish($c);
  is($bytes, $once, '[byte-a-read] one byte a read: the same transcript as all in one');
  is_deeply(contents($dir), \%after, '[byte-a-read-deletes] and the same deletion');
  my $r = fault(maildir(\%three), $all, 'getpgid:error=EIO', trace => 'write');
  is($r->{out}, $once, '[all-in-one] all commands in one');
  my @writes = $r->{trace} =~ /^write\(1,/mg;
  is(@writes, 2, '[in-one-write] are answered in one write after the greeting');
}

is(pop3d(maildir(\%three), "NOOP\r\n" x 50_000 . "QUIT\r\n")->{out}, $OK x 50_002,
  '[pipelined] 50,000 commands in one go');
is(pop3d(maildir(\%three), "QUIT\r\nDELE 1\r\nQUIT\r\nSTAT\r\n")->{out}, $OK x 2,
  '[quit-is-the-end] nothing is answered after QUIT');

{
  my $c = client(maildir(\%three));
  is(hear($c, qr/\n/), $OK, '[greets-first] the greeting comes before any command');
  syswrite $c->{s}, "NOOP\r\nST";
  is(hear($c, qr/\n/), $OK, 'a reply does not wait for half a command');
  is(ask($c, 'AT'), "+OK 3 48\r\n", 'whose second half completes it');
  finish($c);
}

# ---- the wire form ----

{
  my @body = (
    '', "\n", "\r\n", '.', "..", ".\n", ".\r\n", "\n.", "\n.\n", "\n.\n.\n", "a\n.b\n",
    "a\n..\n...\nb", "\r.\r\n", "\r", "a\r", "a\r\r\n", "a\rb\n", "\r\n\r\n", "\n\n\n",
    "\0", "a\0b\n\0\n.\0", join('', map { chr } 0 .. 255), "\xff\xfe\n",
    "H: 1\r\n\r\nbody\r\n.\r\n", "H: 1\n\n.\n..\n", "H: 1\n.H: 2\n", "H: 1\n\r\nbody",
    "H: 1\n\n" . "line\n" x 100,
  );
  for my $edge (32768, 65536, 131072) {
    for my $end ("\n.\n", "\r\n.\r\n", "\r\n\r\n.", "\n\n.b") {
      push @body, 'a' x ($edge - $_) . $end for 0 .. length $end;
    }
    push @body, "\r\n" x ($edge / 2) . '.', ".\n" x ($edge / 2), '.' x $edge, "\n" x $edge;
  }
  push @body, join '', map { chr(ord('a') + $_ % 26) . '.' } 1 .. 1_500_000; # one line
  my $n = 1000;
  my %files = map { ("new/" . $n++ . '.m' => $_) } @body;
  my $dir = maildir(\%files);
  my (%in, %out);
  for my $i (1 .. @body) {
    my $bytes = $body[$i - 1];
    push @{ $in{RETR} }, "RETR $i";
    push @{ $out{RETR} }, "+OK \r\n" . wire($bytes);
    push @{ $in{LIST} }, "LIST $i";
    push @{ $out{LIST} }, "+OK $i " . octets($bytes) . "\r\n";
    for my $lines (0, 1, 2, 99) {
      push @{ $in{TOP} }, "TOP $i $lines";
      push @{ $out{TOP} }, "+OK \r\n" . top($bytes, $lines);
    }
  }
  for my $verb (qw(RETR TOP LIST)) {
    my $got = pop3d($dir, join '', map { "$_\r\n" } @{ $in{$verb} })->{out};
    my $want = join '', $OK, @{ $out{$verb} };
    ok($got eq $want, "[bodies] $verb of " . @body . ' bodies')
      or diag("differs at byte " . length(($got ^ $want) =~ s/[^\0].*//sr));
  }
  my $sum = 0;
  $sum += octets($_) for @body;
  is(pop3d($dir, "STAT\r\n")->{out}, "+OK \r\n+OK " . @body . " $sum\r\n",
    '[stat-sum] STAT is the sum of LIST');
  my $blank = pop3d($dir, "LIST 5\r\nRETR 5\r\nTOP 25 0\r\nSTAT\r\n",
    env => { POP3BLANK => '' })->{out};
  is($blank, "+OK \r\n+OK 5 6\r\n+OK \r\n...\r\n\r\n.\r\n+OK \r\nH: 1\r\n\r\n\r\n.\r\n+OK "
    . @body . ' ' . ($sum + 2 * @body) . "\r\n", '$POP3BLANK: an empty line more, 2 octets');
}

# ---- what is a message, in what order, with what id ----

{
  my $in = "LIST\r\n";
  my @size = ('1.a,W=7' => 7, '2.a,S=4,W=8' => 8, '3.a,W=9,S=4' => 9,
    '4.a,W=' => 3, '5.a,W=7x' => 3, '6.a,W=x,W=5' => 5, '7.a:2,W=9' => 3,
    '8.a,W=18446744073709551616' => 3, '9.a,W=0' => 0, '91.aW=7' => 3, '92.a,w=7' => 3);
  my %size = @size;
  my $dir = maildir({ map { ("cur/$_" => "x\n") } keys %size });
  my $i = 0;
  is(pop3d($dir, $in)->{out}, crlf("+OK \n+OK \n",
    map({ ++$i . " $size[2 * $i - 1]\n" } keys %size), ".\n"),
    'octets: from ,W= of the name, else counted');
}

sub touch {
  my ($file, $when) = @_;
  system('touch', '-h', '-d', "\@$when", $file) == 0 or die "touch $file";
}

{
  my $now = time;
  my $dir = maildir({ map { ($_ => "x\n") } 'cur/10.a:2,S',
    qw(new/9.a new/10.b new/10.a2
    cur/1000.z new/nodot new/after cur/07.a new/4000000000.f cur/500x.y new/501 new/old
    cur/future) });
  touch("$dir/new/nodot", 900);
  touch("$dir/new/after", 1001);
  touch("$dir/cur/500x.y", 20);
  touch("$dir/new/501", 30);
  touch("$dir/new/old", 0);
  touch("$dir/cur/future", $now + 86400);
  touch("$dir/new/9.a", $now);
  my @order = qw(old 07.a 9.a 10.a 10.a2 10.b 500x.y 501 nodot 1000.z after future
    4000000000.f);
  my $i = 0;
  my $list = join '', map { ++$i . " $_\r\n" } @order;
  is(pop3d($dir, "UIDL\r\nQUIT\r\n")->{out}, "+OK \r\n+OK \r\n$list.\r\n+OK \r\n",
    '[order] by delivery time, else mtime, now and in the future too, then by name');
  is(pop3d($dir, "UIDL\r\n")->{out}, "+OK \r\n+OK \r\n$list.\r\n",
    'the same when all have moved to cur');
}

{
  my @plain = ('1.' . 'a' x 68, '2.!~#=', '3.x');
  my @odd = ('4.' . 'a' x 69, '5.' . 'a' x 240, '5.' . 'a' x 239 . 'b', '6.a b', "7.a\xe9",
    "8.a\x7f", "9.a\r\n.", "10.a\tb");
  my $dir = maildir({ map({ ("new/$_" => "x\n") } @plain, @odd), 'cur/:2,S' => "x\n" });
  touch("$dir/cur/:2,S", 11);
  my $first = pop3d($dir, "UIDL\r\nQUIT\r\n")->{out};
  my @id = $first =~ /^\d+ (.*)\r$/mg;
  is(@id, @plain + @odd + 1, 'strange names: all are listed');
  is("@id[0 .. 2]", "@plain", '[id-is-name] a legal name is its id');
  is(grep({ !/^[\x21-\x7e]{1,70}\z/ } @id), 0, '[every-id-legal] every id is legal');
  is(keys %{ { map { $_ => 1 } @id } }, @id, '[ids-unique] and unique');
  is(pop3d($dir, "UIDL\r\n")->{out} . $OK, $first,
    '[ids-same-in-cur] and the same after a move to cur');
}

{
  my $dir = maildir({ 'new/5.a' => "x\n", 'cur/.6.hidden' => "x\n", 'new/.7' => "x\n" });
  my $out = maildir({ 'new/1.x' => "secret\n" });
  symlink "$out/new/1.x", "$dir/new/1.link" or die;
  symlink "$out/nothing", "$dir/cur/2.dangling" or die;
  symlink '/dev/zero', "$dir/new/3.zero" or die;
  symlink $out, "$dir/new/nodot" or die;
  POSIX::mkfifo("$dir/new/4.fifo", 0666) or die;
  POSIX::mkfifo("$dir/cur/fifo", 0666) or die;
  mkdir "$dir/cur/6.dir" or die;
  system('mknod', "$dir/new/7.null", 'c', 1, 3) == 0 or die;
  socket my $s, AF_UNIX, SOCK_STREAM, 0 or die;
  bind $s, pack_sockaddr_un("$dir/cur/8.socket") or die;
  dialogue('[no-file] a link, FIFO, folder, device, socket or dot name is no message', $dir, [
    ['UIDL', "+OK \n1 5.a\n.\n"], ['STAT', "+OK 1 3\n"], ['DELE 1', "+OK \n"],
    ['QUIT', "+OK \n"] ]);
  ok(-f "$out/new/1.x" && -l "$dir/new/1.link" && -p "$dir/new/4.fifo"
    && -d "$dir/cur/6.dir" && -S "$dir/cur/8.socket" && -f "$dir/new/.7",
    'and stays where it is');
}

{
  my $dir = maildir({ %three, 'new/400.d' => "12\n", 'new/500.e' => 'y' });
  chmod 0, "$dir/new/400.d";
  my $r = dialogue('[unreadable-listed] an unreadable message is listed', $dir, [
    ['STAT', "+OK 5 54\n"], ['LIST 4', "+OK 4 3\n"],
    ['UIDL 4', "+OK 4 400.d\n"], ['RETR 4', $OPEN], ['TOP 4 0', $OPEN],
    ['LAST', "+OK 0\n"], ['RETR 5', "+OK \ny\n.\n"], ['DELE 4', "+OK \n"],
    ['QUIT', "+OK \n"] ]);
  like($r->{err}, qr{^qmail-pop3d: warning: cannot read new/400\.d: Permission denied$}m,
    'its failure is logged');
  ok(!-e "$dir/new/400.d" && !-e "$dir/cur/400.d:2,", 'and it can be deleted');
}

# ---- no maildir ----

{
  my $top = scratch();
  chown UID, UID, $top;
  spew("$top/file", '');
  my @rows = (
    ['nothing there', "$top/none", $NONE],
    ['a file', "$top/file", $NONE],
    ['an empty argument', '', $NONE],
  );
  my $dir = maildir(\%three);
  chmod 0, $dir;
  push @rows, ['not to be entered', $dir, $NONE];
  for my $sub (qw(new cur)) {
    my $missing = maildir({});
    rmdir "$missing/$sub" or die;
    push @rows, ["no $sub/", $missing, $SCAN];
    my $closed = maildir(\%three);
    chmod 0300, "$closed/$sub";
    push @rows, ["$sub/ not to be read", $closed, $SCAN];
    my $file = maildir({});
    rmdir "$file/$sub" or die;
    spew("$file/$sub", '');
    push @rows, ["$sub is a file", $file, $SCAN];
  }
  for my $row (@rows) {
    my ($name, $bad, $reply) = @$row;
    my $r = pop3d($bad, "STAT\r\nQUIT\r\n");
    is("$r->{code} $r->{out}", "0 $reply", "[no-maildir] $name: one reply and the end");
    my $what = $reply eq $NONE ? 'change to' : 'scan';
    like($r->{err}, qr/^qmail-pop3d: fatal: cannot $what \Q$bad\E: .+\n.* error retr/,
      "$name: the log tells why");
  }
  my $good = maildir(\%three);
  rmdir "$good/tmp" or die;
  symlink $good, "$top/link" or die;
  is(pop3d("$top/link", "STAT\r\n")->{out}, "+OK \r\n+OK 3 48\r\n",
    '[linked-maildir] a link to a maildir will do, and tmp/ may be missing');
  for my $error (qw(EIO ENFILE ENOMEM)) {
    is(fault($good, "STAT\r\n", "chdir:error=$error")->{out},
      "-ERR [SYS/TEMP] unable to open \$HOME/Maildir\r\n", "chdir says $error");
  }
}

# ---- deleting and moving ----

{
  my $dir = maildir(\%three);
  dialogue('[dele-quit] DELE and QUIT', $dir, [['DELE 1', $OK], ['DELE 2', $OK], ['QUIT', $OK]]);
  is_deeply(contents($dir), { 'cur/300.c:2,' => 'x' },
    'what was marked is gone, what was new is in cur with :2,');
}

{
  my $dir = maildir({ 'new/1.a:2,S' => 'a', 'new/2.b:1,x' => 'b', 'cur/3.c' => 'c' });
  dialogue('QUIT with flags in new/', $dir, [['QUIT', $OK]]);
  is_deeply(contents($dir), { 'cur/1.a:2,S' => 'a', 'cur/2.b:1,x' => 'b', 'cur/3.c' => 'c' },
    'a name that has flags keeps them');
}

{
  my $dir = maildir(\%three);
  my $away = maildir(\%three);
  for my $sub (qw(new cur)) {
    system('rm', '-r', "$dir/$sub");
    symlink "$away/$sub", "$dir/$sub" or die;
  }
  dialogue('new and cur are links to elsewhere', $dir,
    [['STAT', "+OK 3 48\n"], ['RETR 3', "+OK \nx\n.\n"], ['DELE 1', $OK], ['QUIT', $OK]]);
  is_deeply([sort keys %{ contents($away) }], ['cur/200.b:2,S', 'cur/300.c:2,'],
    'deletes and moves there');
}

{
  my $in = "DELE 1\r\nDELE 2\r\nDELE 3\r\nQUIT\r\n";
  my @wrong;
  for my $n (0 .. length($in) - 1) {
    my $dir = maildir(\%three);
    my $r = pop3d($dir, substr $in, 0, $n);
    my %now = %{ contents($dir) };
    my $same = join('', sort %now) eq join('', sort %three);
    push @wrong, $n if !$same || $r->{code} || $r->{err} !~ / eof retr 0 0 dele 0 left 3 /;
  }
  is("@wrong", '', '[hang-up] a hang-up after any byte before the end of QUIT: all is as it was');
}

{
  my $dir = maildir(\%three);
  my $listen = IO::Socket::INET->new(Listen => 1, LocalAddr => '127.0.0.1') or die;
  my $near = dial($listen->sockport);
  my $far = $listen->accept or die;
  open my $copy, '+<&', $far or die; # shares the socket's options
  my $c = client($dir, pair => [$near, $far]);
  is(hear($c, qr/\n/), $OK, 'a session on a TCP socket');
  ok(unpack('i', getsockopt $copy, SOL_SOCKET, SO_KEEPALIVE), '[keepalive] keepalive is on');
  ask($c, 'DELE 1');
  setsockopt $near, SOL_SOCKET, SO_LINGER, pack 'ii', 1, 0 or die;
  close $copy;
  like(finish($c)->{err}, qr/ eof retr 0 0 dele 0 left 3 /, 'a reset is logged as eof');
  is_deeply(contents($dir), \%three, 'and deletes nothing');
}

for my $sub (qw(new cur)) {
  my $dir = maildir(\%three);
  chmod 0555, "$dir/$sub";
  my $r = dialogue("QUIT with $sub/ not writable", $dir,
    [['DELE 1', $OK], ['DELE 2', $OK], ['QUIT', $UNLINK]]);
  like($r->{err}, qr/^qmail-pop3d: warning: cannot delete every marked message: Permission/m,
    'the log tells why');
  like($r->{err}, qr/ quit retr 0 0 dele 1 left 2 /, 'and how many are left');
  my %now = %{ contents($dir) };
  my %want = $sub eq 'new'
    ? map({ $_ => $three{$_} } 'new/100.a', 'new/300.c')
    : map({ $_ => $three{$_} } 'cur/200.b:2,S', 'new/300.c');
  if ($sub eq 'new') {
    my $half = delete $now{'cur/300.c:2,'}; # one file, listed once
    is($half // 'x', 'x', 'a move that was cut short has the whole message');
  }
  is_deeply(\%now, \%want, 'what could not be deleted is there, the other gone');
  like(pop3d($dir, "STAT\r\n")->{out}, qr/\n\+OK 2 /, 'and the next session has both');
}

{
  my $dir = maildir(\%three);
  chmod 0555, "$dir/new", "$dir/cur", $dir;
  dialogue('a maildir to be read only', $dir,
    [['STAT', "+OK 3 48\n"], ['RETR 3', "+OK \nx\n.\n"], ['QUIT', $OK]]);
  is_deeply(contents($dir), \%three, 'QUIT is +OK and all is where it was');
}

# what other programs do during a session: [name, deed, rows, contents after];
# a true last field stands for the message that was replaced
my @meanwhile = (
  ['moved to cur',
    sub { rename "$_[0]/new/100.a", "$_[0]/cur/100.a:2,S" },
    [['RETR 1', "+OK \r\n$one"], ['LIST 1', "+OK 1 21\r\n"], ['QUIT', $OK]],
    { 'cur/100.a:2,S' => $three{'new/100.a'} }],
  ['flags changed, then TOP',
    sub { rename "$_[0]/cur/200.b:2,S", "$_[0]/cur/200.b:2,RS" },
    [['TOP 2 0', "+OK \r\nSubject: b\r\n\r\n.\r\n"], ['RETR 2', "+OK \r\n$two"], ['QUIT', $OK]],
    { 'cur/200.b:2,RS' => $three{'cur/200.b:2,S'} }],
  ['moved to cur, then DELE',
    sub { rename "$_[0]/new/100.a", "$_[0]/cur/100.a:2,S" },
    [['DELE 1', $OK], ['QUIT', $OK]], {}],
  ['flags changed, then DELE',
    sub { rename "$_[0]/cur/200.b:2,S", "$_[0]/cur/200.b:2,FS" },
    [['DELE 2', $OK], ['QUIT', $OK]], {}],
  ['deleted, then RETR',
    sub { unlink "$_[0]/new/100.a" },
    [['RETR 1', $OPEN], ['TOP 1 0', $OPEN], ['UIDL 1', "+OK 1 100.a\r\n"],
      ['RETR 2', "+OK \r\n$two"], ['QUIT', $OK]], {}],
  ['deleted, then DELE',
    sub { unlink "$_[0]/new/100.a" }, [['DELE 1', $OK], ['QUIT', $OK]], {}],
  ['delivered since',
    sub { spew("$_[0]/new/150.n", 'n') },
    [['STAT', "+OK 3 48\r\n"], ['DELE 1', $OK], ['DELE 2', $OK], ['QUIT', $OK]],
    { 'new/150.n' => 'n' }],
  ['a name in cur taken since',
    sub { spew("$_[0]/cur/100.a:2,", 'other') }, [['QUIT', $OK]],
    { 'new/100.a' => $three{'new/100.a'}, 'cur/100.a:2,' => 'other' }],
  ['replaced by a link',
    sub { unlink "$_[0]/new/100.a"; symlink '/etc/passwd', "$_[0]/new/100.a" },
    [['RETR 1', $OPEN], ['QUIT', $OK]], undef],
  ['replaced by a link to another',
    sub { unlink "$_[0]/new/100.a"; symlink '../cur/200.b:2,S', "$_[0]/new/100.a" },
    [['RETR 1', $OPEN], ['QUIT', $OK]], undef],
  ['replaced by a FIFO',
    sub { unlink "$_[0]/new/100.a"; POSIX::mkfifo("$_[0]/new/100.a", 0666) },
    [['RETR 1', $OPEN], ['RETR 3', "+OK \r\nx\r\n.\r\n"]], undef],
);
for my $row (@meanwhile) {
  my ($name, $deed, $rows, $want) = @$row;
  my $dir = maildir(\%three);
  my $c = client($dir);
  hear($c, qr/\n/);
  $deed->($dir);
  for my $step (@$rows) {
    my ($command, $reply) = @$step;
    is(ask($c, $command, qr/\A-ERR.*\n|\Q$reply\E\z/), $reply, "[meanwhile] $name: $command");
  }
  finish($c);
  next if !$want;
  my %now = %{ contents($dir) };
  my ($about) = $name =~ /flags/ ? '200' : $name =~ /since/ ? '1.0' : '100';
  my %some = map { $_ => $now{$_} } grep { m{/$about} } keys %now;
  is_deeply(\%some, $want, "[meanwhile-left] $name: what is there after it") ;
}

{
  my $linked = maildir({ 'cur/1.a:2,S' => "one\n" });
  link "$linked/cur/1.a:2,S", "$linked/new/1.a" or die;
  dialogue('one file in both new and cur is one message', $linked,
    [['UIDL', "+OK \n1 1.a\n.\n"], ['STAT', "+OK 1 5\n"], ['RETR 1', "+OK \none\n.\n"],
      ['DELE 1', $OK], ['QUIT', $OK]]);
  is_deeply(contents($linked), {}, 'DELE removes it under both names');
  my $differ = maildir({ 'cur/1.a:2,S' => "one\n", 'new/1.a' => "two\n", 'cur/name:2,' => "x\n",
    'new/name' => "y\n", 'cur/55.between' => "z\n" });
  touch("$differ/cur/name:2,", 50);
  touch("$differ/new/name", 60);
  dialogue('[twins] two files of one name are one message', $differ,
    [['UIDL', "+OK \n1 1.a\n2 name\n3 55.between\n.\n"],
      ['RETR 1', "+OK \none\n.\n"], ['QUIT', $OK]]);
  is(join('', sort values %{ contents($differ) }), "one\ntwo\nx\ny\nz\n", 'and neither is lost');
  dialogue('deleting it', $differ, [['DELE 1', $OK], ['DELE 2', $OK], ['QUIT', $OK]]);
  is(join('', sort values %{ contents($differ) }), "two\ny\nz\n",
    'deletes what was seen, not what was not');
}

# What follows injects faults into each system call, or limits memory.
if ($ENV{CHAIN_SANITIZE}) { # which has calls of its own, and terabytes
  done_testing();
  exit;
}

# ---- faults ----

my $list = "UIDL\r\nQUIT\r\n";
my %mtime = (%three, 'new/d' => "d\n", 'cur/e:2,' => "e\n"); # need a stat

# the list is whole, or there is none
sub no_list {
  my ($r) = @_;
  return '' if $r->{out} eq '' && ($r->{code} || $r->{signal}); # libc could not even start
  return '' if $r->{out} =~ /\A\Q-ERR [SYS\/TEMP] \E(unable to (scan|open) \$HOME|out of)/;
  my $ids = join ' ', $r->{out} =~ /^\d+ (\S+)\r$/mg;
  my $all_of = $ids =~ /^100\.a 200\.b 300\.c( d e| e d)$/;
  return $all_of && $r->{out} =~ /\A\+OK \r\n\+OK .*\.\r\n\+OK \r\n\z/s ? '' : 'a wrong list';
}

for my $inject (qw(getdents64:error=EIO openat:error=EMFILE openat:error=EACCES
    newfstatat:error=EIO newfstatat:error=EACCES brk:retval=0)) {
  sweep("[list-faults] the list, $inject", \%mtime, $list, $inject, \&no_list);
}
sweep('[stat-enoent] newfstatat says ENOENT', \%mtime, $list, 'newfstatat:error=ENOENT', sub {
  my ($r) = @_;
  my $ids = join ' ', $r->{out} =~ /^\d+ (\S+)\r$/mg;
  return '' if $r->{out} eq $SCAN; # opendir's own call
  return $ids =~ /^100\.a 200\.b 300\.c/ && $r->{out} =~ /^\.\r\n\+OK \r\n\z/m ? ''
    : 'others are missing too';
});

{
  # moved when one of the folders was read, and before the other is
  my $r = fault(maildir(\%three), '', 'getpgid:error=EIO', trace => 'openat');
  my @open = grep { /^openat/ } split /\n/, $r->{trace};
  my ($when) = grep { $open[$_ - 1] =~ /O_NONBLOCK/ } reverse 1 .. @open;
  my $dir = maildir(\%three);
  my $trace = scratch() . '/trace';
  spew($trace, '');
  chown UID, UID, $trace;
  my $c = client($dir, with => ['strace', '-qq', '-o', $trace, '-e', 'trace=openat', '-e',
    "inject=openat:signal=STOP:when=$when"]);
  wait_for { slurp($trace) =~ /stopped by SIGSTOP/ } 'the stop';
  rename "$dir/new/100.a", "$dir/cur/100.a:2," or die "rename: $!";
  kill 'CONT', slurp("/proc/$c->{pid}/task/$c->{pid}/children") =~ /(\d+)/;
  hear($c, qr/\n/);
  is(ask($c, 'UIDL', qr/\n\.\r\n\z/), "+OK \r\n1 100.a\r\n2 200.b\r\n3 300.c\r\n.\r\n",
    '[moved-while-read] moved while the folders are read: listed, and once');
  is(ask($c, 'RETR 1', qr/\A-ERR.*\n|\n\.\r\n\z/), "+OK \r\n$one", 'and is sent');
  finish($c);
}

my $fetch = "RETR 1\r\nRETR 2\r\nRETR 3\r\nQUIT\r\n";
my $fetched = "+OK \r\n+OK \r\n$one+OK \r\n$two+OK \r\nx\r\n.\r\n+OK \r\n";
sweep('RETR, a read fails', \%three, $fetch, 'read:error=EIO', sub {
  my ($r) = @_;
  return 'not the start of the transcript' if index $fetched, $r->{out};
  return 'all of it' if $r->{out} eq $fetched;
  return 'no line in the log' if $r->{err} !~ / (eof|error) retr \d \d+ dele 0 left 3 /;
  return 'exit code' if $r->{code};
  return '';
});
{
  my $big = 'z' x 200_000 . "\n";
  my $dir = maildir({ 'new/1.z' => $big });
  my $r = fault($dir, "RETR 1\r\nNOOP\r\n", 'read:error=EIO:when=3'); # command, file, file
  my ($start) = $r->{out} =~ /\A\+OK \r\n\+OK \r\n(z*)/;
  cmp_ok(length $start, '<', 200_000, 'a read that fails in the middle');
  is($r->{out}, "+OK \r\n+OK \r\n$start", '[read-fails] ends the session without the last dot');
  like($r->{err}, qr{\Aqmail-pop3d: fatal: cannot read new/1\.z: .*\n.* error retr 0 },
    'and is logged');
}
{
  my $dir = maildir(\%three);
  my $n = nth(\%three, "RETR 1\r\n", 'openat', qr/O_NOFOLLOW/);
  my $r = fault($dir, "LIST\r\nSTAT\r\nLIST 1\r\nNOOP\r\n",
    "openat:error=EMFILE:when=$n+");
  is($r->{out}, $OK . $COUNT x 3 . $OK,
    '[octets-not-guessed] octets that cannot be counted now are not guessed');
  $r = fault($dir, "RETR 1\r\nTOP 1 0\r\nRETR 3\r\nQUIT\r\n", "openat:error=EIO:when=$n");
  is($r->{out}, "$OK$OPEN+OK \r\nSubject: a\r\n\r\n.\r\n+OK \r\nx\r\n.\r\n$OK",
    '[open-fails] a message that cannot be opened: the session lives');
}

{
  my $n = nth(\%three, "LIST 1\r\n", 'read', qr/^read\(3/);
  for my $when ($n, $n + 1) {
    my $r = fault(maildir(\%three), "LIST 1\r\nLIST 1\r\n", "read:error=EIO:when=$when");
    is($r->{out}, "$OK$COUNT+OK 1 21\r\n",
      '[octets-unread] nor are those of a message that cannot be read');
  }
}

# every not deleted message is there, whole, once
sub lost {
  my ($dir) = @_;
  my %now = %{ contents($dir) };
  return "$_ is lost" for grep {
    my ($name, $want) = ($_ =~ m{/(\d+)}, $three{$_});
    !grep { m{/$name} && $now{$_} eq $want } keys %now;
  } 'cur/200.b:2,S', 'new/300.c';
  return 'a strange file' if grep { !m{^(new/[13]00\.[ac]|cur/\d00\.[abc]:2,S?)\z} } keys %now;
  my $ids = join ' ', pop3d($dir, "UIDL\r\n")->{out} =~ /^\d+ (\S+)\r$/mg;
  return "then there are $ids" if $ids !~ /^(100\.a )?200\.b 300\.c\z/;
  return '';
}
my $delete = "RETR 2\r\nDELE 1\r\nQUIT\r\n";
my $told = "+OK \r\n+OK \r\n$two+OK \r\n";
for my $error (qw(EIO EACCES EROFS EPERM)) {
  sweep("[unlink-fails] unlink says $error", \%three, $delete, "unlink:error=$error", sub {
    my ($r, $dir) = @_;
    my $there = -e "$dir/new/100.a";
    return 'the reply' if $r->{out} ne $told . ($there ? $UNLINK : $OK);
    return lost($dir);
  });
}
for my $error (qw(ENOSPC EDQUOT EIO EPERM EEXIST)) {
  my $dir = maildir(\%three);
  my $r = fault($dir, $delete, "renameat2:error=$error");
  ok($r->{hit}, "renameat2 says $error");
  is($r->{out}, $told . $OK, 'QUIT is +OK');
  is_deeply(contents($dir), { map { $_ => $three{$_} } 'cur/200.b:2,S', 'new/300.c' },
    '[unmoved-in-new] and what cannot move stays in new');
}
{
  my $dir = maildir({ map { ("new/$_.x" => "$_\n") } 1 .. 5 });
  my $r = fault($dir, join('', map { "DELE $_\r\n" } 1 .. 5) . "QUIT\r\n",
    'unlink:error=EIO:when=3');
  is($r->{out}, $OK x 6 . $UNLINK, '[unlink-one-of-five] one unlink of five fails: one reply');
  is_deeply(contents($dir), { 'new/3.x' => "3\n" }, 'and the other four are gone');
}
sweep('interrupted, one call of each name', \%three, $delete,
  'read,write,open,openat,poll,sendto:error=EINTR', sub {
  my ($r, $dir) = @_;
  return '' if $r->{out} eq $told . $OK && !-e "$dir/new/100.a" && !lost($dir);
  # what libc opens a folder with does not try again
  return $r->{out} eq $SCAN ? '' : 'not as usual';
});

# ---- time ----

for my $row (['waiting for a command', '', 1, 0],
    ['waiting for the second', "RETR 3\r\n", 2, 1]) {
  my ($name, $in, $poll, $sent) = @$row;
  my $dir = maildir(\%three);
  my $trace = scratch() . '/trace';
  spew($trace, '');
  chown UID, UID, $trace;
  my $c = client($dir, with => ['strace', '-qq', '-o', $trace, '-e', 'trace=poll',
    '-e', "inject=poll:retval=0:when=$poll"]);
  syswrite $c->{s}, $in;
  my $out = hear($c, qr/\z./s);
  is($out, $OK . ($sent ? "+OK \r\nx\r\n.\r\n" : ''), "[hung-up] $name: hung up");
  my $r = finish($c);
  is($r->{code}, 0, 'exit code');
  like($r->{err}, qr/ timeout retr $sent \d+ dele 0 left 3 /, 'logged as timeout');
  like(slurp($trace), qr/^poll\(.*, 1, 1200000\) += 0 .*INJECTED/m,
    '[idle-time] after 1200 seconds');
}
{
  my $dir = maildir({ 'new/1.x' => 'y' x 10_000_000 });
  my $trace = scratch() . '/trace';
  spew($trace, '');
  chown UID, UID, $trace;
  my $c = client($dir, with => ['strace', '-qq', '-o', $trace, '-e', 'trace=poll',
    '-e', 'inject=poll:retval=0:when=2']);
  syswrite $c->{s}, "RETR 1\r\nDELE 1\r\nQUIT\r\n";
  wait_for { waitpid $c->{pid}, POSIX::WNOHANG() } 'the session ends';
  is($?, 0, 'a client that does not read is cut off');
  like(slurp($c->{log}), qr/ timeout retr 0 0 dele 0 left 1 /, 'and that is a timeout too');
  like(slurp($trace), qr/^poll\(.*, 1, 1200000\) += 0 .*INJECTED/m,
    '[idle-time] after 1200 seconds');
  ok(-e "$dir/new/1.x", '[deletes-nothing] and nothing is deleted');
}
{
  # a pipe with room for a greeting and 4096 bytes, and a write of more
  my $dir = maildir({ 'new/1.x' => 'y' x 100_000 });
  pipe my $near, my $far or die "pipe: $!";
  fcntl $far, 1031, 8192 or die "F_SETPIPE_SZ: $!";
  POSIX::dup2(fileno $far, 220);
  my $r = fault($dir, "RETR 1\r\n", 'poll:retval=0:when=5', trace => 'poll', seconds => 20,
    setup => sub { POSIX::dup2(220, 1); POSIX::close(220) });
  POSIX::close(220);
  like($r->{err}, qr/ timeout retr 0 0 dele 0 left 1 /,
    '[pipe-unread] a pipe that nobody reads is no better');
  like($r->{trace}, qr/^poll\(.*, 1, 1200000\) += 0 .*INJECTED/m, '[idle-time] after 1200 seconds');
  close $near;
}

# ---- the size cache ----

{
  my %five = (%three, 'new/400.d' => "d\n\n", 'cur/500.e:2,' => '', 'cur/e' => ".\n");
  my @octets = qw(21 24 3 5 0 3);
  my @names = qw(100.a 200.b 300.c 400.d 500.e e);
  my $cache = join '', map { "$octets[$_] $names[$_]\n" } 0 .. 5;
  my $told = sub { crlf("+OK \n+OK \n", map({ $_ + 1 . " $_[$_]\n" } 0 .. 5), ".\n") };
  my $in = "LIST\r\nQUIT\r\n";
  my $left = sub {
    my ($dir) = @_;
    opendir my $d, "$dir/tmp" or die;
    return join ' ', grep { !/^\.{1,2}\z/ } readdir $d;
  };

  my $dir = maildir(\%five);
  is(pop3d($dir, $in)->{out}, $told->(@octets) . $OK, 'counted');
  is(slurp("$dir/pop3.octets"), $cache, 'and kept in pop3.octets, in order of messages');
  my @st = stat "$dir/pop3.octets";
  is(sprintf('%o', $st[2] & 07777), '600', 'for the user alone');
  is($left->($dir), '', 'and nothing is left in tmp');
  my $r = fault($dir, "STAT\r\n", 'getpgid:error=EIO', trace => 'openat,lstat,newfstatat');
  is($r->{out}, "+OK \r\n+OK 6 56\r\n", 'the second session');
  is(() = $r->{trace} =~ /O_NOFOLLOW/g, 1, 'opens the cache and no message');

  my $wrong = $cache =~ s/^\d+/7/mgr;
  my @rows = (
    ['the cache is believed', $wrong, [(7) x 6]],
    ['some messages only', "8 200.b\n9 500.e\n", [21, 8, 3, 5, 9, 3]],
    ['others among them', "1 1.x\n8 100.a\n1 150.x\n9 300.c\n1 999.x\n", [8, 24, 9, 5, 0, 3]],
    map({ ["malformed: $_->[0]", $wrong . $_->[1], \@octets] }
      ['the last line has no end', '1 x'], ['no name', "1 \n"], ['no name, no space', "1\n"],
      ['no number', " x\n"], ['not a number', "x x\n"], ['an empty line', "\n"],
      ['2^64', "18446744073709551616 x\n"], ['a sign', "-1 x\n"]),
    ['malformed at the start', "x\n$wrong", \@octets],
    ['an empty cache', '', \@octets],
  );
  for my $row (@rows) {
    my ($name, $bytes, $octets) = @$row;
    my $one = maildir({ %five, 'pop3.octets' => $bytes });
    is(pop3d($one, $in)->{out}, $told->(@$octets) . $OK, $name);
  }
  my $sized = maildir({ %five, 'cur/500.e,W=4:2,' => '', 'pop3.octets' => "7 500.e,W=4\n" });
  unlink "$sized/cur/500.e:2," or die;
  like(pop3d($sized, $in)->{out}, qr/^5 4\r\n/m, 'what a name says comes first');

  for my $link (sub { symlink 'there', $_[0] }, sub { POSIX::mkfifo($_[0], 0666) },
      sub { mkdir $_[0] }) {
    my $odd = maildir({ %five, there => $wrong });
    $link->("$odd/pop3.octets") or die;
    is(pop3d($odd, $in)->{out}, $told->(@octets) . $OK,
      '[cache-no-file] a cache that is no file: none');
    is(slurp("$odd/there"), $wrong, 'and a link is not followed');
  }

  my $closed = maildir(\%five);
  chmod 0555, "$closed/tmp";
  is(pop3d($closed, $in)->{out}, $told->(@octets) . $OK, 'tmp not writable: no cache, no error');
  ok(!-e "$closed/pop3.octets", 'none');
  my $hung = maildir(\%five);
  pop3d($hung, "LIST\r\n");
  ok(!-e "$hung/pop3.octets", 'nor without QUIT');
  my %old = (%five, 'pop3.octets' => "9 x.old\n");
  my $clean = fault(maildir(\%old), $in, 'getpgid:error=EIO', trace => 'close');
  my $last = () = $clean->{trace} =~ /^close\(/mg;
  --$last;    # after it only tmp/ is read
  my $kept = maildir(\%old);
  is(fault($kept, $in, "close:error=EDQUOT:when=$last")->{out}, $told->(@octets) . $OK,
    'closing the cache fails: no error');
  is(slurp("$kept/pop3.octets"), "9 x.old\n", 'and the old cache is kept');
  for my $inject (qw(write:error=ENOSPC close:error=EDQUOT rename:error=EIO)) {
    sweep("the cache, $inject", \%old, $in, $inject, sub {
      my ($r, $d) = @_;
      return 'the reply' if index $told->(@octets) . $OK, $r->{out};
      return 'left in tmp: ' . $left->($d) if $left->($d);
      return slurp("$d/pop3.octets") =~ /\A(9 x\.old\n|\Q$cache\E)\z/ ? '' : 'a wrong cache';
    });
  }
}

# ---- the log ----

{
  my $env = { PROTO => 'TCP', TCPREMOTEIP => '10.0.0.7', USER => 'alice' };
  sub ms { return 1000 * clock_gettime(CLOCK_MONOTONIC) }
  my $start = 'qmail-pop3d: pid \d+ from 10\.0\.0\.7 user alice';
  my @rows = (
    ["RETR 2\r\nRETR 2\r\nTOP 1 0\r\nDELE 1\r\nLIST\r\nQUIT\r\n",
      'quit retr 2 48 dele 1 left 2 27'],
    ["QUIT\r\n", 'quit retr 0 0 dele 0 left 3 -'],
    ["STAT\r\nDELE 2\r\n", 'eof retr 0 0 dele 0 left 3 48'],
    ["STAT\r\nDELE 2\r\nRSET\r\nQUIT\r\n", 'quit retr 0 0 dele 0 left 3 48'],
    ['', 'eof retr 0 0 dele 0 left 3 -'],
  );
  for my $row (@rows) {
    my ($in, $line) = @$row;
    my $r = pop3d(maildir(\%three), $in, env => $env);
    like($r->{err}, qr/\A$start $line ms \d+\n\z/, "the log: $line");
  }
  my $c = client(maildir(\%three), env => $env);
  hear($c, qr/\n/);
  my $r = finish($c);
  like($r->{err}, qr/\Aqmail-pop3d: pid $c->{pid} from/, 'the pid is its own');
  for my $signal (qw(TERM HUP INT)) {
    my $dir = maildir(\%three);
    my @ms = ms();
    my $d = client($dir, env => $env);
    hear($d, qr/\n/);
    push @ms, ms();
    ask($d, 'STAT');
    ask($d, 'DELE 1');
    select undef, undef, undef, 0.1;
    push @ms, ms();
    kill $signal, $d->{pid};
    is(hear($d, qr/\z./s), '', "SIG$signal: no more is said");
    my $end = finish($d);
    is("$end->{code} $end->{signal}", '0 0', 'exit code');
    push @ms, ms();
    my ($took) = $end->{err} =~ /\A$start signal retr 0 0 dele 0 left 3 48 ms (\d+)\n\z/;
    ok(defined $took, 'the log') or diag($end->{err});
    ok($took >= $ms[2] - $ms[1] - 1 && $took <= $ms[3] - $ms[0] + 1,
      'and how long it took') or diag("@ms");
    is_deeply(contents($dir), \%three, '[deletes-nothing] and nothing is deleted');
  }
  my @who = (
    [{}, 'unknown user unknown'],
    [{ PROTO => 'TCP6', TCP6REMOTEIP => '::1', TCPREMOTEIP => 'x', USER => 'bob' },
      '::1 user bob'],
    [{ PROTO => 'SSL', SSLREMOTEIP => '10.1.1.1', USER => '' }, '10\.1\.1\.1 user unknown'],
    [{ PROTO => 'TCP', TCPREMOTEIP => "a b\n\e[2J", USER => "\xe9\\\n" },
      'a\\\\x20b\\\\x0a\\\\x1b\[2J user \\\\xe9\\\\x5c\\\\x0a'],
  );
  for my $row (@who) {
    my ($vars, $line) = @$row;
    like(pop3d(maildir({}), '', env => $vars)->{err},
      qr/\Aqmail-pop3d: pid \d+ from $line eof retr 0 0 dele 0 left 0 0 ms \d+\n\z/,
      "who: $line");
  }
  my $r2 = pop3d(scratch() . "/a b\e", '', env => $env);
  like($r2->{err}, qr/cannot change to \S+\/a\\x20b\\x1b: .*\n$start error retr .* ms \d{1,5}\n\z/,
    'a name in the log is made visible');
}
{
  my $dir = maildir(\%three);
  chmod 0, "$dir/new/100.a";
  my $c = client($dir, one => 1);
  syswrite $c->{s}, "RETR 1\r\nQUIT\r\n";
  is(hear($c, qr/\z./s), "$OK$OPEN$OK", 'where 2 is the client too, nothing is logged');
  finish($c);
  my $gone = client(scratch() . '/none', one => 1);
  is(hear($gone, qr/\z./s), $NONE, 'nor where there is no maildir');
  finish($gone);
}

# ---- who, and how it is started ----

{
  my $dir = maildir(\%three);
  my $id = UID;
  my @ids = (
    ['root', undef],
    ['root in effect', sub { $< = $id }],
    ['root by its real id', sub { $> = $id }],
  );
  for my $row (@ids) {
    my ($name, $before) = @$row;
    my $r = run(argv => ['./qmail-pop3d', $dir], in => "STAT\r\nDELE 1\r\nQUIT\r\n",
      before => $before);
    is("$r->{code} $r->{out}", '100 ', "[root-refused] $name: refused without a byte");
    is($r->{err}, "qmail-pop3d: fatal: will not run as root\n", "$name: the log");
  }
  is_deeply(contents($dir), \%three, 'and nothing is touched');
  for my $args ([], [$dir, $dir]) {
    my $r = pop3d($dir, "STAT\r\n", argv => ['./qmail-pop3d', @$args]);
    is("$r->{code} $r->{out}", '100 ', @$args . ' arguments: wrong usage');
    is($r->{err}, "qmail-pop3d: fatal: usage: qmail-pop3d maildir\n", 'the log');
  }
  for my $fd (0, 1, 2) {
    my $r = pop3d($dir, "DELE 1\r\nQUIT\r\n", close => [$fd]);
    is("$r->{code} $r->{out}$r->{err}", '111 ', "descriptor $fd closed: 111");
  }
  is_deeply(contents($dir), \%three, 'and nothing is touched');

  my $c = client($dir, before => sub {
    umask 0;
    my $set = POSIX::SigSet->new(POSIX::SIGPIPE, POSIX::SIGALRM, POSIX::SIGCHLD);
    POSIX::sigprocmask(POSIX::SIG_BLOCK, $set);
  });
  hear($c, qr/\n/);
  my $status = slurp("/proc/$c->{pid}/status");
  my $limits = slurp("/proc/$c->{pid}/limits");
  my %line = $status =~ /^(\w+):\s+(.*)$/mg;
  is($line{Umask}, '0077', 'umask');
  is($line{NoNewPrivs}, 1, 'no new privileges');
  is($line{SigBlk}, '0' x 16, 'no signal stays blocked');
  is((hex(substr $line{SigIgn}, 8) >> 12) & 1, 1, 'SIGPIPE is ignored');
  like($limits, qr/^Max processes +0 +0 /m, 'no processes');
  like($limits, qr/^Max core file size +0 +0 /m, 'no core');
  finish($c);

  for my $row ([3, qr/^0 -ERR \[SYS\/TEMP\] [^\r\n]+\r\n\z/],
      [5, qr/^0 \+OK \r\n\+OK \r\n\Q$one\E\+OK \r\n\z/]) {
    my ($files, $like) = @$row;
    my $r = pop3d($dir, "RETR 1\r\nQUIT\r\n",
      argv => ['softlimit', '-o', $files, './qmail-pop3d', $dir]);
    like("$r->{code} $r->{out}", $like, "at most $files descriptors");
  }
}

# system call 444, landlock_create_ruleset, tells the version that the kernel has
my $landlock = slurp('haslandlock.h') =~ /define/ && syscall(444, 0, 0, 1) >= 2;
for my $call ('setrlimit,prlimit64', 'landlock_restrict_self', 'landlock_add_rule') {
  my $dir = maildir(\%three);
  my $r = fault($dir, "RETR 1\r\nDELE 1\r\nQUIT\r\n", "$call:error=EPERM");
  SKIP: {
    skip 'no Landlock here', 3 if $call =~ /^landlock/ && !$landlock;
    is($r->{out}, "-ERR [SYS/TEMP] unable to confine the session\r\n",
      "[confined-or-not-at-all] $call fails");
    like($r->{err}, qr/^qmail-pop3d: fatal: cannot confine itself to /m, 'the log');
    is_deeply(contents($dir), \%three, 'and nothing is touched');
  }
}

# ---- memory ----

{
  my $dir = maildir({ 'new/1.big' => '' });
  truncate "$dir/new/1.big", 100_000_000 or die; # one line of zero bytes
  my $limit = 'softlimit -m 3000000';
  my $sum = sub {
    my ($script) = @_;
    return run(argv => ['sh', '-c', "$script | cksum", 'sh', $dir], uid => UID,
      in => "LIST\r\nRETR 1\r\nQUIT\r\n")->{out};
  };
  is($sum->("$limit ./qmail-pop3d \"\$1\" 2>/dev/null"),
    $sum->(q[{ printf '+OK \r\n+OK \r\n1 100000002\r\n.\r\n+OK \r\n';]
      . q[ head -c 100000000 /dev/zero; printf '\r\n.\r\n+OK \r\n'; }]),
    "[long-line-memory] a line of 100 MB, $limit");
}
SKIP: {
  skip 'with what a sanitizer adds the program is too large for so many', 5
    if slurp('conf-cc') =~ /-fsanitize/;
  my $name = sub { 1_700_000_000 + $_[0] . '.M123456P12345.pop3.example.org,S=2,W=3:2,S' };
  my $n = 20_000;
  my $dir = maildir({});
  spew("$dir/cur/" . $name->($_), "x\n") for 1 .. $n;
  my $in = "STAT\r\nRETR $n\r\n" . join('', map { "DELE $_\r\n" } 1 .. $n / 2)
    . "STAT\r\nRSET\r\nQUIT\r\n";
  my $out = "+OK \r\n+OK $n 60000\r\n+OK \r\nx\r\n.\r\n" . $OK x ($n / 2)
    . "+OK 10000 30000\r\n$OK$OK";
  my @limited = ('softlimit', '-m', 3_000_000, './qmail-pop3d', $dir);
  ok(pop3d($dir, $in, argv => \@limited)->{out} eq $out,
    '[many-in-memory] 20,000 messages in 3,000,000 bytes');
  rename "$dir/cur/" . $name->(1), "$dir/cur/" . $name->(1) . 'T' or die;
  my $r = pop3d($dir, "UIDL\r\n", argv => \@limited);
  my $i = 0;
  ok($r->{out} eq crlf("+OK \n+OK \n", map({ ++$i . ' ' . $name->($_) =~ s/:.*/\n/r } 1 .. $n),
    ".\n"), 'in order');
  $limited[2] = 2_000_000;
  $r = pop3d($dir, "STAT\r\nQUIT\r\n", argv => \@limited);
  is($r->{out}, $MEMORY, '[out-of-memory] out of memory: one reply and the end');
  like($r->{err}, qr/^qmail-pop3d: fatal: .*out of memory, the limit is 2000000 bytes$/m,
    'the log names the limit');
  like($r->{err}, qr/ error retr 0 0 dele 0 left 0 0 ms \d+\n\z/,
    '[half-a-list] and half a list is none');
}

done_testing();
