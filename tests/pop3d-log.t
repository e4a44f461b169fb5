# qmail-pop3d: what it logs of a session.
use strict;
use warnings;
use lib 'tests';
use Chain;
use Pop3d;
use Session;
use Test::More;
use Time::HiRes qw(clock_gettime CLOCK_MONOTONIC);

needs();

{
  my $env = { PROTO => 'TCP', TCPREMOTEIP => '10.0.0.7', USER => 'alice' };
  sub ms { return 1000 * clock_gettime(CLOCK_MONOTONIC) }
  my $start = 'qmail-pop3d: pid \d+ from 10\.0\.0\.7 user alice';
  my @rows = (
    ["RETR 2\r\nRETR 2\r\nTOP 1 0\r\nDELE 1\r\nLIST\r\nQUIT\r\n",
      'quit retr 2 48 dele 1 left 2 27'],
    ["QUIT\r\n", 'quit retr 0 0 dele 0 left 3 -'],
    ["STAT\r\nDELE 2\r\n", 'eof retr 0 0 dele 0 left 3 48'],
    ["STAT\r\nDELE 2\r\nRSET\r\nQUIT\r\n", 'quit retr 0 0 dele 0 left 3 48'],
    ['', 'eof retr 0 0 dele 0 left 3 -'],
  );
  for my $row (@rows) {
    my ($in, $line) = @$row;
    my $r = pop3d(maildir(\%three), $in, env => $env);
    like($r->{err}, qr/\A$start $line ms \d+\n\z/, "the log: $line");
  }
  my $c = serving(maildir(\%three), env => $env);
  hear($c, qr/\n/);
  my $r = finish($c);
  like($r->{err}, qr/\Aqmail-pop3d: pid $c->{pid} from/, 'the pid is its own');
  for my $signal (qw(TERM HUP INT)) {
    my $dir = maildir(\%three);
    my @ms = ms();
    my $d = serving($dir, env => $env);
    hear($d, qr/\n/);
    push @ms, ms();
    ask($d, 'STAT');
    ask($d, 'DELE 1');
    select undef, undef, undef, 0.1;
    push @ms, ms();
    kill $signal, $d->{pid};
    is(hear($d, qr/\z./s), '', "SIG$signal: no more is said");
    my $end = finish($d);
    is("$end->{code} $end->{signal}", '0 0', 'exit code');
    push @ms, ms();
    my ($took) = $end->{err} =~ /\A$start signal retr 0 0 dele 0 left 3 48 ms (\d+)\n\z/;
    ok(defined $took, 'the log') or diag($end->{err});
    ok($took >= $ms[2] - $ms[1] - 1 && $took <= $ms[3] - $ms[0] + 1,
      'and how long it took') or diag("@ms");
    is_deeply(contents($dir), \%three, '[signal-deletes-nothing] and nothing is deleted');
  }
  my @who = (
    [{}, 'unknown user unknown'],
    [{ PROTO => 'TCP6', TCP6REMOTEIP => '::1', TCPREMOTEIP => 'x', USER => 'bob' },
      '::1 user bob'],
    [{ PROTO => 'SSL', SSLREMOTEIP => '10.1.1.1', USER => '' }, '10\.1\.1\.1 user unknown'],
    [{ PROTO => 'TCP', TCPREMOTEIP => "a b\n\e[2J", USER => "\xe9\\\n" },
      'a\\\\x20b\\\\x0a\\\\x1b\[2J user \\\\xe9\\\\x5c\\\\x0a'],
  );
  for my $row (@who) {
    my ($vars, $line) = @$row;
    like(pop3d(maildir({}), '', env => $vars)->{err},
      qr/\Aqmail-pop3d: pid \d+ from $line eof retr 0 0 dele 0 left 0 0 ms \d+\n\z/,
      "who: $line");
  }
  my $r2 = pop3d(scratch() . "/a b\e", '', env => $env);
  like($r2->{err}, qr/cannot change to \S+\/a\\x20b\\x1b: .*\n$start error retr .* ms \d{1,5}\n\z/,
    'a name in the log is made visible');
}
{
  my $dir = maildir(\%three);
  chmod 0, "$dir/new/100.a";
  my $c = serving($dir, one => 1);
  syswrite $c->{s}, "RETR 1\r\nQUIT\r\n";
  is(hear($c, qr/\z./s), "$OK$OPEN$OK", 'where 2 is the client too, nothing is logged');
  finish($c);
  my $gone = serving(scratch() . '/none', one => 1);
  is(hear($gone, qr/\z./s), $NONE, 'nor where there is no maildir');
  finish($gone);
}

done_testing();
