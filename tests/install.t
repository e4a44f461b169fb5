# make setup and make check: what hier.c says is there, and nothing else.
use strict;
use warnings;
use lib 'tests';
use Chain qw(:DEFAULT serve);
use Clients qw(fetch);
use Tree;
use File::Path qw(make_path remove_tree);
use Test::More;

private();
own_root(); # should install not do as it is told

# What may be installed, and how: the table that hier.c is held against.
my %wanted = (
  bin => {
    'bin/fromproxy' => 'file 0:0 755',
    'bin/qmail-popup' => 'file 0:0 711',
    'bin/checkpassword' => 'file 0:0 700',
    'bin/checkpassword-nss' => 'file 0:0 700',
    'bin/checkmail' => 'file 0:0 700',
    'bin/mailaccounts' => 'file 0:0 755',
    'bin/mailpassword' => 'file 0:0 755',
    'bin/qmail-pop3d' => 'file 0:0 711',
    'bin/qmail-pop3d-conf' => 'file 0:0 755',
    'bin/qmail-pop3sd-conf' => 'file 0:0 755',
    'bin/pop3rows' => 'file 0:0 755',
    'bin/pop3stat' => 'file 0:0 755',
    'bin/pop3who' => 'file 0:0 755',
    'bin/pop3maildir' => 'file 0:0 755',
    'bin/pop3check' => 'file 0:0 755',
  },
  man => {
    map({ ("man8/$_.8" => 'file 0:0 644') } qw(fromproxy qmail-popup checkpassword
      checkpassword-nss checkmail mailaccounts mailpassword qmail-pop3d qmail-pop3d-conf
      qmail-pop3sd-conf pop3rows pop3stat pop3who pop3maildir pop3check)),
    'man7/qmail-pop3.7' => 'file 0:0 644',
    'man5/pop3.octets.5' => 'file 0:0 644',
  },
);

my @rows = hier_rows();
my @files = grep { $_->[0] eq 'FILE' } @rows;
my $tree = copy_built();

# where a row is, under a $DESTDIR; conf- lines are absolute
my %conf = map { ($_ => conf_line("conf-$_")) } qw(home man empty door);
sub path {
  my ($dest, $row) = @_;
  my $path = "$dest$conf{$row->[1]}" . ($row->[2] ne '' ? "/$row->[2]" : '');
  $path =~ s{//+}{/}g;
  $path =~ s{/$}{};
  return $path;
}

sub fresh { return scratch() . '/' . ($_[0] || 'dest') }
sub setup {
  my ($dest, %o) = @_;
  return in_dir($tree, { env => { DESTDIR => $dest }, %o }, 'make', 'setup');
}
sub instcheck {
  my ($dest) = @_;
  return in_dir($tree, { env => { DESTDIR => $dest } }, './instcheck');
}

# all that make setup put below dest, and how
sub installed {
  my ($dest) = @_;
  return { map { ($_ => owner_mode("$dest/$_")) } everything($dest) };
}

# what should be there
sub should {
  my %paths;
  for my $row (@rows) {
    my $path = path('', $row);
    my $what = $row->[0] eq 'STATE' ? 'file 0:0 600' : 'directory 0:0 755';
    $paths{ substr $path, 1 } = $what if $path ne '';
    while ($path =~ s{/[^/]*$}{} && $path ne '') {
      $paths{ substr $path, 1 } = 'directory 0:0 755';
    }
  }
  for my $row (@files) {
    my $mode = $wanted{ $row->[1] eq 'home' ? 'bin' : 'man' }{ $row->[2] };
    $paths{ substr path('', $row), 1 } = $mode || 'not in the table of this test';
  }
  return \%paths;
}

for my $need (qw(bin/qmail-popup bin/checkpassword bin/qmail-pop3d
    man8/qmail-popup.8 man8/checkpassword.8 man8/qmail-pop3d.8
    man5/pop3.octets.5)) {
  ok(scalar(grep { $_->[2] eq $need } @files), "$need is in hier.c");
}

sub installs_right {
  my ($what, $dest, %o) = @_;
  my ($said, $status) = setup($dest, %o);
  is($status, 0, "$what: make setup") or diag($said);
  is_deeply(installed($dest), should(), "$what: what hier.c says, and nothing else");
  my @differ = grep { slurp(path($dest, $_)) ne slurp("$tree/$_->[3]") } @files;
  is_deeply(\@differ, [], "$what: each is what was built");
  is_deeply([instcheck($dest)], ['', 0], "$what: instcheck has nothing to say");
}

# ---- where it goes ----

installs_right('DESTDIR', fresh());
installs_right('DESTDIR with a space', fresh('a place for it'));
installs_right('DESTDIR in a folder that is not there', fresh('not/there/yet'));
installs_right('[umask] umask 000', fresh(), umask => 000);
installs_right('umask 077', fresh(), umask => 077);
installs_right('umask 777', fresh(), umask => 0777);

{
  my $dest = fresh();
  setup($dest);
  is_deeply([in_dir($tree, { env => { DESTDIR => $dest } }, 'make', 'check')],
    ['', 0], 'make check has nothing to say');
}

for my $dest (qw(relative ./relative ../relative), ' /tmp') {
  my @before = everything("$tree/..");
  for my $program (qw(install instcheck)) {
    my ($said, $status) = in_dir($tree, { env => { DESTDIR => $dest } },
      "./$program");
    is($status, 111, "$program: DESTDIR '$dest'");
    like($said, qr/\A\S+: fatal: cannot use DESTDIR: .+\n\z/, 'one line says why');
  }
  is_deeply([everything("$tree/..")], \@before, 'nothing was made');
}

# ---- who may ----

{
  my $dest = fresh();
  setup($dest);
  my $before = [installed($dest), slurp_all($dest)];
  my $own = fresh();
  mkdir $own;
  chown UID, UID, $own;
  for my $to ($dest, $own) {
    my ($said, $status) = in_dir($tree, { uid => UID, env => { DESTDIR => $to } },
      './install');
    is($status, 100, '[install-root] only root may install');
    like($said, qr/\Ainstall: fatal: .*root.*\n\z/, 'one line says so');
  }
  is_deeply([installed($dest), slurp_all($dest)], $before, 'nothing was changed');
  is_deeply([everything($own)], [], 'nothing was made');
}

# ---- again ----

# over a program that runs: it keeps its file, a new one is under its name
{
  my $dest = fresh();
  setup($dest);
  my $program = path($dest, (grep { $_->[2] eq 'bin/qmail-pop3d' } @files)[0]);
  my $dir = maildir({ 'new/100.a' => "Subject: a\n\nb\n" });
  pipe my $in_r, my $in or die "pipe: $!";
  pipe my $out, my $out_w or die "pipe: $!";
  my $pid = start(argv => [$program, $dir], uid => UID, before => sub {
    POSIX::dup2(fileno $in_r, 0);
    POSIX::dup2(fileno $out_w, 1);
  });
  close $_ for $in_r, $out_w;
  is(scalar <$out>, "+OK \r\n", 'a session');
  my %old = map { (path($dest, $_) => (stat path($dest, $_))[1]) } @files;
  open my $open, '<:raw', $program or die "$program: $!";
  spew("$tree/qmail-pop3d", slurp("$tree/qmail-pop3d"), 'a newer one');
  my ($said, $status) = setup($dest);
  is($status, 0, 'make setup while it runs') or diag($said);
  is_deeply([grep { (stat)[1] == $old{$_} } sort keys %old], [],
    '[new-files] every file is a new one: nothing was written in place');
  is_deeply(installed($dest), should(), 'and there is nothing else');
  my $old = do { local $/; <$open> };
  ok($old !~ /a newer one\z/, 'an open one stays as it was');
  ok(slurp($program) eq $old . 'a newer one', 'the new one is there');
  syswrite $in, "LIST\r\nQUIT\r\n";
  is(do { local $/; <$out> }, "+OK \r\n1 17\r\n.\r\n+OK \r\n", 'the session goes on');
  stop($pid);
}
$tree = copy_built();

# what stands in the way of the name that a file has until it is whole
{
  my $dest = fresh();
  setup($dest);
  my $victim = scratch() . '/victim';
  spew($victim, 'precious');
  symlink $victim, path($dest, $_) . '{new}' for @files;
  my ($said, $status) = setup($dest);
  is($status, 0, 'make setup over {new} that points elsewhere') or diag($said);
  is(slurp($victim), 'precious', 'what it points to is as it was');
  is_deeply(installed($dest), should(), 'nothing of that name is left');
}

# what the programs write stays, and is the same file: sessions have locked it
{
  my $dest = fresh();
  my $door = path($dest, ['STATE', 'door', '']);
  setup($dest);
  spew($door, 'written');
  my $inode = (stat $door)[1];
  chmod 0644, $door;
  my ($said, $status) = setup($dest);
  is($status, 0, 'make setup once more') or diag($said);
  is(slurp($door) . (stat $door)[1], "written$inode", '[door-stays] the file of the door stays');
  is(owner_mode($door), 'file 0:0 600', '  and is root\'s alone again');
}

# directories that are there already stay as they are
{
  my $dest = fresh();
  my $bin = path($dest, ['DIR', 'home', 'bin']);
  my $empty = path($dest, ['EMPTY', 'empty', '']);
  make_path($bin, $empty);
  chown 0, 50, $bin;
  chmod 02750, $bin;
  chown 0, 50, $empty;
  chmod 0555, $empty;
  my ($said, $status) = setup($dest);
  is($status, 0, 'make setup where directories are there') or diag($said);
  is(owner_mode($bin), 'directory 0:50 2750', 'bin stays as it is');
  is(owner_mode($empty), 'directory 0:50 555', 'the empty directory too');
  is_deeply([instcheck($dest)], ['', 0], 'instcheck agrees');
}

{
  my $dest = fresh();
  my $bin = path($dest, ['DIR', 'home', 'bin']);
  (my $above = $bin) =~ s{/[^/]*$}{};
  make_path("$above/usr/bin");
  symlink 'usr/bin', $bin or die "symlink: $!";
  my ($said, $status) = setup($dest);
  is($status, 0, 'make setup where bin is a link to usr/bin') or diag($said);
  is(readlink $bin, 'usr/bin', 'it stays one');
  is_deeply([instcheck($dest)], ['', 0], 'instcheck agrees');
}

# what cannot be installed leaves what is there as it was
sub refuses {
  my ($what, $like, $spoil) = @_;
  my $dest = fresh();
  make_path($dest);
  $spoil->($dest);
  my $before = slurp_all($dest);
  my ($said, $status) = in_dir($tree, { env => { DESTDIR => $dest } }, './install');
  is($status, 111, "$what: refused");
  like($said, qr/\Ainstall: fatal: cannot $like\n\z/, 'one line says why');
  my $after = slurp_all($dest);
  is_deeply([grep { !defined $after->{$_} || $after->{$_} ne $before->{$_} }
    sort keys %$before], [], 'what was there is as it was');
}

refuses('bin is a file', qr/make \S+: Not a directory/, sub {
  my $bin = path($_[0], ['DIR', 'home', 'bin']);
  (my $above = $bin) =~ s{/[^/]*$}{};
  make_path($above);
  spew($bin, 'mine');
});
refuses('the empty directory is a file', qr/make \S+: Not a directory/, sub {
  my $empty = path($_[0], ['EMPTY', 'empty', '']);
  (my $above = $empty) =~ s{/[^/]*$}{};
  make_path($above);
  spew($empty, 'mine');
});
refuses('a directory has the name of a program', qr/make \S+: .+/, sub {
  make_path(path($_[0], $files[1]) . '/mine');
  spew(path($_[0], $files[1]) . '/mine/too', 'mine');
});
{
  my $built = slurp("$tree/$files[-1][3]");
  refuses('not all is built', qr/read \S+: No such file or directory/, sub {
    unlink "$tree/$files[-1][3]";
  });
  spew("$tree/$files[-1][3]", $built);
}

# a full disk: the old program stays whole under its name
{
  my $dest = scratch();
  my $big = (sort { $b <=> $a } map { -s "$tree/$_->[3]" } @files)[0];
  my $total = 0;
  $total += -s "$tree/$_->[3]" for @files;
  my $size = int(($total + $big / 2) / 4096) * 4096;
  my ($said, $status) = in_dir($tree, { env => { DESTDIR => $dest } }, 'unshare',
    '--mount', '--propagation', 'private', 'sh', '-c', 'mount -t tmpfs -o mode=755,size='
    . $size . ' none "$DESTDIR" && ./install && echo first; dd if=/dev/zero'
    . ' of="$DESTDIR/fill" bs=4096 2>/dev/null; ./install; echo $?; rm "$DESTDIR/fill"'
    . ' "$DESTDIR"/*/*{new}; ./instcheck');
  is($status, 0, 'on a full disk instcheck finds every file as it was')
    or diag($said);
  like($said, qr/\Afirst\ninstall: fatal: cannot write \S+: No space left.*\n111\n\z/,
    'and install says why');
}

# ---- make check ----

# each damage is done alone to a good installation: [what, whom, how]
my $dest = fresh();
setup($dest);
my ($bin, $empty) = (path($dest, ['DIR', 'home', 'bin']),
  path($dest, ['EMPTY', 'empty', '']));
my $safe = scratch();
system('cp', '-a', "$dest/.", $safe) == 0 or die 'cp';

sub damage {
  my ($what, $path, $like, $how) = @_;
  system('rm', '-rf', $dest) == 0 or die 'rm';
  system('cp', '-a', $safe, $dest) == 0 or die 'cp';
  chmod 0755, $dest;
  $how->();
  my ($said, $status) = instcheck($dest);
  (my $name = $path) =~ s/^\Q$dest\E//;
  is($status, 1, "$what $name: instcheck is not content");
  like($said, qr/\Ainstcheck: \Q$path\E $like\n\z/, '[instcheck-once]   and says so in one line');
}

for my $row (@files) {
  my $path = path($dest, $row);
  my $mode = (stat $path)[2] & 07777;
  my $bytes = slurp($path);
  my $change = sub {
    my ($at) = @_;
    return sub {
      my $new = $bytes;
      substr $new, $at, 1, substr($new, $at, 1) ^ "\1";
      spew($path, $new);
    };
  };
  damage('mode', $path, qr/has the wrong mode/, sub { chmod $mode | 04000, $path });
  damage('mode', $path, qr/has the wrong mode/, sub { chmod $mode ^ 0002, $path });
  damage('mode', $path, qr/has the wrong mode/, sub { chmod $mode ^ 0100, $path });
  damage('owner', $path, qr/has the wrong owner/,
    sub { chown UID, 0, $path; chmod $mode, $path });
  damage('group', $path, qr/has the wrong group/,
    sub { chown 0, UID, $path; chmod $mode, $path });
  damage('first byte of', $path, qr/is not what was built here/, $change->(0));
  damage('last byte of', $path, qr/is not what was built here/, $change->(-1));
  damage('a byte behind', $path, qr/is not what was built here/,
    sub { spew($path, $bytes, "\n") });
  damage('a byte less of', $path, qr/is not what was built here/,
    sub { spew($path, substr $bytes, 0, -1) });
  damage('no bytes in', $path, qr/is not what was built here/, sub { spew($path, '') });
  damage('no', $path, qr/is missing/, sub { unlink $path });
  damage('a link for', $path, qr/is not a regular file/,
    sub { rename $path, "$path.real"; symlink "$path.real", $path });
  damage('a directory for', $path, qr/is not a regular file/,
    sub { unlink $path; mkdir $path });
}

damage('a file in', $empty, qr/is not empty/, sub { spew("$empty/x", '') });
damage('a file with a dot in', $empty, qr/is not empty/, sub { spew("$empty/.x", '') });
damage('three dots in', $empty, qr/is not empty/, sub { spew("$empty/...", '') });
damage('a directory in', $empty, qr/is not empty/, sub { mkdir "$empty/x" });
damage('all may write to', $empty, qr/can be written by others/,
  sub { chmod 0757, $empty });
damage('a group may write to', $empty, qr/can be written by others/,
  sub { chmod 0775, $empty });
damage('owner', $empty, qr/has the wrong owner/, sub { chown UID, 0, $empty });
damage('no', $empty, qr/is missing/, sub { rmdir $empty });
damage('a file for', $empty, qr/is not a directory/,
  sub { rmdir $empty; spew($empty, '') });
damage('a link for', $empty, qr/is not a directory/,
  sub { rename $empty, "$empty.real"; symlink "$empty.real", $empty });
damage('all may write to', $bin, qr/can be written by everybody/,
  sub { chmod 0757, $bin });
damage('owner', $bin, qr/has the wrong owner/, sub { chown UID, 0, $bin });
my $door = path($dest, ['STATE', 'door', '']);
damage('no', $door, qr/is missing/, sub { unlink $door });
damage('others may lock', $door, qr/has the wrong mode/, sub { chmod 0640, $door });
damage('owner', $door, qr/has the wrong owner/, sub { chown UID, 0, $door });
damage('a link for', $door, qr/is not a regular file/,
  sub { rename $door, "$door.real"; symlink "$door.real", $door });

# what cannot be looked at is not said to be missing
system("rm -rf $dest; cp -a $safe $dest; mv $bin $bin.real; : >$bin") == 0 or die 'a file';
my ($unread, $found) = instcheck($dest);
is($found, 1, 'a file in the place of the folder: instcheck is not content');
is(scalar(() = $unread =~ /^instcheck: \S+ Not a directory$/mg),
  scalar(grep { index(path($dest, $_), "$bin/") == 0 } @files),
  'each program there cannot be looked at');
unlike($unread, qr/is missing/, 'and none is called missing');

# each damage its line, and make ends with an error too
system('rm', '-rf', $dest) == 0 or die 'rm';
my ($said, $status) = instcheck($dest);
is($status, 1, 'nothing installed: instcheck is not content');
is(scalar(() = $said =~ /^instcheck: \S.* is missing$/mg), scalar @rows,
  'and has one line for each row');
($said, $status) = in_dir($tree, { env => { DESTDIR => $dest } }, 'make', 'check');
isnt($status, 0, 'make check ends with an error');

# ---- elsewhere ----

for my $home (qw(/var/qmail /usr/local)) {
  $tree = copy_built();
  %conf = (home => $home, man => "$home/man", empty => "$home/nothing here",
    door => "$home/a door");
  conf($tree, "conf-$_", $conf{$_}) for keys %conf;
  installs_right("conf-home $home", fresh());
}

# and there they serve, when nobody else of these names does
my @names = map { $_->[2] =~ m{^bin/(.*)} } @files;
unlink map { my $d = $_; map { "$d/$_" } @names } qw(/usr/bin /usr/local/bin /var/qmail/bin);
my $hash = hash('geheim', 'y');
for my $home (qw(/var/qmail /usr/local)) {
  $tree = copy_built();
  conf($tree, 'conf-home', $home);
  conf($tree, 'conf-man', "$home/man");
  is((setup(''))[1], 0, "conf-home $home: make setup");
  is_deeply([make($tree, {}, 'check')], ['', 0], '  make check has nothing to say');
  my ($user, $uid) = $home =~ /qmail/ ? ('quirin', 64001) : ('lois', 64002);
  my $dir = user($user, $uid, $hash) . '/MAILDIR.POP';
  maildir({ 'new/100.a' => "Subject: a\n\nb\n" }, $dir, $uid);
  my $pid = serve('/var/qmail/bin', "$home/bin/checkpassword");
  dial(110);
  my $got = eval { fetch('curl', way => 'clear', port => 110, user => $user,
    password => 'geheim', home => scratch()) };
  is_deeply([$@, $got && @{ $got->{mail} }], ['', "Subject: a\r\n\r\nb\r\n"],
    '  a message is fetched by the recipe of the README');
  stop($pid);
  unlink map { "$home/bin/$_" } @names;
}

for my $env ({}, { DESTDIR => '' }) {
  my $root = scratch();
  $tree = copy_built();
  %conf = map { ($_ => "/$_") } qw(home man empty door);
  conf($tree, "conf-$_", "$root/$_") for keys %conf;
  my ($said, $status) = setup($root, env => $env);
  is($status, 0, 'without a DESTDIR: make setup') or diag($said);
  is_deeply(installed($root), should(), 'each is where the conf- files say');
  is_deeply([in_dir($tree, { env => $env }, './instcheck')], ['', 0],
    'instcheck looks there too');
}

done_testing();
