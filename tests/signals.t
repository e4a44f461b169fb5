#!/usr/bin/perl
# Signals: what the parent blocked, and what comes in the middle of QUIT.
use strict;
use warnings;
use lib 'tests';
use Chain;
use POSIX ();
use Session;
use Test::More;

need_root();
my @inject = run(argv => [qw(strace -o /dev/null -e inject=chdir:signal=USR1 true)])->{code};
plan skip_all => 'no strace here' if $inject[0];

# ---- blocked ----

my $block = sub {
  my $all = POSIX::SigSet->new(POSIX::SIGTERM, POSIX::SIGHUP, POSIX::SIGINT);
  POSIX::sigprocmask(POSIX::SIG_BLOCK, $all);
};
for my $signal (qw(TERM HUP INT)) {
  my $dir = maildir({ 'new/1.a' => "x\n" });
  my $c = client(argv => ['qmail-pop3d', $dir], uid => UID, before => $block);
  hear($c, qr/\n/);
  kill $signal, $c->{pid};
  is(hear($c, qr/\z./s), '', "[term-unblocked] SIG$signal blocked by the parent ends a session");
  like(finish($c)->{err}, qr/ signal retr 0 /, '  and the log');
}
{
  my $c = client(argv => ['./qmail-popup', 'pop3.example.org', 'false'], uid => UID,
    before => $block);
  hear($c, qr/\n/);
  kill 'TERM', $c->{pid};
  is(finish($c)->{signal}, POSIX::SIGTERM, '  and qmail-popup');
}

# ---- between unlink and the count ----

for my $n (1, 2, 3) {
  my $dir = maildir({ map { ("new/$_.a" => "x\n") } 1 .. 4 });
  my $file = trace_file(UID);
  my $r = run(argv => [strace($file, calls => 'unlink', inject => "unlink:signal=TERM:when=$n"),
    'qmail-pop3d', $dir], uid => UID, in => "DELE 1\r\nDELE 2\r\nDELE 3\r\nQUIT\r\n");
  my $left = keys %{ contents($dir) };
  is($left, 4 - $n, "a signal during unlink $n: as many are gone");
  like($r->{err}, qr/ signal retr 0 0 dele $n .*left $left /, '[count-kept] and the log says so');
}

done_testing();
