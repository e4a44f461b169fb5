# qmail-pop3d: messages as they are sent, and their octets.
use strict;
use warnings;
use lib 'tests';
use Chain;
use Pop3d;
use Session;
use Test::More;

needs();

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

done_testing();
