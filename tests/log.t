#!/usr/bin/perl
# The log: nobody waits for one that is not read, the whole chain over real
# tcpserver.
use strict;
use warnings;
use lib 'tests';
use Chain;
use Fcntl qw(F_GETFL F_SETFL O_NONBLOCK);
use Session;
use Session;
use Test::More;
use Time::HiRes qw(time);

private();

my $RIGHT = 'xyzzy plugh 17';
my $home = user('alice', 61001, hash($RIGHT, 'y'));
my $maildir = maildir({ map { ("new/$_.m" => "Subject: $_\n\n") } 1 .. 5 }, "$home/Maildir", 61001);
chmod 0, "$maildir/new/5.m";

# ---- a log that nobody reads ----

pipe my $log, my $in or die "pipe: $!";
my $flags = fcntl $in, F_GETFL, 0;
fcntl $in, F_SETFL, $flags | O_NONBLOCK or die "fcntl: $!";
fcntl $log, F_SETFL, O_NONBLOCK or die "fcntl: $!";

sub fill { 1 while syswrite $in, "\n" x 4096; fcntl $in, F_SETFL, $flags; return }

# what was written since the last time
sub drain {
  my $bytes = '';
  1 while sysread $log, $bytes, 65536, length $bytes;
  fcntl $in, F_SETFL, $flags | O_NONBLOCK;
  return $bytes =~ s/^\n+//r;
}

my $port = free_port();
my $server = start(argv => ['tcpserver', '-HRl0', '127.0.0.1', $port, 'qmail-popup',
  'pop3.example.org', 'checkpassword', 'qmail-pop3d', 'Maildir'],
  before => sub { POSIX::dup2(fileno $in, 2); POSIX::close($_) for fileno $log, fileno $in });

# sends it all, and returns what comes until the end, and how long that took
sub session {
  my ($bytes) = @_;
  my $began = time;
  my $s = dial($port);
  syswrite $s, $bytes;
  return (hear({ s => $s }, qr/\z./s), time - $began);
}

my $OPEN = "-ERR [SYS/PERM] unable to open that message\r\n";
my $login = "USER alice\r\nPASS $RIGHT\r\n";
my @rows = (
  ['a session', "${login}NOOP\r\nQUIT\r\n"],
  ['faults', $login . "RETR 5\r\n" x 50 . "QUIT\r\n"],
  ['a refusal', "USER alice\r\nPASS wrong\r\nQUIT\r\n"],
  ['an attempt of over 512 bytes',
    'USER ' . 'x' x 400 . "\r\nPASS " . 'y' x 400 . "\r\nQUIT\r\n"],
  ['wrong commands', "X\r\n" x 10],
);
for my $row (@rows) {
  my ($what, $bytes) = @$row;
  my ($plain) = session($bytes);
  wait_for { drain() } 'the log';
  fill();
  my ($said, $took) = session($bytes);
  wait_for { slurp("/proc/$server/task/$server/children") eq '' } 'the end of the session';
  s/^\+OK <.*\r\n// for $plain, $said;
  is($plain, $said, "$what: the same with a log that is full");
  cmp_ok($took, '<', 30, "[log-holds-nobody]   and nobody waits: $took s");
  is(fcntl($in, F_GETFL, 0), $flags, '  and its flags are as they were');
  is(drain(), '', '  and nothing is written');
}

# ---- and is read again ----

my $s = { s => dial($port) };
hear($s, qr/\n/);
syswrite $s->{s}, $login;
hear($s, qr/\n.*\n/);
wait_for { drain() =~ / user alice accepted\n/ } 'the login';
fill();
is(ask($s, 'RETR 5'), $OPEN, 'a fault that cannot be logged') for 1 .. 3;
drain();
ask($s, 'RETR 5');
my $who = qr/qmail-pop3d: pid \d+ from 127\.0\.0\.1 user alice/;
my $lost = qr/$who warning: lines lost before this one, as the log took none: 3\n/;
like(drain(), qr{\A$lost$who warning: cannot read $maildir/cur/5\.m:2,: Permission denied \(mode},
  '[log-tells-lost] the next line says how many were lost');
is(ask($s, 'QUIT'), "+OK \r\n", 'the end');
wait_for { drain() =~ /\A$who quit [^\n]*\n\z/ } 'the end in the log';

done_testing();
