#!/usr/bin/perl
# pop3who: a row for each connection, and what ends it; over real tcpserver.
use strict;
use warnings;
use lib 'tests';
use Chain;
use IO::Socket::INET;
use Session;
use Test::More;
use Time::Local qw(timegm);

private();

my $began = time;
my $RIGHT = 'xyzzy plugh 17';
my $home = user('alice', 61001, hash($RIGHT, 'y'));
maildir({ 'cur/1.big:2,' => "Subject: x\n\n" . "x\n" x 8_000_000 }, "$home/Maildir", 61001);

my $port = free_port();
my $log = scratch() . '/log';
start(argv => ['tcpserver', '-HRl0', '127.0.0.1', $port, 'qmail-popup', 'pop3.example.org',
  'checkpassword', 'qmail-pop3d', 'Maildir'], log => $log);
close dial($port);

# a connection from there
sub from {
  my ($address) = @_;
  my $s = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $port,
    LocalAddr => $address) or die "connect: $!";
  my $c = { s => $s };
  hear($c, qr/\n/);
  return $c;
}

sub login {
  my ($c) = @_;
  ask($c, 'USER alice');
  ask($c, "PASS $RIGHT");
  return $c;
}

# { address => [pid, since, from, user, doing] } of the test's own clients
sub table {
  my $r = run(argv => [source() . '/pop3who'], env => { TZ => 'UTC' });
  is("$r->{code} $r->{err}", '0 ', 'pop3who has no complaint') if $r->{code} || $r->{err};
  my ($head, @rows) = map { [split ' ', $_, 5] } split /\n/, $r->{out};
  is("@$head", 'pid since from user doing', 'the names of the columns') if "@$head" !~ /^pid since/;
  return { map { ($_->[2] => $_) } grep { $_->[2] =~ /^127\.9\./ } @rows };
}

my %c = (waits => login(from('127.9.0.1')), sends => login(from('127.9.0.2')),
  outside => from('127.9.0.3'));
syswrite $c{sends}{s}, "RETR 1\r\n";
my $table = wait_for { my $t = table(); $t->{'127.9.0.2'}[4] =~ /^sends/ && $t } 'the message';
is(join(' ', sort keys %$table), '127.9.0.1 127.9.0.2 127.9.0.3', '[who-is-in] who is in');
is("@{ $table->{'127.9.0.1'} }[3, 4]", 'alice waits for the client', '  a session');
is("@{ $table->{'127.9.0.2'} }[3, 4]", 'alice sends 1.big:2,', '  one that sends');
is("@{ $table->{'127.9.0.3'} }[3, 4]", '- has not logged in', '  one before its login');
my ($said) = slurp($log) =~ /pid (\d+) from 127\.9\.0\.1 user alice accepted/;
is($table->{'127.9.0.1'}[0], $said, '  the pid is that of the log');
for (1 .. 3) {
  my ($year, $month, @rest) = $table->{"127.9.0.$_"}[1] =~ /^(\d+)-(\d+)-(\d+)T(\d+):(\d+):(\d+)\z/;
  my $since = timegm(reverse(@rest), $month - 1, $year);
  ok($since >= $began - 2 && $since <= time + 2, '  since when'); # the clock counts in ticks
}

# ---- how to end one ----

kill 'TERM', map { $table->{"127.9.0.$_"}[0] } 1, 3;
is(hear($c{waits}, qr/\z./s), '', '[who-ends] killed: the session ends');
is(hear($c{outside}, qr/\z./s), '', '  and a connection before its login');
wait_for { slurp($log) =~ / from 127\.9\.0\.1 user alice signal / } 'the line of the session';
wait_for { slurp($log) =~ / from 127\.9\.0\.3 closed: / } 'the line of the other';
$table = wait_for { my $t = table(); keys %$t == 1 && $t } 'the others are gone';
is((keys %$table)[0], '127.9.0.2', '  and the third goes on');
close $c{sends}{s};

# ---- what goes wrong ----

my $r = run(argv => [source() . '/pop3who', '-f']);
is_deeply([@$r{qw(code out err)}], [100, '', "pop3who: fatal: usage: pop3who\n"], 'arguments');
my $dir = scratch();
spew("$dir/pop3who", slurp(source() . '/pop3who'));
$r = run(argv => ['sh', "$dir/pop3who"], uid => 64999);
is_deeply([@$r{qw(code out err)}],
  [111, '', "pop3who: fatal: only root can look into the processes\n"], 'not root');

done_testing();
