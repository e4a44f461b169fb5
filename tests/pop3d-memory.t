# qmail-pop3d: in so much memory, whatever is stored.
use strict;
use warnings;
use lib 'tests';
use Chain;
use Pop3d;
use Session;
use Test::More;

needs('softlimit');
plan skip_all => 'a sanitizer needs terabytes' if $ENV{CHAIN_SANITIZE};

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
  my @hard = ('sh', '-c', 'ulimit -v 1465; exec "$@"', 'sh', './qmail-pop3d', $dir);
  $r = pop3d($dir, "STAT\r\nQUIT\r\n", argv => \@hard);
  is($r->{out}, $MEMORY, '[out-of-memory] out of memory: one reply and the end');
  like($r->{err}, qr/fatal: .*out of memory at message \d{4,5}, the limit is 1500160 bytes$/m,
    '[memory-count] the log names count and limit');
  like($r->{err}, qr/ error retr 0 0 dele 0 left 0 0 ms \d+ top 0 0 lost 0\n\z/,
    '[half-a-list] and half a list is none');
}

done_testing();
