# make deb: what is in the package, and what happens to a machine on which it
# is installed, serves, is upgraded and removed.  With CHAIN_FULL=1 it is built
# again by root, with its unit tests: the same bytes.
use strict;
use warnings;
use lib 'tests';
use Chain qw(:DEFAULT serve);
use Session;
use Clients qw(fetch);
use Tree;
use Digest::SHA qw(sha256_hex);
use File::Path qw(remove_tree);
use Test::More;

private();
for my $package (qw(debhelper build-essential fakeroot)) {
  next if `dpkg-query -W -f '\${Status}' $package 2>/dev/null` =~ / installed$/;
  plan skip_all => "no package $package";
}
own_root();
remove_tree('/var/lib/qmail-pop3d'); # which private() made
my %apt = (DEBIAN_FRONTEND => 'noninteractive');
my $EMPTY = '/usr/lib/qmail-pop3d/empty';

# ---- building ----

# for users: everything in capitals, and not these
# LICENSE is in copyright there, and HACKING is for the sources
my %lists = map { $_ => 1 } qw(CHANGES FILES HACKING LAYERS LICENSE SYSDEPS TARGETS TESTS VERSION);
my @documents = grep { /^[A-Z]+$/ && !$lists{$_} } tracked();
my @examples = map { m{^(?:services|tools)/(.*)} } tracked();
sub example { my ($name) = @_; return (grep { -e } map { "$_/$name" } qw(services tools))[0] }

# the file name of the package that make deb, as that user, left in tree
sub build {
  my ($tree, $what, $uid, $options) = @_;
  my $tmp = scratch() . '/tmp and more';
  mkdir $tmp or die "mkdir: $!";
  system('chown', '-R', "$uid:$uid", $tree, $tmp) == 0 or die 'chown';
  my $before = slurp_all($tree);
  my ($said, $status) = in_dir($tree, { uid => $uid, umask => 077, env =>
    { TMPDIR => $tmp, DEB_BUILD_OPTIONS => $options, DESTDIR => '/nowhere',
      LC_ALL => 'C' } }, 'make', '-j2', 'deb', 'build=/nowhere');
  is($status, 0, "$what: make deb") or diag($said);
  unlike($said, qr/^\S+\.[ch]:\d+.*warning/m, "$what: no warning of the compiler");
  my $after = slurp_all($tree);
  my @new = grep { !exists $before->{$_} } sort keys %$after;
  like("@new", qr/\Aqmail-pop3d_[0-9.]+-\d+_\w+\.deb\z/, "$what: one file comes of it");
  delete @$after{@new};
  is_deeply($after, $before, "$what: nothing else is changed");
  is_deeply([everything($tmp)], [], "$what: nothing is left in \$TMPDIR");
  return "$tree/$new[0]";
}

my $tree = copy();
my $deb = build($tree, 'a user', UID, 'nocheck');
if ($ENV{CHAIN_FULL}) {
  my $again = build(copy(), 'root', 0, '');
  ok(slurp($again) eq slurp($deb), 'root\'s is the same, every byte');
}

sub field {
  my ($name) = @_;
  my ($value) = in_dir('/', {}, 'dpkg-deb', '--field', $deb, $name);
  chomp $value;
  return $value;
}

my ($version) = slurp('VERSION') =~ /(.*)/;
like(field('Version'), qr/\A\Q$version\E-\d+\z/, 'it has the version of VERSION');
my %depends = map { /(\S+)/ => 1 } split /, /, field('Depends');
ok($depends{$_}, "it depends on $_") for qw(daemontools ucspi-tcp libc6 libcrypt1);
{
  my $control = scratch() . '/control';
  is((in_dir('/', {}, 'dpkg-deb', '-e', $deb, $control))[1], 0, 'what dpkg is told');
  is_deeply([everything($control)], [qw(control md5sums postinst postrm)],
    'its scripts make an account and the file of the door, and remove that');
}

SKIP: {
  skip 'no lintian', 1 if !-x '/usr/bin/lintian';
  my ($said) = in_dir('/', {}, 'lintian', '-L', '>=warning', $deb);
  $said =~ s/^running with root privileges is not recommended!\n//;
  is($said, '', 'lintian sees no error, and no warning');
}

# ---- what dpkg-buildflags wants ----

{
  my $dir = copy();
  my %append = (DEB_CFLAGS_APPEND => '-Dcflags', DEB_CPPFLAGS_APPEND => '-Dcppflags',
    DEB_LDFLAGS_APPEND => '-Wl,ldflags');
  my ($said, $status) = in_dir($dir, { env => \%append }, 'debian/rules',
    'override_dh_auto_configure');
  is($status, 0, 'debian/rules: configure') or diag($said);
  for (
    [cc => conf_line('conf-cc'), qw(-fPIE -O2 -D_FORTIFY_SOURCE=2 -Dcflags -Dcppflags
      -fstack-protector-strong -Werror=format-security)],
    [static => conf_line('conf-static'), qw(-fPIE -O2 -Dcflags -Dcppflags
      -fstack-protector-strong -Werror=format-security)],
    [ld => conf_line('conf-ld'), '-Wl,-z,relro', '-Wl,-z,now', '-Wl,ldflags'],
  ) {
    my ($name, $ours, @want) = @$_;
    my (undef, @flags) = split ' ', slurp("$dir/debian/build/conf-$name");
    (undef, my @ours) = grep { $_ ne '-s' } split ' ', $ours;
    my %flags = map { $_ => 1 } @flags;
    is_deeply([grep { !$flags{$_} } @want, @ours], [], "conf-$name has Debian\'s flags"
      . ' and ours');
    ok(!$flags{'-s'}, '  but nothing is stripped before its time');
  }
  in_dir($dir, {}, 'debian/rules', 'override_dh_auto_clean');
  is_deeply([grep { -f "$dir/$_" } everything($dir)], [sort(tracked())],
    'debian/rules: clean');
}

# ---- a machine ----

# { path => hash } of all that was written on it, or taken away; not by dpkg
# and apt for themselves, nor by runit's trigger, nor accounts
sub written {
  my %found;
  for my $up (glob '/.layer/*.up') {
    my ($top) = $up =~ m{([^/]+)\.up$};
    for my $name (grep { !-d "$up/$_" } everything($up)) {
      my $path = "/$top/$name";
      next if $path =~ m{^/var/(?:lib/(?:dpkg|apt)|cache/(?:apt|man|debconf))/}
        || $path =~ m{^/var/log/(?:apt/|dpkg\.log$)}
        || $path =~ m{^/etc/sv/default-syslog/}
        || $path =~ m{^/etc/(?:passwd|shadow|group|gshadow|\.pwd\.lock)-?$};
      $found{$path} = -f "$up/$name" ? sha256_hex(slurp("$up/$name"))
        : owner_mode("$up/$name");
    }
  }
  return \%found;
}

{
  my $dir = scratch();
  machine('dpkg-deb', '-x', $deb, $dir);
  for my $file (glob "$dir/usr/bin/*") {
    next if slurp($file) !~ /\A\x7fELF/;
    my ($said) = in_dir($dir, { env => { LC_ALL => 'C' } }, qw(readelf -W -h -l -d -S), $file);
    my ($name) = $file =~ m{([^/]+)$};
    like($said, qr/Type:\s+DYN.*\bGNU_RELRO\b.*\bNOW\b/s, "$name is PIE, all of it RELRO");
    unlike($said, qr/ \.(?:symtab|debug_info)\b/, '  and stripped');
  }
}

sub machine {
  my (@command) = @_;
  return in_dir('/', { env => \%apt }, @command);
}

machine(qw(dpkg --purge qmail-pop3d));
unlink glob '/etc/dpkg/dpkg.cfg.d/*'; # a small machine may leave documents out
unlink((machine('dpkg-deb', '-c', $deb))[0] =~ m{^-.* \.(/\S+)$}mg); # of make setup
my %uid = (al => 64001, bob => 64002, carol => 64003);
my %home = map { $_ => user($_, $uid{$_}, hash('geheim', 'y')) } sort keys %uid;
machine('userdel', 'pop3log') if getpwnam 'pop3log';
my $before = written();

# another package of the same files
{
  my $dir = scratch();
  mkdir "$dir/DEBIAN" or die "mkdir: $!";
  spew("$dir/DEBIAN/control", map { "$_\n" } 'Package: qmail', 'Version: 1.06',
    'Architecture: all', 'Maintainer: nobody <nobody@example.org>', 'Description: mail');
  machine('dpkg-deb', '-b', $dir, "$dir.deb");
  machine('dpkg', '-i', "$dir.deb");
  my ($said, $status) = machine('dpkg', '-i', $deb);
  isnt($status, 0, 'not where there is qmail');
  like($said, qr/conflict/, '  which dpkg says');
  is_deeply(written(), $before, '  and nothing was installed');
  machine(qw(dpkg --purge qmail));
  unlink "$dir.deb";
}

my ($said, $status) = machine(qw(apt-get -q -y --no-install-recommends install), $deb);
is($status, 0, 'apt-get install') or diag($said);
my @account = getpwnam 'pop3log';
is_deeply([@account[7, 8]], ['/nonexistent', '/usr/sbin/nologin'], 'it makes pop3log');
ok($account[2] > 0 && $account[2] < 1000, '  one of the system');
like(slurp('/etc/shadow'), qr/^pop3log:[!*]/m, '  that has no password');

# path => how, of all that should be there
my %wanted;
for my $row (hier_rows()) {
  my ($kind, $conf, $name, undef, $mode) = @$row;
  my $path = { home => '/usr', man => '/usr/share/man', empty => $EMPTY }->{$conf};
  $path .= "/$name" . ($conf eq 'man' ? '.gz' : '') if $name ne '';
  $wanted{$path} = "file 0:0 $mode" if $kind eq 'FILE';
}
my $doc = '/usr/share/doc/qmail-pop3d';
$wanted{"$doc/$_"} = 'file 0:0 644' for @documents, qw(copyright changelog
  changelog.Debian);
$wanted{"$doc/examples/$_"} = sprintf 'file 0:0 %o', (stat example($_))[2] & 0755
  for @examples;
$wanted{'/var/lib/qmail-pop3d/door'} = 'file 0:0 600';
$wanted{'/usr/share/lintian/overrides/qmail-pop3d'} = 'file 0:0 644';

my $now = written();
my @files = grep { !exists $before->{$_} || $before->{$_} ne $now->{$_} } sort keys %$now;
is_deeply({ map { m{^(\Q$doc\E/.*)\.gz$} && $1 || $_ => owner_mode($_) } @files },
  \%wanted, 'what hier.c says and the documents are there, and nothing else');
is(owner_mode($EMPTY), 'directory 0:0 755', 'the empty directory is root\'s');
is_deeply([everything($EMPTY)], [], '  and is empty');
is(owner_mode('/var/lib/qmail-pop3d/door'), 'file 0:0 600',
  'the file of the door is root\'s alone');
is_deeply([machine(qw(dpkg --verify qmail-pop3d))], ['', 0], 'dpkg has nothing to say');

{
  my @bad;
  for my $file (grep { m{/(?:man\d|doc)/} } @files) {
    my ($name) = $file =~ m{([^/]+?)(?:\.gz)?$};
    $name =~ s/-nss//; # one page for both
    my $wanted = $file =~ m{/examples/(.*)} ? slurp(example($1))
      : $name =~ /^changelog\.D|^copyright/ ? slurp('debian/' . $name =~ s/\..*//r)
      : $name eq 'changelog' ? slurp('CHANGES')
      : slurp($name);
    $wanted =~ s{/var/empty}{$EMPTY}g if $name =~ /\.\d$/;
    push @bad, $file if $wanted ne ($file =~ /\.gz$/ ? `gzip -dc '$file'` : slurp($file));
  }
  is_deeply(\@bad, [], 'each document is ours; manual pages know the empty directory');
}

# ---- it serves ----

my @mail = ("Subject: a\n\nb\n", "Subject: c\n\n.\n");
my @wire = map { s/\n/\r\n/gr } @mail;
my %box = map { $_ => maildir({ 'new/100.a' => $mail[0], 'new/200.b' => $mail[1] },
  "$home{$_}/MAILDIR.POP", $uid{$_}) } keys %home;
my $pid = serve('/var/qmail/bin', '/bin/checkpassword');
dial(110);

sub fetched {
  my ($user, $what) = @_;
  my $got = eval { fetch('curl', way => 'clear', port => 110, user => $user,
    password => 'geheim', home => scratch()) };
  is($@, '', "$what: curl fetches");
  is_deeply($got && $got->{mail}, \@wire, '  all messages');
  is_deeply(contents($box{$user}), {}, '  and deletes them');
}
fetched('al', 'installed');

# the same by one command and a link
stop($pid);
is_deeply([machine(qw(qmail-pop3d-conf /bin/checkpassword pop3log /etc/qmail-pop3d
  pop3.example.org ./MAILDIR.POP/))], ['', 0], 'qmail-pop3d-conf');
mkdir '/service';
symlink '/etc/qmail-pop3d', '/service/qmail-pop3d' or die "symlink: $!";
$pid = start(argv => ['svscan', '/service'], chdir => '/',
  env => { PATH => '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' });
dial(110);

# a session of which the last command comes after an upgrade
my $session = { s => dial(110) };
hear($session, qr/\n/);
my $log = '/etc/qmail-pop3d/log/main/current';
ok(wait_for(sub { -e $log && slurp($log) =~ /tcpserver: ok/ }, $log), '  multilog writes');
is(ask($session, "USER bob\r\nPASS geheim", qr/\n.*\n/), "+OK \r\n+OK \r\n", 'a session');

{
  my $dir = scratch() . '/new';
  machine('dpkg-deb', '-R', $deb, $dir);
  my $control = "$dir/DEBIAN/control";
  spew($control, slurp($control) =~ s/^Version: .*/$&+1/mr);
  for my $program (grep { m{^/usr/bin/} } @files) {
    my $mode = (stat "$dir$program")[2] & 07777;
    spew("$dir$program", slurp("$dir$program"), "\nnewer\n");
    chmod $mode, "$dir$program" or die "chmod: $!";
  }
  in_dir($dir, {}, 'sh', '-c', 'find usr -type f | xargs md5sum >DEBIAN/md5sums');
  machine('dpkg-deb', '-b', $dir, "$dir.deb");
  ($said, $status) = machine('dpkg', '-i', "$dir.deb");
  is($status, 0, 'an upgrade while it runs') or diag($said);
}
is_deeply([grep { slurp($_) !~ /newer\n\z/ } grep { m{^/usr/bin/} } @files], [],
  '  to other programs');
is(ask($session, "RETR 1\r\nDELE 1", qr/^\.\r\n.*\n/m), "+OK \r\n$wire[0].\r\n+OK \r\n",
  '  the session goes on');
is(ask($session, 'QUIT'), "+OK \r\n", '  to its end');
is_deeply(contents($box{bob}), { 'cur/200.b:2,' => $mail[1] }, '  as it was asked to');
fetched('carol', 'upgraded');

# ---- it goes ----

stop($pid);
remove_tree('/etc/qmail-pop3d', '/service/qmail-pop3d'); # those are not the package's
($said, $status) = machine(qw(apt-get -q -y purge qmail-pop3d));
is($status, 0, 'apt-get purge') or diag($said);
is_deeply(written(), $before, 'nothing that came is left, nor is anything else gone');
ok(getpwnam('pop3log'), '  but the account, as the log is its');
is_deeply([grep { -d } $EMPTY, "$EMPTY/..", $doc], [], '  no directory either');

done_testing();
