# qmail-pop3d: a client that says nothing, or reads nothing.
use strict;
use warnings;
use lib 'tests';
use Chain;
use POSIX ();
use Pop3d;
use Session;
use Test::More;

needs('strace');
plan skip_all => 'a sanitizer makes calls of its own' if $ENV{CHAIN_SANITIZE};

for my $row (['waiting for a command', '', 1, 0],
    ['waiting for the second', "RETR 3\r\n", 2, 1]) {
  my ($name, $in, $poll, $sent) = @$row;
  my $dir = maildir(\%three);
  my $trace = trace_file(UID);
  my $c = serving($dir, with => [strace($trace, calls => 'poll',
    inject => "poll:retval=0:when=$poll")]);
  syswrite $c->{s}, $in;
  my $out = hear($c, qr/\z./s);
  is($out, $OK . ($sent ? "+OK \r\nx\r\n.\r\n" : ''), "[hung-up] $name: hung up");
  my $r = finish($c);
  is($r->{code}, 0, 'exit code');
  like($r->{err}, qr/ timeout retr $sent \d+ dele 0 left 3 /, 'logged as timeout');
  like(slurp($trace), qr/^poll\(.*, 1, 1200000\) += 0 .*INJECTED/m,
    '[idle-time] after 1200 seconds');
}
{
  my $dir = maildir({ 'new/1.x' => 'y' x 10_000_000 });
  my $trace = trace_file(UID);
  my $c = serving($dir, with => [strace($trace, calls => 'poll',
    inject => 'poll:retval=0:when=2')]);
  syswrite $c->{s}, "RETR 1\r\nDELE 1\r\nQUIT\r\n";
  wait_for { waitpid $c->{pid}, POSIX::WNOHANG() } 'the session ends';
  is($?, 0, 'a client that does not read is cut off');
  like(slurp($c->{log}), qr/ timeout retr 0 0 dele 0 left 1 /, 'and that is a timeout too');
  like(slurp($trace), qr/^poll\(.*, 1, 1200000\) += 0 .*INJECTED/m,
    '[idle-time] after 1200 seconds');
  ok(-e "$dir/new/1.x", '[timeout-deletes-nothing] and nothing is deleted');
}
{
  # a pipe with room for a greeting and 4096 bytes, and a write of more
  my $dir = maildir({ 'new/1.x' => 'y' x 100_000 });
  pipe my $near, my $far or die "pipe: $!";
  fcntl $far, 1031, 8192 or die "F_SETPIPE_SZ: $!";
  POSIX::dup2(fileno $far, 220);
  my $r = fault($dir, "RETR 1\r\n", 'poll:retval=0:when=5', calls => 'poll',
    before => sub { POSIX::dup2(220, 1); POSIX::close(220) });
  POSIX::close(220);
  like($r->{err}, qr/ timeout retr 0 0 dele 0 left 1 /,
    '[pipe-unread] a pipe that nobody reads is no better');
  like($r->{trace}, qr/^poll\(.*, 1, 1200000\) += 0 .*INJECTED/m, '[idle-time] after 1200 seconds');
  close $near;
}

done_testing();
