# A user namespace that has 65,536 ids, or fewer: who reads the network needs
# one that nobody else has.
use strict;
use warnings;
use lib 'tests';
use Chain;
use Test::More;

private();
system('unshare --user true 2>/dev/null') == 0
  or plan skip_all => 'there are no user namespaces here';

# what qmail-popup says and logs where only so many ids, from 0, are known
sub in_namespace {
  my ($ids) = @_;
  my $dir = scratch();
  spew("$dir/in", "QUIT\r\n");
  my $script = 'until [ "$(cat /proc/self/gid_map)" ]; do sleep 0.01; done;'
    . " exec qmail-popup host.example true <$dir/in >$dir/out 2>$dir/err";
  my $pid = start(argv => ['unshare', '--user', 'sh', '-c', $script]);
  my $ours = readlink '/proc/self/ns/user';
  wait_for { readlink("/proc/$pid/ns/user") ne $ours } 'the namespace';
  spew("/proc/$pid/${_}_map", "0 0 $ids\n") for qw(uid gid);
  wait_for { waitpid $pid, POSIX::WNOHANG() } 'the end of qmail-popup';
  my $code = $? >> 8;
  stop($pid);
  return [$code, slurp("$dir/out"), slurp("$dir/err")];
}

my $r = in_namespace(65536);
is($r->[0], 0, '65,536 ids are enough');
like($r->[1], qr/\A\+OK .*\r\n\+OK \r\n\z/, '  for a session');
is($r->[2], '', '  and nothing is wrong');

for my $ids (1000, 65534) {
  $r = in_namespace($ids);
  is($r->[0], 111, "$ids ids are too few");
  like($r->[1], qr/\A-ERR \[SYS\/TEMP\]/, '  the client may come again');
  like($r->[2], qr/ cannot find, in this user namespace, the uid and gid 65534: /,
    '[ids-named]   and the log names the ids');
}

done_testing;
