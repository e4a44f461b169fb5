#!/usr/bin/perl
# From new/ to cur/ in one step, or in two that lose and double nothing: what
# is done, in what order, and what another program may do between.
use strict;
use warnings;
use lib 'tests';
use Chain;
use POSIX ();
use Test::More;

need_root();
plan skip_all => 'strace is not installed' if system 'strace -V >/dev/null 2>&1';
plan skip_all => 'sanitizers make calls of their own'
  if slurp('conf-cc') =~ /-fsanitize=address/;

my $OK = "+OK \r\n";
my $QUIT = "QUIT\r\n";

# ---- helpers ----

# A session that strace watches, with these faults.  One that stops it by a
# signal lasts until the block has run.  {calls} are those that change folders.
sub session {
  my ($dir, $in, $faults, $meanwhile) = @_;
  my $trace = scratch() . '/trace';
  spew($trace, '');
  chown UID, UID, $trace;
  my $watcher = $meanwhile && fork;
  if ($meanwhile && !$watcher) {
    $SIG{__DIE__} = sub { print STDERR @_; POSIX::_exit(1) };
    my $pid = wait_for { slurp($trace) =~ /^(\d+) +--- stopped by SIGSTOP/m && $1 } 'a stop';
    $meanwhile->();
    kill 'CONT', $pid;
    POSIX::_exit(0);
  }
  my $r = run(uid => UID, in => $in, argv => ['strace', '-f', '-qq', '-o', $trace,
    map({ ('-e', "inject=$_") } @$faults), './qmail-pop3d', $dir]);
  if ($watcher) {
    waitpid $watcher, 0;
    is($?, 0, '  it was stopped, and went on');
  }
  $r->{calls} = join ' ', slurp($trace) =~ /^\d+ +((?:link|rename|unlink|fsync)\w*)\(/mg;
  return $r;
}

# files of text => files that must be there after QUIT and these faults
sub moves {
  my ($title, $files, $faults, $calls, $want, %o) = @_;
  my $dir = maildir($files);
  my $r = session($dir, $QUIT, $faults, $o{meanwhile} && sub { $o{meanwhile}->($dir) });
  is($r->{out}, $OK x 2, "$title: QUIT is +OK");
  is($r->{calls}, $calls, '[move-calls]   by these calls');
  is_deeply(contents($dir), $want, '[move-left]   and what is there');
  my @said = $r->{err} =~ /^qmail-pop3d: pid .*? warning: (.*?)(?: \(mode .*)?$/mg;
  is_deeply(\@said, [$o{log} ? "cannot move every new message to $dir/cur: $o{log}" : ()],
    '[move-log]   and the log');
}

sub move {
  my ($dir, $from, $to) = @_;
  rename "$dir/$from", "$dir/$to" or die "$from: $!\n";
}

# where both folders have been read
my $listed = 'getdents64:signal=STOP:when=4';
my %two = ('new/1.a' => 'one', 'new/2.b' => 'two');
my %moved = ('cur/1.a:2,' => 'one', 'cur/2.b:2,' => 'two');

# ---- one step ----

moves('one step', \%two, [], 'renameat2 renameat2', \%moved);
moves('a message that has its flags', { 'new/1.a:2,F' => 'one' }, [], 'renameat2',
  { 'cur/1.a:2,F' => 'one' });
moves("the kernel says $_->[0]", \%two, ["renameat2:error=$_->[0]"], 'renameat2 renameat2',
  \%two, log => $_->[1]) for [EACCES => 'Permission denied'], [EROFS => 'Read-only file system'],
  [ENOSPC => 'No space left on device'], [EIO => 'Input/output error'],
  [EPERM => 'Operation not permitted'];
moves('one of two cannot', \%two, ['renameat2:error=EIO:when=1'], 'renameat2 renameat2',
  { 'new/1.a' => 'one', 'cur/2.b:2,' => 'two' }, log => 'Input/output error');
{
  my $dir = maildir({ 'new/1.a' => 'one' });
  my $r = session($dir, $QUIT, [$listed], sub { spew("$dir/cur/1.a:2,", 'another') });
  is("$r->{out}$r->{calls}", "$OK${OK}renameat2", 'a name that is taken meanwhile: QUIT is +OK');
  is_deeply(contents($dir), { 'new/1.a' => 'one', 'cur/1.a:2,' => 'another' },
    '[move-replaces] and nothing is replaced');
}

# ---- where there is no such step ----

for my $error (qw(EINVAL ENOSYS)) {
  my $none = "renameat2:error=$error";
  my $step = 'renameat2 link fsync unlink';
  moves("$error: two steps", \%two, [$none], "$step $step", \%moved);
  moves("$error, a name that is taken meanwhile", \%two, [$none, $listed],
    "renameat2 link $step",
    { 'cur/1.a:2,' => 'another', 'new/1.a' => 'one', 'cur/2.b:2,' => 'two' },
    meanwhile => sub { spew("$_[0]/cur/1.a:2,", 'another') });
  moves("$error, no second names: $_->[0]", \%two, [$none, "link:error=$_->[0]"],
    'renameat2 link renameat2 link', \%two, log => $_->[1])
    for [EPERM => 'Operation not permitted'], [EOPNOTSUPP => 'Operation not supported'],
      [ENOSYS => 'Function not implemented'];
}
my $none = 'renameat2:error=EINVAL';
moves('a folder that cannot be synced', \%two, [$none, 'fsync:error=EINVAL'],
  'renameat2 link fsync unlink renameat2 link fsync unlink', \%moved);
moves('one that fails to', \%two, [$none, 'fsync:error=EIO:when=1'],
  'renameat2 link fsync renameat2 link fsync unlink', { 'new/1.a' => 'one', %moved },
  log => 'Input/output error');

# ---- what others do between the two ----

my $stop = 'link:signal=STOP';
my %one = ('new/1.a' => 'one');
moves('flags are set between the two', \%one, [$none, $stop],
  'renameat2 link fsync unlink unlink', { 'cur/1.a:2,S' => 'one' },
  meanwhile => sub { move($_[0], 'new/1.a', 'cur/1.a:2,S') });
moves('another one ends the move', \%one, [$none, $stop],
  'renameat2 link fsync unlink', { 'cur/1.a:2,' => 'one' },
  meanwhile => sub { unlink "$_[0]/new/1.a" or die });
moves('and sets flags', \%one, [$none, $stop],
  'renameat2 link fsync unlink', { 'cur/1.a:2,S' => 'one' },
  meanwhile => sub { unlink "$_[0]/new/1.a" or die; move($_[0], 'cur/1.a:2,', 'cur/1.a:2,S') });

# ---- what a crash left is ended safely ----

{
  my $dir = maildir(\%one);
  link "$dir/new/1.a", "$dir/cur/1.a:2,S" or die;
  my $r = session($dir, $QUIT, []);
  is($r->{calls}, 'fsync unlink', 'two names: one goes when the other is safe');
  is_deeply(contents($dir), { 'cur/1.a:2,S' => 'one' }, '  and is there');
  link "$dir/cur/1.a:2,S", "$dir/new/1.a" or die;
  $r = session($dir, $QUIT, ['fsync:error=EIO']);
  is($r->{calls}, 'fsync', '[twin-stays] if it is not, both stay');
  is($r->{out}, $OK x 2, '  QUIT is +OK');
  is_deeply(contents($dir), { map { $_ => 'one' } 'new/1.a', 'cur/1.a:2,S' }, '  and are there');
}

# ---- a real kernel's filesystems ----

# two sessions, one marks and one keeps: the one that marks comes while the
# other moves
{
  my $dir = maildir(\%one);
  my $r = session($dir, $QUIT, ['renameat2:signal=STOP'], sub {
    my $other = run(argv => ['./qmail-pop3d', $dir], uid => UID, in => "DELE 1\r\nQUIT\r\n");
    die "the other said $other->{out}\n" if $other->{out} ne $OK x 3;
  });
  is($r->{out}, $OK x 2, 'one keeps what another one deletes');
  is_deeply(contents($dir), {}, '  and it is deleted');
}

done_testing;
