#!/usr/bin/perl
# The list of messages is complete although others rename them while it is
# made, and each of these can be read and deleted.
use strict;
use warnings;
use lib 'tests';
use Chain;
use Pop3d;
use POSIX ();
use Session;
use Stopped;
use Test::More;

needs('strace');
plan skip_all => 'sanitizers make calls of their own'
  if slurp('conf-cc') =~ /-fsanitize=address/;

# more than one getdents64 has room for, whatever its buffer
my $MANY = 5000;
sub many {
  return settle(maildir({ map { (sprintf('cur/%d.M%dP1.host.example.org:2,', 1600000000 + $_,
    $_ * 7919 % $MANY) => "x\n") } 1 .. $MANY }));
}

sub flag {
  my ($path, $flags) = @_;
  my $new = $path =~ s/:2,.*/:2,$flags/r;
  rename $path, $new or die "$path: $!";
  return $new;
}

# how many messages a session lists, that is stopped there and gone on with
sub listed {
  my ($dir, $call, $meanwhile) = @_;
  my $c = stopping($dir, "$call:signal=STOP:when=1");
  at_stop($c);
  $meanwhile->();
  go_on($c);
  is(hear($c, qr/\n/), $OK, '  a greeting');
  my ($n) = ask($c, 'UIDL', qr/\n\.\r\n\z/) =~ /(\d+) \S+\r\n\.\r\n\z/;
  finish($c);
  return $n;
}

# ---- renamed while they are read ----

{
  my $dir = many();
  is(listed($dir, "getdents64", sub { }), $MANY, 'nobody at work');
  # new/ is empty: two calls; the first of cur/ may return but a dot
  my $c = stopping($dir, 'getdents64:signal=STOP:when=4');
  at_stop($c);
  flag($_, 'S') for glob "$dir/cur/*";
  go_on($c);
  hear($c, qr/\n/);
  my $ids = ask($c, 'UIDL', qr/\n\.\r\n\z/);
  is(() = $ids =~ /^\d+ /mg, $MANY, '[still-flagged] all are flagged after a part was read');
  like(ask($c, 'RETR 1', qr/\n\.\r\n\z|-ERR.*\n/), qr/^\+OK/, '  the first can be read');
  like(ask($c, "RETR $MANY", qr/\n\.\r\n\z|-ERR.*\n/), qr/^\+OK/, '  and the last');
  finish($c);
}

# ---- from cur back to new, when new was read ----

{
  my $dir = settle(maildir({ 'cur/1.a:2,S' => "x\n", 'cur/2.b:2,' => "y\n" }));
  is(listed($dir, 'getdents64', sub { rename "$dir/cur/1.a:2,S", "$dir/new/1.a" or die }), 2,
    '[still-back] moved back to new when that was read');
}

# ---- seen in both ----

{
  my $dir = settle(maildir({ 'new/1.a' => "x\n", 'new/2.b' => "y\n" }));
  my $c = stopping($dir, 'getdents64:signal=STOP:when=2'); # the end of new
  at_stop($c);
  rename "$dir/new/$_", "$dir/cur/$_:2," or die for '1.a', '2.b';
  go_on($c);
  hear($c, qr/\n/);
  is(ask($c, 'STAT'), "+OK 2 6\r\n", 'seen in both folders: listed once');
  flag("$dir/cur/$_:2,", 'S') for '1.a', '2.b';
  is(ask($c, 'RETR 1', qr/\n\.\r\n\z|-ERR.*\n/), "+OK \r\nx\r\n.\r\n",
    '[seen-in-both] and found when it moves again');
  is(ask($c, 'DELE 2'), $OK, '  and deleted');
  flag("$dir/cur/$_:2,S", 'FS') for '1.a', '2.b';
  is(ask($c, 'QUIT'), $OK, '  wherever it is');
  finish($c);
  is_deeply(contents($dir), { 'cur/1.a:2,FS' => "x\n" }, '  and nothing else');
}

# ---- one that others rename all the time ----

{
  my $dir = many();
  my ($one) = glob "$dir/cur/*";
  my $pid = fork // die "fork: $!";
  if (!$pid) {
    my $now = $one;
    $now = flag($now, $_ % 2 ? 'S' : 'FS') for 1 .. 1e9;
    POSIX::_exit(1);
  }
  my %n;
  ++$n{ (pop3d($dir, "UIDL\r\n")->{out} =~ /(\d+) \S+\r\n\.\r\n\z/)[0] // 'no list' } for 1 .. 20;
  kill 'KILL', $pid;
  waitpid $pid, 0;
  is_deeply(\%n, { $MANY => 20 }, 'one is renamed all the time: it is in every list');
}

# ---- folders that are one ----

for my $way (['new is a link to cur', 'cur', 'new'], ['cur is a link to new', 'new', 'cur']) {
  my ($title, $real, $link) = @$way;
  my $dir = maildir({ "$real/1.a" => "x\n", "$real/2.b:2,S" => "y\n", "$real/3.c" => "z\n" });
  rmdir "$dir/$link" or die;
  symlink $real, "$dir/$link" or die;
  my $r = pop3d($dir, "STAT\r\nDELE 3\r\nQUIT\r\n");
  is($r->{out}, "$OK+OK 3 9\r\n$OK$OK", "$title: three messages");
  my %now = map { ($_ => contents($dir)->{"$real/$_"}) } map { s{.*/}{}r } glob "$dir/$real/*";
  is_deeply(\%now, { '1.a' => "x\n", '2.b:2,S' => "y\n" },
    '[one-folder] nothing is deleted that was not marked');
}
done_testing;
