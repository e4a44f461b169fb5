# Two files of one name: with the same bytes they are one message.
use strict;
use warnings;
use lib 'tests';
use Chain;
use Test::More;

sub session {
  my ($dir, @commands) = @_;
  my $r = run(argv => ['qmail-pop3d', $dir], uid => UID,
    in => join '', map { "$_\r\n" } @commands, 'QUIT');
  return $r->{out} =~ s/\r//gr;
}

# two files, the second's time so many seconds later
sub two {
  my ($new, $cur, $later) = @_;
  my $dir = maildir({ 'new/1.a' => $new, 'cur/1.a:2,S' => $cur, 'new/2.b' => "two\n" });
  utime 7, 7, "$dir/new/1.a" or die "utime: $!";
  utime 7 + $later, 7 + $later, "$dir/cur/1.a:2,S" or die "utime: $!";
  return $dir;
}

need_root();
my $LONG = "Subject: long\n\n" . "a line of it\n" x 5000;

for my $row (
  ["one\n", "one\n", 0, 1, 'the same bytes'],
  [$LONG, $LONG, 0, 1, 'the same bytes, many'],
  ['', '', 0, 1, 'no bytes'],
  ["one\n", "eno\n", 0, 0, 'other bytes'],
  ["${LONG}x", "${LONG}y", 0, 0, 'another byte, at the end'],
  ["one\n", "one more\n", 0, 0, 'another size'],
  ["one\n", "one\n", 1, 0, 'another time'],
) {
  my ($new, $cur, $later, $one, $what) = @$row;
  my $dir = two($new, $cur, $later);
  like(session($dir, 'STAT'), qr/^\+OK 2 /m, "two files of one name, $what: one is listed");
  like(session($dir, 'STAT'), qr/^\+OK 2 /m, '  and again');
  session($dir, 'DELE 1');
  my $left = contents($dir);
  is_deeply([sort keys %$left], ['cur/2.b:2,', $one ? () : 'new/1.a'],
    $one ? '[copies-go] DELE and QUIT: both are gone'
      : '[copies-stay] DELE and QUIT: the other stays');
  is($left->{'new/1.a'}, $new, '  which is the other') if !$one;
}

done_testing;
