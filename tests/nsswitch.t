# Whom checkpassword's libc asks for the groups of a login: the lines of
# nsswitch.conf, and what libnss_systemd could know.
use strict;
use warnings;
use lib 'tests';
use Chain;
use Session;
use File::Path 'remove_tree';
use Test::More;

plan skip_all => 'this libc has no nsswitch.conf' if slurp('hasnss.h') !~ /define/;
plan skip_all => 'strace is not installed' if system 'strace -V >/dev/null 2>&1';
plan skip_all => 'sanitizers keep a program from being traced'
  if slurp('conf-cc') =~ /-fsanitize=address/;
private();
own_root();

my ($password, $uid) = ('correct horse', 64998);
user('alice', $uid, hash($password, '6'));
Chain::append('/etc/group', "post:x:64990:bob,alice\nelse:x:64991:bob\n");
my $sockets = '/run/systemd/userdb';
my @lib = glob '/lib/*/libnss_systemd.so.2';
system('mkdir', '-p', '/run/systemd') == 0 or die 'mkdir';
system('mount', '-t', 'tmpfs', 'none', '/run/systemd') == 0 or die 'mount';

# the groups that alice's program has, and how often libnss_systemd was looked for
sub login {
  my ($group, @more) = @_;
  spew('/etc/nsswitch.conf', "passwd: files systemd\n$group\nshadow: files systemd\n");
  my $dir = scratch();
  my $r = run(argv => [strace("$dir/trace"), 'checkpassword', 'id', '-G'],
    fd3 => "alice\0$password\0x\0", @more);
  is($r->{code}, 0, "$group: a login") or diag($r->{err});
  my $looked = grep { /open.*libnss_systemd/ } split /\n/, slurp("$dir/trace");
  return [join(' ', sort split ' ', $r->{out}), $looked ? 1 : 0];
}

my $own = "64990 $uid";
my $usual = 'group: files systemd';

# ---- the line ----

is_deeply(login($_), [$own, 0], '[files-alone] files only') for $usual, 'group: files',
  "group:\t\tfiles systemd # groups", ' group : files systemd ',
  'group: files [SUCCESS=merge] systemd', "#group: ldap\ngroup: files systemd";
is_deeply(login($_), [$own, 1], '  files and systemd') for 'group: files systemd nis',
  'group: systemd files', 'group: files [NOTFOUND=continue] systemd',
  "group: files\ngroup: files systemd", "group: files systemd\n" . '#' x 4096;

is_deeply(login("initgroups: systemd\n$usual"), [$uid, 1], '  systemd only');

# ---- what there is to ask ----

mkdir $sockets or die "mkdir: $!";
is_deeply(login($usual), [$own, 0], 'no service');
spew("$sockets/io.systemd.DynamicUser", '');
is_deeply(login($usual), [$own, 0], 'dynamic users only');
spew("$sockets/io.systemd.Home", '');
is_deeply(login($usual), [$own, 1], '[userdb-asked] another service');
remove_tree($sockets);
for my $dir (qw(/etc/userdb /run/userdb /run/host/userdb /usr/local/lib/userdb
    /usr/lib/userdb)) {
  system('mkdir', '-p', $dir) == 0 or die 'mkdir';
  is_deeply(login($usual), [$own, 1], "$dir is there");
  rmdir $dir or die "rmdir $dir: $!";
}
system('mkdir', '-p', '/var/run/nscd') == 0 or die 'mkdir';
spew('/var/run/nscd/socket', '');
is_deeply(login($usual), [$own, 1], 'nscd is there');
unlink '/var/run/nscd/socket';
is_deeply(login($usual), [$own, 0], 'nothing is');

# ---- its groups are not lost ----

SKIP: {
  skip 'libnss_systemd is not installed', 2 if !@lib;
  mkdir '/etc/userdb' or die "mkdir: $!";
  spew('/etc/userdb/guests.group', '{"groupName":"guests","gid":64992}');
  symlink 'guests.group', '/etc/userdb/64992.group';
  spew('/etc/userdb/alice:guests.membership', '{}');
  is_deeply(login($usual), ["$own 64992" =~ s/(\d+) (\d+) (\d+)/join ' ', sort $1, $2, $3/er, 1],
    '[userdb-groups] a group that only systemd knows');
}

done_testing;
