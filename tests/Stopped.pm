# Stopped - sessions that stop at a system call, so that others can work between
# two calls: strace sends SIGSTOP there, which is obeyed when the call is done.
package Stopped;
use strict;
use warnings;
use Chain;
use Exporter 'import';
use Session;
use Test::More;

our @EXPORT = qw(stopping at_stop go_on);

# as client() of Session; each fault is what strace is to inject, such as
# "link:signal=STOP:when=1"
sub stopping {
  my ($dir, @faults) = @_;
  my $trace = trace_file(UID);
  my $c = client(uid => UID, argv => ['strace', '-f', '-qq', '-o', $trace,
    map({ ('-e', "inject=$_") } @faults), './qmail-pop3d', $dir]);
  return { %$c, trace => $trace, stops => 0 };
}

# waits for its next stop
sub at_stop {
  my ($c) = @_;
  ++$c->{stops};
  $c->{stopped} = wait_for {
    my @pids = slurp($c->{trace}) =~ /^(\d+) +--- stopped by SIGSTOP/mg;
    $pids[$c->{stops} - 1] } 'a stop';
}

sub go_on { kill 'CONT', $_[0]{stopped} or die "kill: $!" }

1;
