# qmail-pop3d: where a command ends, and how much is taken at once.
use strict;
use warnings;
use lib 'tests';
use Chain;
use POSIX ();
use Pop3d;
use Session;
use Socket;
use Test::More;

needs('strace');
$SIG{PIPE} = sub { }; # a program that died early is seen by what it did not say

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
  my $c = serving($dir, pair => [$near, $far]);
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
  my $r = fault(maildir(\%three), $all, undef, calls => 'write');
  is($r->{out}, $once, '[all-in-one] all commands in one');
  my @writes = $r->{trace} =~ /^write\(1,/mg;
  is(@writes, 2, '[in-one-write] are answered in one write after the greeting');
}

is(pop3d(maildir(\%three), "NOOP\r\n" x 50_000 . "QUIT\r\n")->{out}, $OK x 50_002,
  '[pipelined] 50,000 commands in one go');
is(pop3d(maildir(\%three), "QUIT\r\nDELE 1\r\nQUIT\r\nSTAT\r\n")->{out}, $OK x 2,
  '[quit-is-the-end] nothing is answered after QUIT');

{
  my $c = serving(maildir(\%three));
  is(hear($c, qr/\n/), $OK, '[greets-first] the greeting comes before any command');
  syswrite $c->{s}, "NOOP\r\nST";
  is(hear($c, qr/\n/), $OK, 'a reply does not wait for half a command');
  is(ask($c, 'AT'), "+OK 3 48\r\n", 'whose second half completes it');
  finish($c);
}

done_testing();
