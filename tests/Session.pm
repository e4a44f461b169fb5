# Session - one client and one program of ours, in steps; and under strace,
# which shows its system calls and can make one of them fail.  What sends all
# at once and waits for the end is run() of Chain.
package Session;
use strict;
use warnings;
use Chain;
use Config;
use Exporter 'import';
use IO::Select;
use IO::Socket::INET;
use POSIX ();
use Socket;

our @EXPORT = qw($OK client pair tcp hear ask finish strace trace_file traced
  whole_lines calls nth);

our $OK = "+OK \r\n";

# ---- in steps: { s => socket, pid => program, log => what it writes to 2 } ----

# client(argv => [...], the rest as in run, and if wanted: pair => [its end,
# the program's end], which is closed here; log => file; one => 1: descriptor
# 2 is the client too)
sub client {
  my (%o) = @_;
  my ($near, $far) = @{ $o{pair} || [pair(SOCK_STREAM)] };
  my $log = $o{log} || scratch() . '/log';
  spew($log, '');
  programs();
  my $pid = fork // die "fork: $!";
  if (!$pid) {
    POSIX::dup2(fileno $far, 200); # clear of every number below
    POSIX::dup2(POSIX::open($log, POSIX::O_WRONLY() | POSIX::O_APPEND()), 202);
    POSIX::dup2(200, $_) for 0, 1;
    POSIX::dup2($o{one} ? 200 : 202, 2);
    POSIX::close($_) for 3 .. 202;
    Chain::become(%o);
  }
  close $far;
  return { s => $near, pid => $pid, log => $log };
}

# the two ends of a connection: SOCK_SEQPACKET has a read for each write,
# SOCK_STREAM has not
sub pair {
  my ($type) = @_;
  socketpair(my $near, my $far, AF_UNIX, $type, PF_UNSPEC) or die "pair: $!";
  return ($near, $far);
}

# the same over TCP
my $listen;
sub tcp {
  $listen ||= IO::Socket::INET->new(Listen => 1, LocalAddr => '127.0.0.1')
    or die "listen: $!";
  my $near = dial($listen->sockport);
  return ($near, $listen->accept || die "accept: $!");
}

# reads until the bytes so far match, or the end, or nothing comes any more
sub hear {
  my ($c, $until) = @_;
  my $select = IO::Select->new($c->{s});
  my $bytes = '';
  while ($bytes !~ $until && $select->can_read(HANGS)) {
    sysread $c->{s}, $bytes, 65536, length $bytes or last;
  }
  return $bytes;
}

# sends the command, and returns its reply: of one line unless told until what
sub ask {
  my ($c, $command, $until) = @_;
  syswrite $c->{s}, "$command\r\n";
  return hear($c, $until || qr/\n\z/);
}

# hangs up; how it ended, and what it logged
sub finish {
  my ($c) = @_;
  close $c->{s};
  if (!eval { wait_for { waitpid $c->{pid}, POSIX::WNOHANG() } 'the session ends' }) {
    kill 'KILL', $c->{pid};
    die $@;
  }
  return { code => $? >> 8, signal => $? & 127, err => slurp($c->{log}) };
}

# ---- under strace ----

# What stands before a program: what it does goes to the file; calls => the
# names of those that are shown, inject => what is to fail, path => only there,
# one or a list of them; follow => 1: what it forks too, each => 1: the same,
# each process into a file of its own, file.PID.
sub strace {
  my ($file, %o) = @_;
  return ('strace', '-qq', '-s', 300, '-o', $file, $o{each} ? '-ff' : $o{follow} ? '-f' : (),
    map({ ('-P', $_) } several($o{path})),
    map({ ('-e', 'trace=' . here($_)) } several($o{calls})),
    map({ ('-e', 'inject=' . here($_)) } several($o{inject})));
}

# Where a long has 32 bits, these calls are made by other names too.
my %names = $Config{longsize} > 4 ? () : (
  map({ $_ => ["${_}32"] } qw(chown fchown lchown getuid geteuid getgid getegid setuid setgid
    setreuid setregid setresuid setresgid getgroups setgroups)),
  map({ $_ => ["${_}64"] } qw(fcntl ftruncate truncate timer_settime clock_gettime statfs fstatfs)),
  mmap => ['mmap2'], stat => [qw(stat64 statx)], lstat => [qw(lstat64 statx)],
  fstat => [qw(fstat64 statx)], newfstatat => [qw(fstatat64 statx)]);
my %usual = map { my $name = $_; map { $_ => $name } grep { $_ ne 'statx' } @{ $names{$_} } }
  keys %names;

# What is to be shown or to fail, "CALL,CALL:HOW", as strace knows it here.
sub here {
  my ($calls, $how) = $_[0] =~ /^([^:]*)(.*)/s;
  my @calls = map { $names{$_} ? map { "?$_" } $_, @{ $names{$_} } : $_ } split /,/, $calls;
  return join(',', @calls) . $how;
}

sub several { return ref $_[0] ? @{ $_[0] } : grep { defined } $_[0] }

# a new file that strace can write as that user
sub trace_file {
  my ($uid) = @_;
  my $file = scratch() . '/trace';
  spew($file, '');
  chown $uid, $uid, $file or die "chown: $!" if $uid;
  return $file;
}

# run() under strace; {trace} is what strace wrote, {hit} whether it made
# anything fail
sub traced {
  my (%o) = @_;
  my $file = trace_file($o{uid});
  my $r = run(%o, argv => [strace($file, %o), @{ $o{argv} }]);
  $r->{trace} = slurp($file);
  $r->{hit} = $r->{trace} =~ /INJECTED|killed by SIGKILL/;
  return $r;
}

# The lines of a trace of several processes, "PID CALL(...) = ...".  A call
# during which another process made one stands there in two parts; here it is
# one line, where it ended, or at the end of all if it did not.
sub whole_lines {
  my ($trace) = @_;
  my (%begun, @lines);
  for (split /\n/, $trace) {
    if (/^(\d+) +(.*) <unfinished \.\.\.>$/) { $begun{$1} = $2; next }
    s/^(\d+) +<\.\.\. \w+ resumed>/"$1 " . delete $begun{$1}/e;
    push @lines, $_;
  }
  return @lines, map { "$_ $begun{$_}" } sort keys %begun;
}

# the calls of a trace, or of one process in it: [name, which call of that
# name, the line]; strace counts so
sub calls {
  my ($trace, $pid) = @_;
  my (%n, @calls);
  for (split /\n/, $trace) {
    s/^((?:\d+ +)?)(\w+)(?=\()/$1 . ($usual{$2} || $2)/e;
    my ($who, $name) = /^(?:(\d+) +)?(\w+)\(/ or next;
    next if defined $pid && $who != $pid;
    push @calls, [$name, ++$n{$name}, $_];
  }
  return @calls;
}

# which call of that name is the first that looks so
sub nth {
  my ($trace, $name, $like) = @_;
  for (calls($trace)) { return $_->[1] if $_->[0] eq $name && $_->[2] =~ $like }
  die "no $name like $like\n";
}

1;
