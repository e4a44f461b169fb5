#!/usr/bin/perl
# tests/CASES: each case is there once, or in tests/UNTESTED, and names a test
# that is there; and the tests of cases that stand nowhere else.
use strict;
use warnings;
use lib 'tests';
use Chain;
use File::Basename 'dirname';
use Ids;
use IO::Select;
use POSIX ();
use Pop3d qw(serving);
use Session;
use Socket;
use Test::More;
use Tree;

need_root();
private();
$SIG{PIPE} = 'IGNORE';
my $sanitize = slurp('conf-cc') =~ /-fsanitize=address/;

# ---- the list ----

{
  my %seen;
  for my $line (grep { /^\d/ } split /\n/, slurp('tests/CASES')) {
    my ($number, $short, $id) = split / \| /, $line, 3;
    ++$seen{$number};
    ok(file_of($id) || is_session($id), "case $number: $short: there is a test $id");
  }
  ++$seen{$_} for slurp('tests/UNTESTED') =~ /^(\d+) /mg;
  is_deeply([grep { !$seen{$_} } 1 .. 92], [], 'none is missing');
  is_deeply([grep { $seen{$_} > 1 } sort keys %seen], [], 'each is there once');
}

# ---- helpers ----

my ($empty) = slurp('conf-empty') =~ /\A(.*)\n/;
Chain::mount('-t', 'tmpfs', 'none', dirname($empty));
mkdir $empty, 0755 or die "$empty: $!";
Chain::new_door();
sub popup { client(argv => ['./qmail-popup', 'pop3.example.org', @_]) }

# ---- memory, before login and after ----

# what it has grown by at most, in KB, while the deed was done
sub growth {
  my ($pid, $deed) = @_;
  my $most = sub { (slurp("/proc/$pid/status") =~ /^VmHWM:\s+(\d+)/m)[0] };
  my $before = $most->();
  $deed->();
  return $most->() - $before;
}

# sends bytes again and again while others may read, until the other end is
# gone or all is sent: how much was
sub flood {
  my ($s, $bytes, $all) = @_;
  my $sent = 0;
  while ($sent < $all) { $sent += syswrite($s, $bytes) || last }
  return $sent;
}

SKIP: {
  skip 'a sanitizer takes memory of its own', 38 if $sanitize;
  for my $start ('', 'USER ', "USER a\r\nPASS ", 'AUTH PLAIN ') {
    for my $byte ('x', "\0") {
      my $c = popup('true');
      hear($c, qr/\n/);
      is(ask($c, 'USER a'), $OK, 'a client');
      syswrite $c->{s}, $start;
      hear($c, qr/\n/) if $start =~ /\n/;
      my ($child) = split ' ', slurp("/proc/$c->{pid}/task/$c->{pid}/children");
      cmp_ok(growth($child, sub { # which reads 16 KB at most
        is(ask($c, $byte x 15_000), "-ERR line too long\r\n", '  15,000 bytes');
        ask($c, 'USER a');
      }), '<', 256, '[login-memory] no line end: memory before login');
      cmp_ok(flood($c->{s}, $byte x 65536, 200_000_000), '<', 2_000_000, '  200 MB: cut off');
      hear($c, qr/\z./s);
      like(finish($c)->{err}, qr/\A.* closed: too many .*\n\z/, '  and the end');
    }
  }
  my $c = serving(maildir({}));
  hear($c, qr/\n/);
  ask($c, 'NOOP');
  is(growth($c->{pid}, sub {
    my $feeder = fork // die "fork: $!";
    if (!$feeder) {
      flood($c->{s}, "NOOP\r\n" x 1000, 3_000_000);
      POSIX::_exit(0);
    }
    my $got = 0;
    while ($got < $OK =~ tr///c * 500_000) {
      last if !IO::Select->new($c->{s})->can_read(HANGS);
      $got += sysread($c->{s}, my $bytes, 65536) || last;
    }
    waitpid $feeder, 0;
    is($got, 6 * 500_000, '3 MB of commands: answered');
  }) < 256 || 0, 1, '[commands-memory] 3 MB of commands: memory');
  cmp_ok(growth($c->{pid}, sub {
    is(flood($c->{s}, 'x' x 1_000_000, 200_000_000), 200_000_000, 'a line of 200 MB');
    is(ask($c, ''), "-ERR line too long\r\n", '  has one answer');
    is(ask($c, 'STAT'), "+OK 0 0\r\n", '  and the session lives');
  }), '<', 256, '[line-memory] 200 MB without a line end: memory');
  finish($c);

  # a session as it is, but for the time that a client may be idle
  my $hasty = instead('qmail-pop3d', 'qmail-pop3d',
    slurp('qmail-pop3d.c') =~ s/\bIDLE = 1200\b/IDLE = 1/r);
  my $dir = maildir({ 'new/1.big' => '', 'new/2.x' => "x\n" });
  truncate "$dir/new/1.big", 100_000_000 or die "truncate: $!";
  $c = client(argv => [$hasty, $dir], uid => UID);
  hear($c, qr/\n/);
  cmp_ok(growth($c->{pid}, sub {
    syswrite $c->{s}, "DELE 2\r\nRETR 1\r\nQUIT\r\n";
    eval { wait_for { slurp("/proc/$c->{pid}/wchan") =~ /poll/ } 'a full socket' };
  }), '<', 256, '[unread-memory] 100 MB that are not read: memory');
  ok(eval { wait_for { slurp("/proc/$c->{pid}/stat") =~ /\) Z/ } 'the end' },
    '[unread-cut-off] who does not read is cut off');
  like(finish($c)->{err}, qr/ timeout retr 0 0 dele 0 left 2 /, '  which the log tells');
  ok(-e "$dir/new/2.x", '  and nothing was deleted');
}

# ---- replies ----

my %three = ('new/100.a' => "Subject: a\n\nfirst\n", 'new/200.b' => ".\n",
  'cur/300.c' => 'x');
my $all = join '', map { "$_\r\n" } 'CAPA', 'STAT', 'LIST', 'UIDL', 'RETR 1', 'RETR 2',
  'RETR 3', 'TOP 1 0', 'DELE 1', 'DELE 1', 'x' x 900, 'y' x 2000, 'LIST 9', 'LAST',
  'NOOP', "NOOP\0", 'RSET', 'DELE 3', 'QUIT';
{
  my $out = run(argv => ['./qmail-pop3d', maildir(\%three)], in => $all,
    uid => UID)->{out};
  my @lines = $out =~ /[^\n]*\n/g;
  is(join('', @lines), $out, 'all is lines');
  is(scalar(grep { !/\r\n\z/ || length > 512 } @lines), 0, '[reply-form] every reply has its form');
  is(scalar(grep { /^(\+OK|-ERR) / } @lines), 20, 'and each command one');
}

# ---- reads and writes in the smallest pieces ----

SKIP: {
  skip 'a sanitizer must be the first library', 2 if $sanitize;
  my $lab = scratch();
  spew("$lab/shim.c", <<'END');
#define _GNU_SOURCE
#include <errno.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>
static int calls;
static int again(void) { errno = EINTR; return ++calls % 3 == 0; }
ssize_t read(int fd, void *s, size_t n)
{ return again() ? -1 : syscall(SYS_read, fd, s, n > 1 ? 1 : n); }
ssize_t write(int fd, const void *s, size_t n)
{ return again() ? -1 : syscall(SYS_write, fd, s, n > 3 ? 3 : n); }
ssize_t send(int fd, const void *s, size_t n, int flags)
{ return again() ? -1 : syscall(SYS_sendto, fd, s, n > 3 ? 3 : n, flags, 0, 0); }
END
  my $said = `cc -shared -fPIC -o "$lab/shim.so" "$lab/shim.c" 2>&1`;
  skip "no shim: $said", 2 if !-e "$lab/shim.so";
  my $program = dynamic('qmail-pop3d');
  my $once = run(argv => ['./qmail-pop3d', maildir(\%three)], in => $all,
    uid => UID)->{out};
  my $dir = maildir(\%three);
  my $r = run(argv => [$program, $dir], in => $all, uid => UID,
    env => { LD_PRELOAD => "$lab/shim.so" });
  is($r->{out}, $once, '[one-three-eintr] one byte read, three written, EINTR between');
  is_deeply([sort keys %{ contents($dir) }], ['cur/100.a:2,', 'cur/200.b:2,'],
    'and the same is deleted');
}

# ---- two at once ----

{
  my $dir = maildir(\%three);
  my @c = map { serving($dir) } 1, 2;
  hear($_, qr/\n/) for @c;
  is(ask($_, 'DELE 2'), $OK, '[two-sessions] two sessions delete one message') for @c;
  is(ask($_, 'QUIT', qr/\z./s), $OK, '  and each QUIT has one reply') for @c;
  finish($_) for @c;
  is_deeply([sort keys %{ contents($dir) }], ['cur/100.a:2,', 'cur/300.c'],
    '  and it is gone, it alone');
}
{
  my $big = "y\n" x 4_000_000;
  my $dir = maildir({ 'new/1.big' => $big });
  my ($a, $b) = map { serving($dir) } 1, 2;
  hear($_, qr/\n/) for $a, $b;
  my $start = ask($a, 'RETR 1', qr/y/);
  ask($b, 'DELE 1');
  is(ask($b, 'QUIT', qr/\z./s), $OK,
    '[deleted-while-sent] deleted by another session while it is sent');
  is_deeply(contents($dir), {}, '  it is gone');
  my $rest = hear($a, qr/\r\n\.\r\n\z/);
  ok("$start$rest" eq $OK . "y\r\n" x 4_000_000 . ".\r\n", '  and was sent whole');
  is(ask($a, 'RETR 1'), "-ERR [SYS/TEMP] unable to open that message\r\n", '  but once');
  finish($_) for $a, $b;
}

# ---- cut off at any byte ----

# sends all of it, or the start, hears so many replies, and is gone
sub gone {
  my ($dir, $bytes, $replies, $reset) = @_;
  my $c = serving($dir, pair => [tcp()]);
  $c->{s}->setsockopt(SOL_SOCKET, SO_LINGER, pack 'ii', 1, 0) if $reset;
  syswrite $c->{s}, $bytes;
  hear($c, qr/\A(?:[^\n]*\n){$replies}/) if $replies;
  return finish($c);
}

{
  my $in = "RETR 3\r\nDELE 1\r\nDELE 2\r\nQUIT\r\n";
  my $all_three = join '|', map { $_, $three{$_} } sort keys %three;
  my @wrong;
  for my $n (0 .. length($in) - 1) {
    my $start = substr $in, 0, $n;
    my $replies = $start =~ /\n/ ? 3 + $start =~ tr/\n// : 1;
    for ([0, $replies], [1, $replies], [1, 0]) {
      my ($reset, $heard) = @$_;
      my $dir = maildir(\%three);
      my $r = gone($dir, $start, $heard, $reset);
      my %now = %{ contents($dir) };
      my $same = join('|', map { $_, $now{$_} } sort keys %now) eq $all_three;
      push @wrong, "$n $reset $heard: $r->{err}" if !$same || $r->{code} || $r->{signal}
        || $r->{err} !~ / eof retr \d \d+ dele 0 left 3 /;
    }
  }
  is(join("\n", @wrong), '',
    '[end-at-any-byte] the end or a reset at any byte: nothing was deleted');
}
{
  my $dir = maildir({ %three, 'new/400.big' => "y\n" x 8_000_000 });
  my $r = gone($dir, "DELE 1\r\nRETR 4\r\nQUIT\r\n", 3, 1);
  like($r->{err}, qr/ eof retr 0 0 dele 0 left 4 /, 'a reset while a message is sent');
  is_deeply([sort keys %{ contents($dir) }], [sort keys %three, 'new/400.big'],
    '  also with QUIT behind it: nothing was deleted');
}

# ---- the last word of qmail-popup ----

# all that comes from each of these until its end, which is "end", or "reset":
# [bytes, end] for each
sub until_end {
  my @heard = map { { s => $_, bytes => '', end => 'none' } } @_;
  my %of = map { ($_->{s} => $_) } @heard;
  my $open = IO::Select->new(@_);
  while (my @ready = $open->can_read(HANGS)) {
    for my $h (@of{@ready}) {
      my $n = sysread $h->{s}, $h->{bytes}, 65536, length $h->{bytes};
      next if $n;
      $h->{end} = defined $n ? 'end' : 'reset';
      $open->remove($h->{s});
    }
  }
  return map { [$_->{bytes} =~ s/\A\+OK <.*\r\n//r, $_->{end}] } @heard;
}

# A client that has sent more than was read must see what was said, and no
# reset: [what, the program, what is sent, what must come]
{
  my $refused = "-ERR [AUTH] authorization failed\r\n";
  my $behind = "STAT\r\n" x 200;
  for (
    ['three refusals', 'false', "APOP a b\r\n" x 3 . $behind, $refused x 3],
    ['no program', '/nothing/there', "APOP a b\r\n$behind",
      "-ERR [SYS/PERM] unable to check passwords, tell the postmaster\r\n"],
    ['wrong commands', 'false', $behind, "-ERR authorization first\r\n" x 9
      . "-ERR too many wrong commands\r\n"],
    ['too many bytes', 'false', join('', ('USER ' . 'a' x 900 . "\r\n") x 60),
      qr/\A(?:\+OK \r\n){2,}-ERR too many bytes before a login\r\n\z/],
  ) {
    my ($what, $program, $in, $want) = @$_;
    my %ends;
    my @c = map { client(argv => ['./qmail-popup', 'pop3.example.org', $program],
      pair => [tcp()]) } 1 .. 25; # at once, as each refusal has its pause
    syswrite $_->{s}, $in for @c;
    for (until_end(map { $_->{s} } @c)) {
      my ($said, $end) = @$_;
      ++$ends{ ref $want ? $said =~ $want && $end : $said eq $want ? $end : $said };
    }
    finish($_) for @c;
    is_deeply(\%ends, { end => 25 }, "[last-word] more was sent: $what: heard, and no reset");
  }

  my $c = client(argv => ['./qmail-popup', 'pop3.example.org', 'false'], pair => [tcp()]);
  syswrite $c->{s}, $behind;
  until_end($c->{s});
  my $stat = "/proc/$c->{pid}/stat";
  ok(eval { wait_for { slurp($stat) =~ /\) Z/ } 'the end' },
    '[linger-ends] who does not go is cut off');
  finish($c);
}

# ---- where nothing can be written, or not everything ----

my $both = "RETR 3\r\nDELE 1\r\nDELE 3\r\nQUIT\r\n";
my $bothed = "$OK${OK}x\r\n.\r\n$OK$OK";
my $unlink = "-ERR [SYS/PERM] unable to unlink all deleted messages\r\n";
sub deletes { run(argv => ['./qmail-pop3d', $_[0]], in => $both, uid => UID)->{out} }

{
  my $dir = scratch() . '/Maildir';
  mkdir $dir or die "mkdir: $!";
  Chain::mount('-t', 'tmpfs', '-o', 'size=64k', 'none', $dir);
  maildir(\%three, $dir);
  open my $f, '>', "$dir/fill" or die "fill: $!";
  1 while syswrite $f, 'x' x 4096;
  close $f;
  Chain::mount('-o', 'remount,ro', $dir);
  is(deletes($dir), $bothed . $unlink,
    '[disk-read-only] a read-only file system: RETR works, one reply to QUIT');
  is_deeply(contents($dir), \%three, '  and nothing was deleted');
  Chain::mount('-o', 'remount,rw', $dir);
  is(deletes($dir), $bothed . $OK, '[disk-full] a full file system: deleting works');
  is_deeply([sort keys %{ contents($dir) }], ['cur/200.b:2,'], '  and moving');
  system('umount', $dir);
}

# not even root may: [what is locked, how, what stays]
for (['new/100.a', '+i', 'cur/200.b:2, new/100.a'],
    ['cur', '+a', 'cur/200.b:2, cur/300.c']) {
  my ($what, $how, $left) = @$_;
  my $dir = maildir(\%three);
  SKIP: {
    skip 'no chattr here', 2 if system("chattr $how $dir/$what 2>/dev/null");
    my $out = deletes($dir);
    system('chattr', $how =~ tr/+/-/r, "$dir/$what");
    is($out, $bothed . $unlink, "[disk-locked] $what cannot be changed, $how: one reply");
    is("@{[sort keys %{ contents($dir) }]}", $left, '  what is locked is there, and no other');
  }
}

# ---- limits ----

my $carol = user('carol', 64995, hash('xyzzy', '6'));
maildir({ 'new/1.a' => "x\n" }, "$carol/Maildir", 64995);

SKIP: {
  skip 'sanitizers need more', 74 if $sanitize;
  my $p = programs();
  my %five = (%three, map { ("new/$_.x" => "$_\n") } 400, 500);
  my $in = "LIST\r\nRETR 1\r\nDELE 1\r\nQUIT\r\n";
  my $fetched = $OK . "1 21\r\n2 3\r\n3 3\r\n4 5\r\n5 5\r\n.\r\n"
    . "${OK}Subject: a\r\n\r\nfirst\r\n.\r\n$OK$OK";
  my $later = qr/-ERR \[SYS\/TEMP\] [ -~]+\r\n/;
  my $greeting = qr/\+OK <\d+\.\d+\@pop3\.example\.org>\r\n/;
  # the program, what is sent, what must come if it works, on descriptor 3, as whom
  my @rows = (
    ["$p/qmail-pop3d .", $in, qr/\Q$OK$fetched\E/, undef, UID],
    ["$p/qmail-popup pop3.example.org sh -c 'echo in'", "APOP a b\r\n", qr/${greeting}in\n/],
    ["$p/qmail-popup pop3.example.org sh -c 'echo in'", "APOP a b\r\n", qr/${greeting}in\n/,
      undef, UID],
    ["$p/checkpassword sh -c 'echo in'", '', qr/in\n/, "carol\0xyzzy\0<x>\0"],
  );
  for (@rows) {
    my ($what, $in, $works, $fd3, $uid) = @$_;
    my ($name) = $what =~ m{([^/ ]+) };
    for my $limit ('-n 3', '-n 4', '-n 5', '-v 4096', '-u 0', '-f 0') {
      my $dir = maildir(\%five);
      my $r = run(argv => ['bash', '-c', "ulimit $limit && exec $what"], in => $in,
        fd3 => $fd3, uid => $uid, chdir => $dir);
      my $who = $uid ? ', a user' : '';
      if (defined $fd3) {
        # 126 and 127: there was not even room to start it
        like("$r->{code} $r->{out}", qr/\A(?:0 $works|111 |126 |127 )\z/,
          "[limits] $name, ulimit $limit: works, or says that it does not");
      }
      else {
        like($r->{out}, qr/\A(?:$works|(?:$greeting)?$later)\z/,
          "[limits] $name$who, ulimit $limit: works, or says that it does not");
      }
      is($r->{signal}, 0, '  and does not crash');
      is(join(' ', glob "$dir/tmp/*"), '', '  [limits-clean] nor leaves anything behind');
    }
  }
}

# ---- 31 strangers ----

{
  my $port = free_port();
  my $pid = start(argv => ['tcpserver', '-HRl0', '-c', 31, '127.0.0.1', $port,
    programs() . '/qmail-popup', 'pop3.example.org', 'true'],
    env => { POP3LOGINTIME => 3, POP3PERHOST => 0 });
  dial($port);
  my @idle = map { { s => dial($port) } } 1 .. 31;
  my $next = { s => dial($port) };
  my $start = time;
  my @served = grep { hear($_, qr/\n/) =~ /\A\+OK </ } @idle;
  is(@served, 31, '31 clients are served at once');
  like(hear($next, qr/\n/), qr/\A\+OK </, '[strangers] the 32nd is served when their time is over');
  cmp_ok(time - $start, '<', 20, '  and that is soon');
  is(join('', map { hear($_, qr/\z./s) } @idle), '', '  without a word to them');
  stop($pid);
}

# ---- 100 logins at once ----

{
  my @c = map { client(argv => ['./qmail-popup', 'pop3.example.org', './checkpassword',
    programs() . '/qmail-pop3d', 'Maildir'], env => { POP3PERUSER => 0 }) } 1 .. 100;
  my $in = "USER carol\r\nPASS xyzzy\r\nSTAT\r\nRETR 1\r\nQUIT\r\n";
  syswrite $_->{s}, $in for @c; # one write each
  my $replies = "$OK$OK+OK 1 3\r\n${OK}x\r\n.\r\n$OK";
  my $want = qr/\A\+OK pop3\.example\.org ready\r\n\Q$replies\E\z/;
  my @wrong = grep { $_ !~ $want } map { hear($_, qr/\z./s) } @c;
  is(join('|', @wrong), '', '[hundred-logins] 100 logins at once: each has every reply');
  finish($_) for @c;

  my $c = popup('./checkpassword', programs() . '/qmail-pop3d', 'Maildir');
  syswrite $c->{s}, $_ for split //, $in;
  like(hear($c, qr/\z./s), $want, '[byte-a-write] one login, a byte a write');
  finish($c);
}

done_testing();
