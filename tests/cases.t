#!/usr/bin/perl
# tests/CASES: each case is there once, or in tests/UNTESTED, and names a test
# that is there; and the tests of cases that stand nowhere else.
use strict;
use warnings;
use lib 'tests';
use Chain qw(:DEFAULT hear ask finish);
use File::Basename 'dirname';
use IO::Select;
use POSIX ();
use Socket;
use Test::More;

need_root();
private();
$SIG{PIPE} = 'IGNORE';
my $sanitize = slurp('conf-cc') =~ /-fsanitize/;

# ---- the list ----

{
  my %seen;
  for my $line (grep { /^\d/ } split /\n/, slurp('tests/CASES')) {
    my ($number, $short, $file, $words) = split / \| /, $line, 4;
    ++$seen{$number};
    ok(defined $words && -f "tests/$file"
      && index(slurp("tests/$file"), $words) >= 0, "case $number: $short");
  }
  ++$seen{$_} for slurp('tests/UNTESTED') =~ /^(\d+) /mg;
  is(join(' ', map { $seen{$_} || 0 } 1 .. 92), join(' ', (1) x 92), 'each case once');
  is(keys %seen, 92, 'and no other');
}

# ---- helpers ----

my ($empty) = slurp('conf-empty') =~ /\A(.*)\n/;
Chain::mount('-t', 'tmpfs', 'none', dirname($empty));
mkdir $empty, 0755 or die "$empty: $!";
my $OK = "+OK \r\n";

sub client {
  my ($argv, %o) = @_;
  socketpair(my $s, my $far, AF_UNIX, SOCK_STREAM, PF_UNSPEC) or die "pair: $!";
  my $pid = fork // die "fork: $!";
  if (!$pid) {
    open STDERR, '>', '/dev/null';
    POSIX::dup2(fileno $far, $_) for 0, 1;
    POSIX::close($_) for 3 .. 300;
    Chain::become(argv => $argv, %o);
  }
  close $far;
  return { s => $s, pid => $pid };
}

sub pop3d { client(['./qmail-pop3d', $_[0]], uid => UID) }

sub resident { (slurp("/proc/$_[0]/status") =~ /^VmRSS:\s+(\d+)/m)[0] }

# ---- memory, before login and after ----

SKIP: {
  skip 'a sanitizer takes memory of its own', 8 if $sanitize;
  for my $row (['x', 'x'], ['NUL', "\0"]) {
    my ($name, $byte) = @$row;
    my $c = client(['./qmail-popup', 'pop3.example.org', 'true']);
    hear($c, qr/\n/);
    is(ask($c, 'NOOP'), $OK, "$name: a client");
    my ($child) = split ' ', slurp("/proc/$c->{pid}/task/$c->{pid}/children");
    my $before = resident($child);
    is(ask($c, $byte x 15_000), "-ERR line too long\r\n", '  and 15,000 bytes');
    cmp_ok(resident($child) - $before, '<', 256, "  no line end, NULs: memory");
    finish($c);
  }
  my $c = pop3d(maildir({}));
  hear($c, qr/\n/);
  ask($c, 'NOOP');
  my $before = resident($c->{pid});
  my $feeder = fork // die "fork: $!";
  if (!$feeder) {
    syswrite $c->{s}, "NOOP\r\n" x 1000 for 1 .. 500;
    POSIX::_exit(0);
  }
  my $got = 0;
  while ($got < 6 * 500_000) {
    last if !IO::Select->new($c->{s})->can_read(30);
    $got += sysread($c->{s}, my $bytes, 65536) || last;
  }
  waitpid $feeder, 0;
  is($got, 6 * 500_000, '3 MB of commands: answered');
  cmp_ok(resident($c->{pid}) - $before, '<', 256, '3 MB of commands: memory');
  finish($c);
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
  is(scalar(grep { !/\r\n\z/ || length > 512 } @lines), 0, 'every reply has its form');
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
  my ($load) = slurp('Makefile') =~ /^\t(\.\/load qmail-pop3d .*)$/m;
  $load =~ s/load qmail-pop3d/load "$lab\/qmail-pop3d"/;
  $load =~ s/`cat static.flag`/`cat pie.flag`/;
  my $said = `cc -shared -fPIC -o "$lab/shim.so" "$lab/shim.c" 2>&1`
    . `cp qmail-pop3d.o "$lab"; $load 2>&1`;
  skip "no shim: $said", 2 if !-e "$lab/shim.so" || !-x "$lab/qmail-pop3d";
  my $once = run(argv => ['./qmail-pop3d', maildir(\%three)], in => $all,
    uid => UID)->{out};
  my $dir = maildir(\%three);
  my $r = run(argv => ["$lab/qmail-pop3d", $dir], in => $all, uid => UID,
    env => { LD_PRELOAD => "$lab/shim.so" });
  is($r->{out}, $once, 'one byte read, three written, EINTR between');
  is_deeply([sort keys %{ contents($dir) }], ['cur/100.a:2,', 'cur/200.b:2,'],
    'and the same is deleted');
}

# ---- two at once ----

{
  my $dir = maildir(\%three);
  my @c = map { pop3d($dir) } 1, 2;
  hear($_, qr/\n/) for @c;
  is(ask($_, 'DELE 2'), $OK, 'two sessions delete one message') for @c;
  is(ask($_, 'QUIT', qr/\z./s), $OK, '  and each QUIT has one reply') for @c;
  finish($_) for @c;
  is_deeply([sort keys %{ contents($dir) }], ['cur/100.a:2,', 'cur/300.c'],
    '  and it is gone, it alone');
}
{
  my $big = "y\n" x 4_000_000;
  my $dir = maildir({ 'new/1.big' => $big });
  my ($a, $b) = map { pop3d($dir) } 1, 2;
  hear($_, qr/\n/) for $a, $b;
  my $start = ask($a, 'RETR 1', qr/y/);
  ask($b, 'DELE 1');
  is(ask($b, 'QUIT', qr/\z./s), $OK, 'deleted by another session while it is sent');
  is_deeply(contents($dir), {}, '  it is gone');
  my $rest = hear($a, qr/\r\n\.\r\n\z/);
  ok("$start$rest" eq $OK . "y\r\n" x 4_000_000 . ".\r\n", '  and was sent whole');
  is(ask($a, 'RETR 1'), "-ERR [SYS/TEMP] unable to open that message\r\n", '  but once');
  finish($_) for $a, $b;
}

# ---- what even root may not delete ----

SKIP: {
  my $dir = maildir(\%three);
  skip 'no chattr here', 3 if system("chattr +i $dir/new/100.a 2>/dev/null");
  my $out = run(argv => ['./qmail-pop3d', $dir], in => "DELE 1\r\nDELE 2\r\nQUIT\r\n",
    uid => UID)->{out};
  system("chattr -i $dir/new/100.a");
  is($out, $OK x 3 . "-ERR [SYS/TEMP] unable to unlink all deleted messages\r\n",
    'an immutable file: one reply');
  ok(-e "$dir/new/100.a", '  it is there');
  ok(!-e "$dir/new/200.b", '  and the other gone');
}

# ---- limits ----

SKIP: {
  skip 'sanitizers need more', 5 if $sanitize;
  for my $limit ('-n 3', '-n 4', '-n 5', '-v 4096', '-u 0', '-f 0') {
    my $dir = maildir(\%three);
    my $r = run(argv => ['bash', '-c', "ulimit $limit && exec \"\$0\" \"\$1\"",
      programs() . '/qmail-pop3d', $dir], in => "STAT\r\nRETR 1\r\nDELE 1\r\nQUIT\r\n", uid => UID);
    my $works = $OK . "+OK 3 27\r\n${OK}Subject: a\r\n\r\nfirst\r\n.\r\n$OK$OK";
    like($r->{out}, qr/\A(?:\Q$works\E|-ERR \[SYS\/TEMP\] [ -~]+\r\n)\z/,
      "ulimit $limit: works, or says that it does not");
    is($r->{signal}, 0, '  and does not crash');
  }
}

# ---- 100 logins at once ----

{
  my $home = user('carol', 64995, hash('xyzzy', '6'));
  maildir({ 'new/1.a' => "x\n" }, "$home/Maildir", 64995);
  my @c = map { client(['./qmail-popup', 'pop3.example.org', './checkpassword',
    programs() . '/qmail-pop3d', 'Maildir']) } 1 .. 100;
  my $in = "USER carol\r\nPASS xyzzy\r\nSTAT\r\nRETR 1\r\nQUIT\r\n";
  syswrite $_->{s}, $in for @c; # one write each
  my $replies = "$OK$OK+OK 1 3\r\n${OK}x\r\n.\r\n$OK";
  my $want = qr/\A\+OK <\d+\.\d+\@pop3\.example\.org>\r\n\Q$replies\E\z/;
  my @wrong = grep { $_ !~ $want } map { hear($_, qr/\z./s) } @c;
  is(join('|', @wrong), '', '100 logins at once: each has every reply');
  finish($_) for @c;

  my $c = client(['./qmail-popup', 'pop3.example.org', './checkpassword',
    programs() . '/qmail-pop3d', 'Maildir']);
  syswrite $c->{s}, $_ for split //, $in;
  like(hear($c, qr/\z./s), $want, 'one login, a byte a write');
  finish($c);
}

done_testing();
