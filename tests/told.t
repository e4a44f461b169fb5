#!/usr/bin/perl
# What DELE and QUIT tell, to the client and to the log, is true, whatever other
# programs do meanwhile.
use strict;
use warnings;
use lib 'tests';
use Chain;
use Pop3d;
use Session;
use Stopped;
use Test::More;

needs('strace');
plan skip_all => 'sanitizers make calls of their own'
  if slurp('conf-cc') =~ /-fsanitize=address/;

# the words of the session's line behind the user
sub line { return $_[0]{err} =~ /user unknown (quit .*) ms \d+/m ? $1 : $_[0]{err} }

# ---- who deleted it ----

{
  my $dir = maildir(\%three);
  my $c = serving($dir);
  hear($c, qr/\n/);
  is(ask($c, "DELE $_"), $OK, "DELE $_") for 1, 2;
  unlink "$dir/new/100.a" or die;
  is(ask($c, 'QUIT'), $OK, 'one of two was deleted by another program: +OK');
  is(line(finish($c)), 'quit retr 0 0 dele 2 left 1 -', '[told-gone] and both are gone');
}

# ---- a name without a time ----

for my $to ('cur/untimed:2,S', 'cur/untimed:2,', 'new/untimed:2,S') {
  my $dir = maildir({ 'new/untimed' => "x\n", 'new/other' => "y\n", 'cur/1.x:2,' => "z\n" });
  touch("$dir/new/untimed", 1000);
  touch("$dir/new/other", 2000);
  my $c = serving($dir);
  hear($c, qr/\n/);
  like(ask($c, 'UIDL 2'), qr/untimed/, 'a name without a time');
  rename "$dir/new/untimed", "$dir/$to" or die;
  touch("$dir/$to", 3000);
  is(ask($c, 'RETR 2', qr/\n\.\r\n\z|-ERR.*\n/), "+OK \r\nx\r\n.\r\n",
    "is now $to, and touched: read");
  rename "$dir/$to", "$dir/cur/untimed:2,FT" or die;
  touch("$dir/cur/untimed:2,FT", 4000);
  is(ask($c, 'DELE 2'), $OK, '  marked');
  is(ask($c, 'QUIT'), $OK, '  +OK');
  finish($c);
  ok(!-e "$dir/cur/untimed:2,FT", '[told-untimed] and gone');
  is_deeply(contents($dir), { 'cur/other:2,' => "y\n", 'cur/1.x:2,' => "z\n" },
    '  and nothing else is');
}

# ---- flags are changed during QUIT, more than once ----

{
  my $dir = maildir({ map { ("cur/$_.x:2," => "$_\n") } 100 .. 199 });
  my $c = stopping($dir, 'unlink:signal=STOP:when=1..101+100');
  hear($c, qr/\n/);
  syswrite $c->{s}, join('', map { "DELE $_\r\n" } 1 .. 100) . "QUIT\r\n";
  for my $flags (qw(S FS)) { # all that are left, in the first round and in the second
    at_stop($c);
    for my $path (glob "$dir/cur/*") {
      rename $path, $path =~ s/:2,.*/:2,$flags/r or die "$path: $!";
    }
    go_on($c);
  }
  is(hear($c, qr/(?:\+OK.*\n){101}|-ERR/), $OK x 101, 'flags are changed twice during QUIT: +OK');
  is_deeply(contents($dir), {}, '[told-flags] and all are gone');
  is(line(finish($c)), 'quit retr 0 0 dele 100 left 0 0', 'and said to be');
}

# ---- another one is between its two steps ----

{
  my $dir = maildir({ 'new/1.a' => "x\n" });
  my $one = serving($dir);
  hear($one, qr/\n/);
  is(ask($one, 'DELE 1'), $OK, 'one session marks');
  my $c = stopping($dir, 'renameat2:error=EINVAL', 'link:signal=STOP');
  hear($c, qr/\n/);
  syswrite $c->{s}, "QUIT\r\n";
  at_stop($c);
  is(ask($one, 'QUIT'), $OK, '  while another one is between link and unlink: +OK');
  finish($one);
  is_deeply(contents($dir), {}, '[told-between] and gone');
  go_on($c);
  is(hear($c, qr/\n/), $OK, 'the other is none the wiser');
  finish($c);
  is_deeply(contents($dir), {}, 'nor does the message come back');
}

# ---- one that cannot be told from another ----

{
  my $dir = maildir({ 'new/1.a' => "x\n", 'cur/1.a:2,S' => "y\n" });
  my $c = serving($dir);
  hear($c, qr/\n/);
  ask($c, 'DELE 1');
  rename "$dir/cur/1.a:2,S", "$dir/cur/1.a:2,FS" or die;
  is(ask($c, 'QUIT'), $UNLINK, 'one of two files of one name has moved: it is not said to be gone');
  is(line(finish($c)), 'quit retr 0 0 dele 0 left 1 -', '  nor logged');
  is_deeply(contents($dir), { 'new/1.a' => "x\n", 'cur/1.a:2,FS' => "y\n" },
    '  and neither is');
}

# ---- a QUIT is a QUIT ----

{
  my $dir = maildir({ %three, map { ("cur/$_.x:2," => "$_\n") } 400 .. 410 });
  my $c = stopping($dir, 'unlink:signal=STOP:when=1');
  hear($c, qr/\n/);
  ask($c, 'STAT');
  syswrite $c->{s}, "DELE 1\r\nQUIT\r\n";
  at_stop($c);
  close $c->{s}; # before the reply
  go_on($c);
  is(line(finish($c)), 'quit retr 0 0 dele 1 left 13 82',
    '[told-quit] hung up right behind QUIT: it was a QUIT');
  ok(!-e "$dir/new/100.a" && -e "$dir/cur/300.c:2,", '  which was done');
  ok(-e "$dir/pop3.octets", '  to its end');
}

done_testing;
