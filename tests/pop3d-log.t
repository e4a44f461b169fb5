# qmail-pop3d: what it logs of a session.
use strict;
use warnings;
use lib 'tests';
use Chain;
use Pop3d;
use Session;
use Test::More;
use Time::HiRes qw(clock_gettime CLOCK_MONOTONIC);

needs('strace');

{
  my $env = { PROTO => 'TCP', TCPREMOTEIP => '10.0.0.7', USER => 'alice' };
  sub ms { return 1000 * clock_gettime(CLOCK_MONOTONIC) }
  my $start = 'qmail-pop3d: pid \d+ from 10\.0\.0\.7 user alice';
  my @rows = (
    ["RETR 2\r\nRETR 2\r\nTOP 1 0\r\nDELE 1\r\nLIST\r\nQUIT\r\n",
      'quit retr 2 48 dele 1 left 2 27', 'top 1 14 lost 0'],
    ["TOP 2 9\r\nTOP 2 0\r\nTOP 9 0\r\nQUIT\r\n", 'quit retr 1 24 dele 0 left 3 -',
      'top 1 14 lost 0'],
    ["QUIT\r\n", 'quit retr 0 0 dele 0 left 3 -', 'top 0 0 lost 0'],
    ["STAT\r\nDELE 2\r\n", 'eof retr 0 0 dele 0 left 3 48', 'top 0 0 lost 1'],
    ["STAT\r\nDELE 2\r\nRSET\r\nQUIT\r\n", 'quit retr 0 0 dele 0 left 3 48', 'top 0 0 lost 0'],
    ["DELE 2\r\nDELE 3\r\n", 'eof retr 0 0 dele 0 left 3 -', 'top 0 0 lost 2'],
    ['', 'eof retr 0 0 dele 0 left 3 -', 'top 0 0 lost 0'],
  );
  for my $row (@rows) {
    my ($in, $line, $more) = @$row;
    my $r = pop3d(maildir(\%three), $in, env => { %$env, POP3LOG => '-removed' });
    like($r->{err}, qr/\A$start $line ms \d+ $more\n\z/, "the log: $line $more");
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
    my ($took) = $end->{err}
      =~ /\A$start signal retr 0 0 dele 0 left 3 48 ms (\d+) top 0 0 lost 1\n\z/;
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
      qr/\Aqmail-pop3d: pid \d+ from $line eof retr 0 0 dele 0 left 0 0 ms \d+ top 0 0 lost 0\n\z/,
      "who: $line");
  }
  my $r2 = pop3d(scratch() . "/a b\e", '', env => $env);
  like($r2->{err}, qr/cannot change to \S+\/a\\x20b\\x1b: .*\n$start error .* ms \d{1,5} .*\n\z/,
    'a name in the log is made visible');
}
{
  my $dir = maildir(\%three);
  chmod 0, "$dir/new/100.a";
  my $c = serving($dir, one => 1);
  syswrite $c->{s}, "RETR 1\r\nQUIT\r\n";
  is(hear($c, qr/\z./s), $OK . lasting($OPEN) . $OK,
    'where 2 is the client too, nothing is logged');
  finish($c);
  my $gone = serving(scratch() . '/none', one => 1);
  is(hear($gone, qr/\z./s), $NONE, 'nor where there is no maildir');
  finish($gone);
}

# ---- a signal while the last line is written ----

# strace as root: the program is not to be looked into by its user
for my $signal (qw(TERM HUP INT)) {
  my $log = scratch() . '/log';
  spew($log, '');
  run(in => "QUIT\r\n", argv => ['strace', '-qq', '-o', '/dev/null', '-P', $log,
    '-e', "inject=write:signal=$signal:when=1", 'setpriv', '--reuid', UID, '--regid', UID,
    '--clear-groups', './qmail-pop3d', maildir(\%three)],
    before => sub { POSIX::dup2(POSIX::open($log, POSIX::O_WRONLY()), 2) });
  like(slurp($log), qr/\A\S+ pid \d+ .* quit .*\n\z/, "[one-last-line] SIG$signal: it is the last");
}

# ---- a line for a message ----

SKIP: {
  my $env = { PROTO => 'TCP', TCPREMOTEIP => '10.0.0.7', USER => 'alice' };
  my $who = 'qmail-pop3d: pid \d+ from 10\.0\.0\.7 user alice';
  my $odd = "3.\nqmail-pop3d: x\e[2J\\";
  my %mail = (%three, "new/$odd" => "4\n");
  my ($id) = pop3d(maildir(\%mail), "UIDL 1\r\nQUIT\r\n")->{out} =~ /^\+OK 1 (\S+)/m;
  $id = quotemeta($id =~ s/\\/\\x5c/gr);
  my $in = "RETR 2\r\nTOP 3 0\r\nTOP 4 9\r\nDELE 1\r\nDELE 2\r\nDELE 3\r\nDELE 4\r\nQUIT\r\n";
  my $removed = "$who removed $id - unsent\n$who removed 100\\.a 21 sent\n"
    . "$who removed 200\\.b - unsent\n$who removed 300\\.c 3 sent\n";
  my $sent = "$who sent 100\\.a 21\n$who top 200\\.b 14\n$who sent 300\\.c 3\n";
  my $end = "$who quit .*\n";
  for (['', $removed], ['-removed', ''], ['+sent', $sent . $removed], ['+sent,-removed', $sent]) {
    my ($words, $lines) = @$_;
    like(pop3d(maildir(\%mail), $in, env => { %$env, POP3LOG => $words })->{err},
      qr/\A$lines$end\z/, "[log-removed] a line for each message, POP3LOG=$words");
  }
  like(pop3d(maildir(\%three), "DELE 1\r\n", env => $env)->{err}, qr/\A$who eof .* lost 1\n\z/,
    'none for what was not removed');
  skip 'valgrind removes files of its own', 1 if $ENV{CHAIN_VALGRIND};
  my $r = run(in => $in, uid => UID, argv => ['strace', '-qq', '-o', '/dev/null', '-e',
    'trace=unlink,unlinkat', '-e', 'inject=unlink,unlinkat:signal=TERM:when=2', './qmail-pop3d',
    maildir(\%mail)]);
  like($r->{err}, qr/\A(?:.* removed .*\n){2}.* signal retr 2 24 dele 2 left 2 .* lost 2\n\z/,
    '[removed-is-counted] a signal between a deletion and its line');
}

done_testing();
