# qmail-pop3d: each command and each error, byte by byte.
use strict;
use warnings;
use lib 'tests';
use Chain;
use Pop3d;
use Session;
use Test::More;

needs();

my %three = (
  'new/100.a' => "Subject: a\n\nfirst\n",
  'cur/200.b:2,S' => "Subject: b\n\n1\n.2\n3\n",
  'new/300.c' => "x",
);
my $one = wire($three{'new/100.a'});
my $two = wire($three{'cur/200.b:2,S'});

dialogue('[every-command] every command', maildir(\%three), [
  ['STAT', "+OK 3 48\n"],
  ['LIST', "+OK \n1 21\n2 24\n3 3\n.\n"],
  ['LIST 2', "+OK 2 24\n"],
  ['UIDL', "+OK \n1 100.a\n2 200.b\n3 300.c\n.\n"],
  ['UIDL 2', "+OK 2 200.b\n"],
  ['LAST', "+OK 0\n"],
  ['RETR 2', "+OK \nSubject: b\n\n1\n..2\n3\n.\n"],
  ['RETR 3', "+OK \nx\n.\n"],
  ['RETR 1', "+OK \nSubject: a\n\nfirst\n.\n"],
  ['LAST', "+OK 3\n"],
  ['TOP 2 0', "+OK \nSubject: b\n\n.\n"],
  ['TOP 2 2', "+OK \nSubject: b\n\n1\n..2\n.\n"],
  ['TOP 2 3', "+OK \nSubject: b\n\n1\n..2\n3\n.\n"],
  ['TOP 2 18446744073709551615', "+OK \nSubject: b\n\n1\n..2\n3\n.\n"],
  ['NOOP', "+OK \n"],
  ['DELE 2', "+OK \n"],
  ['STAT', "+OK 2 24\n"],
  ['LIST', "+OK \n1 21\n3 3\n.\n"],
  ['UIDL', "+OK \n1 100.a\n3 300.c\n.\n"],
  ['RSET', "+OK \n"],
  ['LAST', "+OK 0\n"],
  ['STAT', "+OK 3 48\n"],
  ['TOP 1 1', "+OK \nSubject: a\n\nfirst\n.\n"],
  ['LAST', "+OK 0\n"],
  ['DELE 1', "+OK \n"],
  ['LAST', "+OK 1\n"],
  ['RETR 2', "+OK \nSubject: b\n\n1\n..2\n3\n.\n"],
  ['LAST', "+OK 2\n"],
  ['CAPA', "+OK \nTOP\nUIDL\nUSER\nSASL PLAIN\nRESP-CODES\nAUTH-RESP-CODE\n"
    . "PIPELINING\nEXPIRE NEVER\nIMPLEMENTATION qmail-pop3d\n.\n"],
  ['RSET', "+OK \n"],
  ['QUIT', "+OK \n"],
]);

dialogue('no messages', maildir({}), [
  ['STAT', "+OK 0 0\n"], ['LIST', "+OK \n.\n"], ['UIDL', "+OK \n.\n"],
  ['LAST', "+OK 0\n"],
  (map { ["$_ 1", "-ERR not that many messages\n"] } qw(LIST UIDL RETR DELE)),
  ['TOP 1 0', "-ERR not that many messages\n"], ['RSET', "+OK \n"],
  ['QUIT', "+OK \n"],
]);

dialogue('[spaces-forgiven] spaces around a number', maildir(\%three), [
  ['LIST  1', "+OK 1 21\n"], ['LIST   1  ', "+OK 1 21\n"],
  ['TOP  4  0', "-ERR not that many messages\n"], ['DELE  2', "+OK \n"],
  ['LIST  2', "-ERR already deleted\n"],
  ['STAT  ', "+OK 2 24\n"], ['RSET', "+OK \n"], ['QUIT', "+OK \n"],
]);

{
  my $dir = maildir(\%three);
  my @bad = (
    ['0', 'messages are counted from 1'], ['00', 'messages are counted from 1'],
    (map { [$_, 'not that many messages'] } qw(4 10 2147483648 4294967296 4294967297
      9223372036854775808 18446744073709551615)),
    (map { [$_, 'syntax error'] } qw(18446744073709551616 18446744073709551617
      18446744073709551619 99999999999999999999 -1 +1 x 1x 1. 1: 0x1 1-2), '1,2',
      '1' x 41, '0' . '9' x 40, "1\t", "\t1", "\xb2", "1\xa0", '%d', '*'),
  );
  my @rows;
  for my $row (@bad) {
    my ($arg, $error) = @$row;
    push @rows, map { ["$_ $arg", "-ERR $error\n"] } qw(RETR DELE LIST UIDL);
    push @rows, ["TOP $arg 1", "-ERR $error\n"];
  }
  my @nouns = qw(18446744073709551616 18446744073709551617 -1 +1 x 1x 0x1);
  dialogue('[wrong-arguments] wrong arguments', $dir, [
    @rows,
    (map { [$_, "-ERR syntax error\n"] }
      qw(RETR DELE TOP), 'RETR ', 'DELE  ', 'TOP ', 'TOP 1', 'TOP 1 ',
      'RETR 1 2', 'DELE 1 2', 'LIST 1 2', 'UIDL 1 2', 'TOP 1 2 3',
      (map { "TOP 1 $_" } @nouns),
      'STAT 1', 'NOOP 1', 'RSET 1', 'LAST 1', 'CAPA 1', 'QUIT 1', 'QUIT  x'),
    (map { [$_, "-ERR unimplemented\n"] }
      '', ' ', 'USER a', 'PASS b', 'APOP a b', 'AUTH', 'STLS', 'XTND', 'RETRX 1',
      'RET 1', "RETR\t1", ' NOOP', "\xff\xfb\x01", 'GET / HTTP/1.0', '%n%s', "\r",
      'DELE1'),
    ['DELE 2', "+OK \n"],
    (map { [$_, "-ERR already deleted\n"] } 'DELE 2', 'RETR 2', 'LIST 2', 'UIDL 2',
      'TOP 2 0'),
    ['LIST 1 ', "+OK 1 21\n"], ['STAT   ', "+OK 2 24\n"],
    ['RSET', "+OK \n"], ['STAT', "+OK 3 48\n"], ['QUIT', "+OK \n"],
  ]);
  is_deeply([map { s/.*\///r } sort keys %{ contents($dir) }],
    ['100.a:2,', '200.b:2,S', '300.c:2,'], '[no-argument-deletes] no wrong argument deletes');
}

done_testing();
