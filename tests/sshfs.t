# A store that gives each name of a file a number of its own for an inode and
# never more than one link: sshfs, with the real server of sftp behind it.
use strict;
use warnings;
use lib 'tests';
use Chain;
use Socket;
use Test::More;

my ($server) = grep { -x } qw(/usr/lib/openssh/sftp-server /usr/libexec/sftp-server);
plan skip_all => 'no sshfs, or no sftp-server'
  if !$server || !-e '/dev/fuse' || system 'command -v sshfs >/dev/null 2>&1';
private();

my $mount = scratch();
my $store;

sub mount_it {
  socketpair my $ours, my $theirs, AF_UNIX, SOCK_STREAM, 0 or die "socketpair: $!";
  my $join = sub { my ($s) = @_; sub { POSIX::dup2(fileno $s, $_) for 0, 1 } };
  my $pid = start(argv => [$server], before => $join->($theirs));
  start(argv => ['sshfs', '-f', '-o', 'passive,allow_other,default_permissions',
    ":$store", $mount], before => $join->($ours));
  wait_for { -d "$mount/new" } 'sshfs';
  return $pid;
}

# a maildir as it is served from there
sub fresh {
  my ($files, @links) = @_;
  $store = maildir($files);
  for (@links) {
    link "$store/$_->[0]", "$store/$_->[1]" or die "link: $!";
  }
  mount_it();
}

sub session {
  my (@commands) = @_;
  my $r = run(argv => ['qmail-pop3d', $mount], uid => UID,
    in => join '', map { "$_\r\n" } @commands, 'QUIT');
  return $r->{out} =~ s/\r//gr;
}

sub done { system('umount', $mount) == 0 or die 'umount' }
sub left { return [sort keys %{ contents($store) }] }

my @TWO = ({ 'new/1.a' => "one\n", 'new/2.b' => "two\n" },
  ['new/1.a', 'cur/1.a:2,S']);

fresh(@TWO);
my @one = stat "$mount/new/1.a";
my @other = stat "$mount/cur/1.a:2,S";
ok($one[1] != $other[1] && $one[3] == 1, 'two names have two numbers and no link');
is(session('STAT', 'DELE 1'), "+OK \n+OK 2 10\n+OK \n+OK \n",
  'of two names one message is listed, and deleted');
is_deeply(left(), ['cur/2.b:2,'], '[no-twin-returns]   and does not come back');
done();

fresh(@TWO);
is(session('STAT'), "+OK \n+OK 2 10\n+OK \n", 'or kept');
is(session('STAT', 'DELE 1'), "+OK \n+OK 2 10\n+OK \n+OK \n", '  until it is deleted');
is_deeply(left(), ['cur/2.b:2,'], '  and does not come back');
done();

fresh({ 'new/1.a' => "one\n", 'cur/1.a:2,S' => "eno\n" });
utime 7, 7, "$store/new/1.a", "$store/cur/1.a:2,S" or die "utime: $!";
is(session('DELE 1'), "+OK \n+OK \n+OK \n", 'two messages of one name: one is deleted');
is_deeply(contents($store), { 'new/1.a' => "one\n" }, '[other-twin-stays]   and the other stays');
done();

done_testing;
