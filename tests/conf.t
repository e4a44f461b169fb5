# qmail-pop3d-conf: what it writes, and what comes of it: a link, and mail is
# served by real svscan, multilog and tcpserver; ./check, and what it says of
# planted faults.
use strict;
use warnings;
use lib 'tests';
use Chain;
use Tree;
use File::Path qw(make_path);
use IO::Socket::INET;
use IO::Socket::IP;
use Test::More;

private();
own_root();
delete @ENV{grep { /^MAKE|^MFLAGS$/ } keys %ENV}; # a make of its own
delete $ENV{DESTDIR};
is(`make setup check >/dev/null; echo \$?`, "0\n", 'make setup check');

my $PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
my $WORD = 'xyzzy "plugh\' 1\\7 ';
my ($uid, $log_uid) = (60990, 60991);
my $home = user('alice', $uid, hash($WORD, 'y'));
user('pop3log', $log_uid, '!');
my $box = { 'new/1000.a' => "Subject: a\n\nb\n", 'cur/2000.b:2,S' => "c\n" };
my $maildir = maildir($box, "$home/Maildir", $uid);
my $tmp = scratch();

sub sh {
  my ($command, %o) = @_;
  my $r = run(argv => ['sh', '-ec', $command], env => { PATH => $PATH }, %o);
  return $r->{code} == 0 || diag $r->{out}, $r->{err};
}

# call(words...), with %o as in run before them if that is a hash
sub call {
  my %o = ref $_[0] ? %{ +shift } : ();
  my ($name, @argv) = @_;
  return run(argv => ["/bin/$name", @argv], env => { PATH => $PATH }, chdir => '/', %o);
}

# Waits as wait_for does.  In vain is a test that failed, and the others run.
sub await(&$) {
  my ($block, $what) = @_;
  return eval { &wait_for($block, $what) } || fail("$what: $@");
}

# the first line that the port says to a client, '' if it hangs up at once
sub greeting {
  my ($port, %from) = @_;
  my $s = await {
    IO::Socket::IP->new(PeerHost => '127.0.0.1', PeerPort => $port, %from)
  } "port $port";
  return $s && <$s> // '';
}

# the same with arguments that are right, but for those given
my @right = qw(checkpassword pop3log);
sub makes {
  my ($dir, @more) = @_;
  my $r = call('qmail-pop3d-conf', @right, $dir, 'pop3.example.org', @more);
  is_deeply([@$r{qw(code out err)}], [0, '', ''], "$dir is made");
}

# ---- arguments ----

my $long = 'x' x 1001;
for my $row (
  # [exit code, what it says, arguments; DIR is a new name]
  [100, 'usage: .*'],
  [100, 'usage: .*', '-h'],
  [100, 'usage: .*', qw(checkpassword pop3log DIR)],
  [100, 'usage: .*', qw(checkpassword pop3log DIR h Maildir 0 more)],
  (map { [100, 'an argument must have .*', $_, qw(pop3log DIR h)],
      [100, 'an argument must have .*', 'checkpassword', $_, qw(DIR h)],
      [100, 'an argument must have .*', @right, $_, 'h'],
      [100, 'an argument must have .*', @right, qw(DIR h), $_],
      [100, 'an argument must have .*', @right, qw(DIR h Maildir), $_] }
    '', "\n", "/etc/a\nb", "/etc/a\r", "/\t", "/\x7f", "/\x1f", $long),
  (map { [100, 'checkpassword must be .*', $_, qw(pop3log DIR h)] }
    '-v', './checkpassword', 'bin/checkpassword', ' checkpassword', 'checkpassword *',
    'check[p]assword', 'checkpassword a?', 'checkpassword \\'),
  [111, 'cannot find the program \S+: No such file .*', qw(/bin/none pop3log DIR h)],
  [111, 'cannot find the program none: No such file .*', qw(none pop3log DIR h)],
  [111, 'cannot find the program /etc/passwd: Permission .*',
    qw(/etc/passwd pop3log DIR h)],
  [100, 'logacct must be .*', 'checkpassword', '-r', qw(DIR h)],
  [111, 'cannot find the account none: No such file .*', qw(checkpassword none DIR h)],
  (map { [100, 'the service directory must be .*', @right, $_, 'h'] }
    'etc/pop3d', './x', '-/x', '~/x'),
  [111, 'cannot make /none/x: No such file .*', @right, '/none/x', 'h'],
  [111, 'cannot make /etc/passwd/x: Not a directory', @right, '/etc/passwd/x', 'h'],
  (map { [100, 'host has 1 to 255 letters, .*', @right, 'DIR', $_] }
    'a b', 'a/b', 'a_b', '[a', '-a', '.a', 'a"', '$a', "\xfc", 'x' x 256),
  (map { [100, 'ip must be .*', @right, qw(DIR h Maildir), $_] }
    '1.2.3', '1.2.3.256', '1.2.3.4 ', '00', '::1::', ':', 'localhost', '-1', '1.2.3.4.5'),
) {
  my ($code, $says, @argv) = @$row;
  my $dir = "$tmp/new";
  s/^DIR$/$dir/ for @argv;
  my $r = call('qmail-pop3d-conf', @argv);
  my $what = join ' ', map { length > 20 ? 'long' : "'" . s/[^ -~]/?/gr . "'" } @argv;
  is("$r->{code} $r->{out}", "$code ", "$what: $code");
  like($r->{err}, qr/\Aqmail-pop3d-conf: fatal: $says\n\z/, "$what: says why");
  ok(!-e $dir, "$what: nothing is made");
}
{
  chmod 0777, $tmp;
  my $r = call({ uid => $uid }, 'qmail-pop3d-conf', @right, "$tmp/new", 'h');
  is("$r->{code} $r->{err}", "100 qmail-pop3d-conf: fatal: only root can set owners\n",
    'not root');
  ok(!-e "$tmp/new", 'not root: nothing is made');
  chmod 0755, $tmp;
  for my $fd (0 .. 2) {
    for ([qw(pop3d h)], [qw(pop3sd h /etc/passwd)]) {
      my ($which, @argv) = @$_;
      is(call({ close => [$fd] }, "qmail-$which-conf", @right, "$tmp/new", @argv)->{code},
        111, "$which: descriptor $fd is closed: 111");
      ok(!-e "$tmp/new", "$which: descriptor $fd is closed: nothing is made");
    }
  }
  for (['host' => 'x' x 255], ['maildir' => 'h', 'x' x 1000],
      ['ip' => 'h', 'x', '255.255.255.255']) {
    my ($what, @argv) = @$_;
    is(call('qmail-pop3d-conf', @right, "$tmp/edge.$what", @argv)->{code}, 0,
      "the longest $what");
  }
}

# ---- what is there stays ----

for my $kind (qw(directory file link)) {
  my $dir = scratch() . '/x';
  my %make = (directory => sub { mkdir $dir; spew("$dir/run", 'mine') },
    file => sub { spew($dir, 'mine') }, link => sub { symlink 'nowhere', $dir });
  $make{$kind}->();
  my $before = `ls -lR --time-style=full-iso $dir`;
  for my $name ($dir, $kind eq 'file' ? () : "$dir/") {
    my $r = call('qmail-pop3d-conf', @right, $name, 'h');
    is($r->{code}, 111, "a $kind is there: 111");
    like($r->{err}, qr{\Aqmail-pop3d-conf: fatal: cannot make \Q$name\E: .+\n\z},
      "a $kind is there: says so");
  }
  is(`ls -lR --time-style=full-iso $dir`, $before, "a $kind is there: and stays");
}

# ---- half way ----

# on a disk with so many inodes, from none to enough
{
  my $disk = "$tmp/disk";
  mkdir $disk;
  my $enough;
  for my $inodes (2 .. 30) {
    system('mount', '-t', 'tmpfs', '-o', "nr_inodes=$inodes", 'none', $disk) == 0 or die;
    my $r = call('qmail-pop3d-conf', @right, "$disk/x", 'h');
    my @left = everything($disk);
    $enough = 1 if $r->{code} == 0;
    if (!$enough) {
      is($r->{code}, 111, "room for $inodes: 111");
      like($r->{err}, qr/^qmail-pop3d-conf: fatal: .+\n\z/m, "room for $inodes: says so");
      is_deeply(\@left, [], "room for $inodes: nothing is left");
    }
    system('umount', $disk) == 0 or die;
    last if $enough;
  }
  ok($enough, 'there is a size that is enough');
}

# a tcprules that fails; one that leaves what nobody expects; none
my $rules = '/usr/bin/tcprules';
rename $rules, "$rules.real" or die "$rules: $!";
for my $row (
  ['fails', 'exit 1', '', ''],
  ['leaves a draft', 'echo >tcp.tmp; exit 111', '', ''],
  ['leaves a cdb', 'echo >tcp.cdb; exit 111', '', ''],
  ['makes nothing', 'exit 0', '', ''],
  ['leaves a file', 'echo >mine; exit 1',
    "qmail-pop3d-conf: warning: cannot remove DIR: Directory not empty\n", 'mine'],
  ['leaves a file deeper', 'echo >log/mine; exit 1',
    "qmail-pop3d-conf: warning: cannot remove DIR/log: Directory not empty\n"
    . "qmail-pop3d-conf: warning: cannot remove DIR: Directory not empty\n",
    'log', 'log/mine'],
) {
  my ($what, $does, $warns, @left) = @$row;
  my $dir = scratch() . '/x';
  spew($rules, "#!/bin/sh\n$does\n");
  chmod 0755, $rules;
  my $r = call('qmail-pop3d-conf', @right, $dir, 'h');
  $warns =~ s/DIR/$dir/g;
  is($r->{code}, 111, "tcprules $what: 111");
  like($r->{err}, qr/\Aqmail-pop3d-conf: fatal: [^\n]*tcp\S+[^\n]*\n\Q$warns\E\z/,
    "tcprules $what: says what is left");
  is_deeply([-d $dir ? everything($dir) : ''], \@left, "tcprules $what: it is");
}
unlink $rules;
{
  my $r = call('qmail-pop3d-conf', @right, "$tmp/none", 'h');
  is("$r->{code} $r->{err}", "111 qmail-pop3d-conf: fatal: cannot run tcprules: No such"
    . " file or directory\nqmail-pop3d-conf: fatal: tcprules, of ucspi-tcp, made no"
    . " tcp.cdb\n", 'no tcprules: says so');
  ok(!-e "$tmp/none", 'no tcprules: nothing is left');
}
rename "$rules.real", $rules or die "$rules: $!";

# ---- what is made ----

my %files = (check => 'file 0:0 755', 'log/run' => 'file 0:0 755', run => 'file 0:0 755',
  log => 'directory 0:0 755', 'log/main' => "directory $log_uid:$log_uid 700",
  map { $_ => 'file 0:0 644' } qw(Makefile tcp tcp.cdb));
for my $umask (0, 022, 0777) {
  my $parent = scratch();
  chown 0, $uid, $parent;
  chmod 02777, $parent;
  my $r = call({ before => sub { umask $umask; $) = "$uid 0" } }, 'qmail-pop3d-conf',
    @right, "$parent/x", 'h');
  is($r->{code}, 0, sprintf 'umask %o: made', $umask);
  is(owner_mode("$parent/x"), 'directory 0:0 755', '  the directory is root\'s');
  is_deeply({ map { $_ => owner_mode("$parent/x/$_") } everything("$parent/x") },
    \%files, '  so is what is in it, but for log/main');
}

makes('/etc/pop3d');
like(slurp('/etc/pop3d/run'), qr{^PATH='/bin:\Q$PATH\E'$}m, 'run sets PATH');
is_deeply([slurp('/etc/pop3d/tcp') =~ /^([^#\n].*)/mg], ['127.:allow', ':deny'],
  'tcp denies all but 127.');
{
  my $cdb = slurp('/etc/pop3d/tcp.cdb');
  ok(sh('cd /etc/pop3d; touch tcp; make'), 'make makes tcp.cdb');
  is(slurp('/etc/pop3d/tcp.cdb'), $cdb, '  as it was');
  is((run(argv => ['make'], chdir => '/etc/pop3d', env => { PATH => $PATH }))->{out},
    "tcprules tcp.cdb tcp.tmp <tcp\n", '  always: files of one second look alike');
}
like(slurp('/etc/pop3d/log/run'), qr/ multilog t s16777215 n20 \.\/main$/m,
  '[log-keeps] the log keeps a month');
for my $file (qw(run check log/run)) {
  for my $shell (['dash'], ['bash', '--posix'], [qw(busybox sh)]) {
    SKIP: {
      skip "no $shell->[0]", 1 if !-x "/bin/$shell->[0]";
      my $r = run(argv => [@$shell, '-n', "/etc/pop3d/$file"]);
      is("$r->{code} $r->{err}", '0 ', "$file is a script for $shell->[0]");
    }
  }
}

# ---- a link, and mail is served ----

ok(sh('rm -rf /etc/service /service; mkdir /etc/service'
  . '; for ip in 10.0.0.7 10.0.1.7; do ip addr add $ip/32 dev lo; done'),
  'a /etc/service and more addresses');
my $svscan = start(argv => ['svscan', '/etc/service'], env => { PATH => $PATH }, chdir => '/',
  log => "$tmp/svscan");

sub logged {
  my ($dir) = @_;
  return -e "$dir/log/main/current" ? slurp("$dir/log/main/current") : '';
}

# in service, and listening; by the svscan there is, or a new one that need not
# wait until it looks again
sub link_service {
  my ($dir, $limit) = @_;
  if (defined $dir) { symlink $dir, '/etc/service/' . $dir =~ s{.*/}{}r or die "symlink: $!" }
  else { ($dir) = map { readlink } glob '/etc/service/*' }
  return fail('a link in /etc/service') if !defined $dir;
  $svscan ||= start(argv => ['sh', '-c', ($limit || ':') . '; exec svscan /etc/service'],
    env => { PATH => $PATH }, chdir => '/', log => "$tmp/svscan");
  await { logged($dir) =~ /tcpserver: (?:status: 0|fatal)/ } "the service $dir"
    or diag(slurp("$tmp/svscan"), logged($dir));
}

# none is in service, and nothing is left running
sub unlink_services {
  stop($svscan);
  undef $svscan;
  unlink glob '/etc/service/*';
}

# what curl gets from there, and how it ended
sub curl {
  my ($url, @more) = @_;
  my $r = run(argv => ['curl', '-q', '-sS', '--noproxy', '*', '--max-time', HANGS, @more, $url],
    env => { PATH => $PATH });
  return $r->{code} ? $r->{code} : $r->{out};
}

link_service('/etc/pop3d');
my @as = ('-u', "alice:$WORD");
is(curl('pop3://127.0.0.1/1', @as), "Subject: a\r\n\r\nb\r\n", 'curl fetches a message');
is(curl('pop3://127.0.0.1/', @as), "1 17\r\n2 3\r\n", 'curl lists the messages');
is(curl('pop3://127.0.0.1/1', '-u', 'alice:no'), 67, 'a wrong password');
my $session = qr/qmail-pop3d: pid \d+ from 127\.0\.0\.1 user alice quit retr 1 17 /;
ok(await(sub { logged('/etc/pop3d') =~ $session }, 'the log'), 'the log has the session');
like(logged('/etc/pop3d'), qr/ tcpserver: ok \d+ pop3\.example\.org:127\.0\.0\.1:110 /,
  'and the name of the host, which nobody asked for');
like(greeting(110), qr/^\+OK pop3\.example\.org ready\r\n/, 'a greeting without APOP');

sub from {
  my ($ip) = @_;
  return greeting(110, PeerHost => $ip, LocalHost => $ip) ? 'allow' : 'deny';
}

is(from('127.0.0.1'), 'allow', '127.0.0.1 may connect');
is(from($_), 'deny', "$_ may not") for qw(10.0.0.7 10.0.1.7);

# from here on the files are edited, and stay so
my $edits = 'cd /etc/pop3d; echo 10.0.0.:allow >>tcp; make;'
  . ' sed -i "s/^clients=.*/clients=5/" run; svc -t .';
ok(sh($edits), 'edited');
await { logged('/etc/pop3d') =~ m{status: 0/5} } 'the new settings';
is(from('10.0.0.7'), 'allow', 'tcp edited, make: 10.0.0.7 may connect');
is(from('10.0.1.7'), 'deny', '  others may not');
my %edited = map { $_ => slurp("/etc/pop3d/$_") } qw(run check tcp Makefile log/run);

# ---- ./check ----

# check(dir, %o) tries alice there: "code\n" and what it says
sub check {
  my ($dir, %o) = @_;
  my $r = run(argv => [@{ $o{shell} || [] }, './check', $o{user} || 'alice'],
    in => ($o{word} || $WORD) . "\n", chdir => $dir, env => { PATH => $PATH },
    %{ $o{run} || {} });
  is($r->{err}, $o{err} || '', 'check: no other complaint');
  return "$r->{code}\n$r->{out}";
}

my $well = "pop3check: all is well: alice has 2 messages, 20 octets\n";
ok(rename("$maildir/cur/1000.a:2,", "$maildir/new/1000.a"), 'the message was moved');
$box = contents($maildir);
is(check('/etc/pop3d'), "0\n$well", 'check: all is well');
is_deeply(contents($maildir), $box, '  and the maildir as it was');
for my $shell (['dash'], ['bash', '--posix'], ['bash'], [qw(busybox sh)]) {
  SKIP: {
    skip "no $shell->[0]", 1 if !-x "/bin/$shell->[0]";
    is(check('/etc/pop3d', shell => $shell), "0\n$well", "check, by @$shell");
  }
}
is(check('/etc/pop3d', run => { argv => ['/etc/pop3d/check', 'alice'], chdir => '/' }),
  "0\n$well", 'check, from elsewhere');
is(check('/etc/pop3d', run => { in => $WORD }), "0\n$well", 'check, no line feed');

make_path("$tmp/pop3d");
is(check('/etc/pop3d', run => { argv => ['pop3d/check', 'alice'], chdir => '/etc',
  env => { PATH => $PATH, CDPATH => $tmp } }), "0\n$well", 'check, and a CDPATH');

my @usage = ("check: usage: ./check user\n",
  "pop3check: fatal: usage: pop3check user [service [ask]]\n");
for my $row ([$usage[0]], [$usage[1], ''], [$usage[0], qw(alice bob)], [$usage[1], "a\nb"],
    ["pop3check: fatal: no password, no login\n", 'alice']) {
  my ($says, @argv) = @$row;
  my $r = run(argv => ['./check', @argv], chdir => '/etc/pop3d', env => { PATH => $PATH });
  is("$r->{code} $r->{out}$r->{err}", "100 $says", $says);
}
{
  my $r = run(argv => ['./check', 'alice'], chdir => '/etc/pop3d', uid => $uid,
    env => { PATH => $PATH });
  is("$r->{code} $r->{err}", "111 pop3check: fatal: only root can become the user\n",
    'check: not root');
}

# the password is nowhere where others could read it
{
  my $trace = "$tmp/trace";
  check('/etc/pop3d', shell => [qw(strace -f -qq -v -s 10000 -e trace=execve -o), $trace],
    run => { env => { PATH => $PATH, MORE => 1 } });
  my $seen = slurp($trace);
  my ($env) = $seen =~ m{execve\("/bin/qmail-pop3d", \[[^]]*\], \[(.*)\]};
  is(join(' ', sort $env =~ /"(\w+)=/g), 'HOME PATH POP3AUTH SHELL USER',
    'what is in the environment at the end of the chain');
  unlike($seen, qr/xyzzy/, 'the password is in no argument and no environment');
}

# it does not appear on a terminal, which is as it was in the end
sub at_terminal {
  my ($dir) = @_;
  pipe my $r, my $in or die "pipe: $!";
  my $out = "$tmp/terminal";
  spew($out, '');
  my $pid = start(log => $out, chdir => $dir, env => { PATH => $PATH },
    before => sub { POSIX::dup2(fileno $r, 0) },
    argv => ['script', '-qec', './check alice; stty -a; echo over', '/dev/null']);
  close $r;
  await { slurp($out) =~ /password of alice: / } 'the question';
  syswrite $in, "$WORD\n";
  my $said = await { slurp($out) =~ /(.*)^over/ms && $1 } 'the end';
  stop($pid);
  return $said;
}
{
  my $said = at_terminal('/etc/pop3d');
  like($said, qr/all is well/, 'check at a terminal');
  unlike($said, qr/xyzzy/, '  the password is not shown');
  like($said, qr/(?<!-)\becho\b/, '  and echo is on again');
}

# The least hard limit in KiB under which qmail-pop3d serves alice: it depends on
# the machine and on how the program is linked.
sub least {
  my ($less, $least) = (0, 1 << 17);
  while ($least - $less > 16) {
    my $kib = ($less + $least) >> 1;
    my $r = run(argv => ['sh', '-c', 'ulimit -v "$0" && exec qmail-pop3d "$@"', $kib, $maildir],
      uid => $uid);
    ($r->{out} =~ /^\+OK/ ? $least : $less) = $kib;
  }
  return $least;
}
# 9000 names of 240 bytes do not fit; prlimit itself must start
my $little = (least() + 1000) << 10;
my $too_large = "s/^memory=.*/memory=99000000/; s/qmail-pop3d \"/prlimit --as=$little:$little &/";

# Faults: [what, how to make it in the service directory, how to undo it, what
# check says to it].  In what it says, LOG is the log and the replies.
my $run = 'mv run.real run';
sub edit { my ($sed) = @_; "cp -p run run.real; sed -i '$sed' run" }
my $new = "$maildir/new";
my $mended = "pop3maildir ./Maildir alice\n";
my @faults = (
  ['the soft limit too small for the hash is none', edit('s/^memory=.*/memory=4000000/')
    . '; svc -t .', "$run; svc -t .", $well],
  ['the hard limit is too small for the hash', edit('/^case/i ulimit -v 12000'), $run,
    'the hard limit on memory is too small for the hash of the password: look for'
    . " ulimit in RUN, and where its supervisor is started\n"],
  (map { ["limit: $_", edit("s/^memory=.*/memory=$_/"), $run, 'a limit on memory is too small'
    . ' for a program to start: look for memory, softlimit and ulimit in RUN, and where its'
    . " supervisor is started\nLOG"] } 60_000),
  (map { ["program missing: $_->[0]", "mv /bin/$_->[0] /bin/no", "mv /bin/no /bin/$_->[0]",
    "the program $_->[0] is missing: $_->[1]\n"] } [softlimit => 'apt-get install daemontools'],
    [tcpserver => 'apt-get install ucspi-tcp'],
    map { [$_ => 'make setup check'] } qw(qmail-popup checkpassword qmail-pop3d)),
  ['program missing: multilog', 'mv /bin/multilog /bin/no', 'mv /bin/no /bin/multilog',
    "the program multilog is missing: apt-get install daemontools\n"],
  ['program not executable', 'chmod 644 /bin/tcpserver', 'chmod 755 /bin/tcpserver',
    "nobody may execute the program /bin/tcpserver: chmod 755 /bin/tcpserver\n"],
  ['program not for users', 'chmod 700 /bin/qmail-pop3d', 'chmod 711 /bin/qmail-pop3d',
    "users may not execute /bin/qmail-pop3d: chmod 711 /bin/qmail-pop3d\n"],
  ['shadow cannot be read', 'mount --bind /proc/$PPID/mem /etc/shadow', 'umount /etc/shadow',
    "checkpassword cannot read /etc/shadow: Input/output error: man checkpassword\n"],
  ['no empty directory', 'mv /var/empty /var/no', 'mv /var/no /var/empty',
    "/var/empty is no folder, and nobody can log in without it: make setup\n"],
  ['no home', "mv $home $home.no", "mv $home.no $home",
    "alice has no home, for $home is missing: mkdir -m 700 $home && chown alice: $home\n"],
  ['maildir missing', "mv $maildir $home/no", "mv $home/no $maildir",
    "alice has no maildir ./Maildir: $mended"],
  ['maildir closed', "chmod 0 $maildir", "chmod 700 $maildir",
    "alice may not enter $maildir: chmod u+x $maildir\n"],
  ['maildir unreadable', "chmod 0 $new", "chmod 700 $new",
    "alice may not enter $new: chmod u+rwx $new\n"],
  ['maildir with nothing in it', "mkdir $home/no; mv $new $maildir/cur $maildir/tmp $home/no",
    "mv $home/no/* $maildir; rmdir $home/no", 'alice has no maildir ./Maildir, for new, cur'
    . " and tmp are missing in it: rmdir $maildir && $mended"],
  ['maildir without new, of somebody else',
    "mv $new $home/no; chown root $maildir; chmod 755 $maildir",
    "chown alice $maildir; chmod 700 $maildir; mv $home/no $new",
    "alice may not write to $maildir: chown -R alice: $maildir\n"
    . "pop3check: $new is missing: mkdir -m 700 $new && chown alice: $new\n"],
  ['maildir too large', edit($too_large) . "; svc -t .; cd $new;"
    . ' for n in $(seq 9000); do : >$n.' . 'x' x 240 . '; done',
    "$run; svc -t .; find $new -name '*x' -delete", 'the limit on memory is too small for so'
    . " much mail: look for memory or softlimit in RUN\nLOG"],
  (map { ["maildir of somebody else: $_", "chown root $maildir/$_; chmod 755 $maildir/$_",
    "chown alice $maildir/$_; chmod 700 $maildir/$_",
    "alice may not delete from $maildir/$_: chown -R alice: $maildir/$_\n"] } qw(new cur)),
  ['tcp.cdb missing', 'mv tcp.cdb no', 'mv no tcp.cdb',
    "DIR/tcp.cdb is missing, so nobody may connect: MAKE\n"],
  ['tcp.cdb older', 'touch -r tcp no; touch tcp', 'touch -r no tcp; rm no',
    "DIR/tcp.cdb is older than DIR/tcp, and so are the rules: MAKE\n"],
  (map { ["two rules for '$_->[0]'", "cp -p tcp no; echo $_->[0]:allow >>tcp; make >/dev/null",
    'mv no tcp; make >/dev/null', "DIR/tcp has two rules for $_->[1], and the first one counts:"
    . " remove one, and MAKE\n"] } ['', 'all others'], ['127.', '127.']),
  ['log not writable', 'chown root log/main; chmod 755 log/main',
    'chown pop3log log/main; chmod 700 log/main',
    "multilog, as pop3log, cannot write to LOGS: chown -R pop3log LOGS\n"],
  ['log file not writable', 'chown root log/main/current', 'chown pop3log log/main/current',
    "multilog, as pop3log, cannot write to LOGS: chown -R pop3log LOGS\n"],
  ['log account unknown', 'cp -p log/run no; sed -i s/pop3log/nobody-here/ log/run',
    'mv no log/run', 'there is no account nobody-here for the log: useradd --system'
    . " --no-create-home nobody-here\n"],
  ['"check" edited away', edit('s/check)/chuck)/'), $run, $well],
  (map { ["$_ not executable", "chmod 644 $_", "chmod 755 $_",
    "nobody may execute DIR/$_: chmod 755 DIR/$_\n"] } qw(run log/run)),
);
sub server { # the tcpserver that supervise has now
  my ($pid) = `svstat /etc/pop3d` =~ /: up \(pid (\d+)\)/;
  return $pid && -e "/proc/$pid" && slurp("/proc/$pid/comm") eq "tcpserver\n" && $pid;
}
# a command in the service directory; "svc -t" has done its work when it returns
sub change {
  my ($what, $command) = @_;
  my $old = server();
  sh("cd /etc/pop3d; $command") or fail("to make it so: $what");
  await { (server() || $old) != $old } "the new server: $what" if $command =~ /svc -t/;
}
for my $row (@faults) {
  my ($what, $do, $undo, $says) = @$row;
  change($what, $do);
  my $got = check('/etc/pop3d');
  change($what, $undo);
  $got =~ s/^((?:  (?:log|reply|exit): .*\n)+)/LOG/m;
  my $is_well = $says =~ /^pop3check: all is well/;
  $says = "pop3check: $says" if !$is_well;
  my %word = (RUN => '/etc/pop3d/run', DIR => '/etc/pop3d', LOGS => '/etc/pop3d/log/main',
    MAKE => 'make -C /etc/pop3d tcp.cdb');
  $says =~ s/\b(RUN|DIR|LOGS|MAKE)\b/$word{$1}/g;
  is($got, ($is_well ? "0\n" : "1\n") . $says, "check, $what");
}
is(check('/etc/pop3d'), "0\n$well", 'check: all is well again');

# who is refused, and why
for my $row (['the password is not that of alice: passwd alice', word => 'geheim'],
    ['there is no account bob: useradd -m bob', user => 'bob'],
    ['the uid of root is 0, and root gets no mail here: have it sent on to another user',
      user => 'root']) {
  my ($why, %o) = @$row;
  my $got = check('/etc/pop3d', %o);
  like($got, qr/\A1\npop3check: \Q$why\E\n/, "check, $why");
  next if !$o{word};
  like($got, qr/^  log: checkpassword: .* refused: wrong password\n/m, '  with the log');
  like($got, qr/^  reply: -ERR \[AUTH\] authorization failed\n/m, '  and what a client is told');
}

# a checker with users of its own
spew('/bin/checker', "#!/bin/sh\ncd $home\nexec 3<&-\nexec setuidgid alice \"\$@\"\n");
chmod 0755, '/bin/checker';
is(call('qmail-pop3d-conf', qw(/bin/checker pop3log /etc/pop3c h))->{code}, 0, 'a checker');
ok(sh('sed -i s/^memory=.*/memory=99000000/ /etc/pop3c/run'), '  with what a shell needs anywhere');
like(check('/etc/pop3c', user => 'virtual'),
  qr/\A0\n.*\npop3check: all is well: virtual has 2 messages, 20 octets\n\z/,
  'check, who is no account of the system');

# mail accounts, and the system's behind them
{
  my $dir = '/etc/pop3m';
  my $mail = scratch();
  maildir({ 'new/1000.a' => "for bob\n" }, "$mail/Maildir", 2000);
  my $checker = 'checkmail accounts.cdb checkpassword';
  is(call('qmail-pop3d-conf', $checker, 'pop3log', $dir, 'h')->{code}, 0, '[mail-conf] made');
  is((stat "$dir/accounts")[2] & 07777, 0600, '  only root can read the accounts');
  like(check($dir),
    qr{\A1\npop3check: \Q$dir\E/accounts.cdb is missing, so there are no accounts: make -C},
    '  check, without a database');
  ok(sh("echo one | mailpassword bob accounts 2000 2000 $mail; make", chdir => $dir),
    '  an account');
  my $in = "pop3check: not in service yet: ln -s $dir /etc/service/\n";
  my %said = (bob => "0\n${in}pop3check: all is well: bob has 1 messages, 9 octets\n",
    alice => "0\n$in$well");
  is(check($dir, user => 'bob', word => 'one'), $said{bob}, '  check, an account of the mail');
  is(check($dir), $said{alice}, '  check, an account of the system');
  like(check($dir, user => 'bob'), qr/\A1\npop3check: the password is not that of bob: /,
    '  check, a wrong password');
  ok(sh('sed -i s/^domain=.*/domain=example.org/ run; touch -d tomorrow accounts',
    chdir => $dir), '  a domain');
  like(check($dir, user => 'Bob@Example.ORG', word => 'one'),
    qr{\A1\npop3check: \S+/accounts.cdb is older than \S+/accounts, and so are the accounts: m},
    '  check, a database that is old');
  ok(sh('touch accounts; make', chdir => $dir), '  make');
  unlink_services();
  link_service($dir);
  is(curl('pop3://127.0.0.1/1', '-u', $_->[0]), $_->[1], "  curl, $_->[0]")
    for ['bob@example.org:one', "for bob\r\n"], ["alice:$WORD", "Subject: a\r\n\r\nb\r\n"],
      ['bob:two', 67];
  unlink_services();
  link_service('/etc/pop3d');
  for my $other ('/bin/checkmail accounts.cdb', 'checkmail /etc/pop3m/accounts.cdb') {
    my ($to) = map { "/etc/pop3m.$_" } $other =~ /(\w+)/;
    is(call('qmail-pop3d-conf', $other, 'pop3log', $to, 'h')->{code}, 0, "  $other");
    is(-e "$to/accounts" || 0, $other =~ / a/ || 0, '  accounts of its own');
  }
}

# what else may be in the scripts is not run
ok(sh("cd /etc/pop3d; cp -p log/run no; cat >>log/run <<'END'\n"
  . join("\n", (map { "x$_" } "=1 touch $tmp/ran", "=1; touch $tmp/ran", "=`touch $tmp/ran`",
    "=\$(touch $tmp/ran)", "=\"\$(touch $tmp/ran)\"", "=1#; touch $tmp/ran"),
    'account="pop3log2"  # "here"', 'exec setuidgid "$account" multilog ./main', 'END', '')),
  'more in log/run');
like(check('/etc/pop3d'), qr/\A1\npop3check: there is no account pop3log2/, 'settings are read');
ok(!-e "$tmp/ran", '  and nothing else of it is run');
ok(sh('cd /etc/pop3d; mv no log/run'), '  log/run as it was');

# ---- words of any kind, and what is at odds with others ----

my $odd = "a maildir's \$HOME `id` \"\\ *";
maildir({ 'new/1' => "odd\n" }, "$home/$odd", $uid);
my $well_odd = "pop3check: all is well: alice has 1 messages, 5 octets\n";
unlink_services();
{
  my $dir = "$tmp/a 'b/p";
  mkdir "$tmp/a 'b" or die;
  is(call('qmail-pop3d-conf', '/bin/checkpassword', 'pop3log', $dir, 'h', "./$odd",
    '127.0.0.1')->{code}, 0, 'odd words');
  is(check($dir), "0\npop3check: not in service yet: ln -s $dir /etc/service/\n$well_odd",
    'odd words: check');
  link_service($dir);
  is(curl('pop3://127.0.0.1/1', @as), "odd\r\n", 'odd words: mail is served');
  is(IO::Socket::INET->new(PeerAddr => '10.0.0.7', PeerPort => 110), undef,
    'an ip: nobody listens on another');
  is(check($dir), "0\n$well_odd", 'odd words: check again');

  # a second server cannot have the port
  makes('/etc/pop3e');
  link_service('/etc/pop3e');
  is(check('/etc/pop3e'), "1\npop3check: another program has the port 110 of 0: ss -ltnp"
    . " sport = :110\n", 'check: the port is in use');
  unlink_services();
}

# the limits of who started svscan
for my $limit (qw(v d)) {
  my $dir = "/etc/pop3l.$limit";
  makes($dir);
  is(check($dir), "0\npop3check: not in service yet: ln -s $dir /etc/service/\n$well",
    'check: not in service');
  link_service($dir, "ulimit -$limit 12000");
  like(check($dir), qr/\A1\npop3check: the hard limit on memory is too small for the/,
    "check: the service has a smaller hard limit than we have: $limit");
  like(curl('pop3://127.0.0.1/1', @as), qr/^\d+$/, '  and so no mail');
  unlink_services();
}

# ---- TLS ----

sub tls_conf {
  my ($path, @argv) = @_;
  return call({ env => { PATH => $path } }, 'qmail-pop3sd-conf', @argv);
}

mkdir "/etc/mail's certs";
my $pem = "/etc/mail's certs/pop3 \$1.pem";
my $ca = "$tmp/ca.pem";
my $all = "$tmp/all";
mkdir $all;
symlink '/bin/true', "$all/$_" for qw(tlswrapper stunnel4);
spew($pem, 'not yet');
for my $row (
  [100, 'usage: .*', @right, '/x', 'h'],
  [100, 'usage: .*', @right, '/x', 'h', $pem, './Maildir', '0', 'more'],
  [100, 'the certificate must be .*', @right, '/x', 'h', 'pop3.pem'],
  [100, 'an argument must have .*', @right, '/x', 'h', "$pem\n"],
  [100, 'an argument must have .*', @right, '/x', 'h', $pem, ''],
  [100, 'ip must be .*', @right, '/x', 'h', $pem, './Maildir', '1'],
  [111, 'cannot read /etc/none: No such .*', @right, '/x', 'h', '/etc/none'],
  [111, 'cannot read /etc: Is a directory', @right, '/x', 'h', '/etc'],
  [111, 'cannot make /etc/pop3d: File exists', @right, '/etc/pop3d', 'h', $pem],
) {
  my ($code, $says, @argv) = @$row;
  my $r = tls_conf($all, @argv);
  is($r->{code}, $code, "TLS: $says: $code");
  like($r->{err}, qr/\Aqmail-pop3sd-conf: fatal: $says\n\z/, "TLS: $says: says why");
  ok(!-e '/x', "TLS: $says: nothing is made");
}
for my $path ($tmp, '', 'all', ".:$tmp") {
  my $r = tls_conf($path, @right, '/x', 'h', $pem);
  is("$r->{code} $r->{err}", '111 qmail-pop3sd-conf: fatal: nothing that speaks TLS is in'
    . " PATH: install tlswrapper, stunnel or sslserver (of ucspi-ssl)\n",
    "nothing for TLS in '$path'");
  ok(!-e '/x', '  and nothing is made');
}

if (!-x '/usr/bin/openssl') {
  SKIP: { skip 'no openssl here', 1 }
  done_testing();
  exit 0;
}

sub openssl {
  my $r = run(argv => ['openssl', @_], chdir => $tmp);
  $r->{code} == 0 or fail("openssl @_: $r->{err}");
}
openssl(qw(req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 60
  -subj /CN=127.0.0.1 -keyout key -addext),
  'subjectAltName=IP:127.0.0.1,DNS:pop3.example.org,DNS:h', '-out', $ca);
spew($pem, slurp("$tmp/key"), slurp($ca));
chmod 0600, $pem;

# In place of ucspi-ssl, which Debian does not have: takes what that documents,
# and speaks TLS by tlswrapper.
my $ssl = "$tmp/ssl";
mkdir $ssl;
spew("$ssl/sslserver", <<'END');
#!/bin/sh
[ -r "$CERTFILE" ] && [ -r "$KEYFILE" ] || exit 100
cert=$CERTFILE
unset CERTFILE KEYFILE
[ "$*" != "${*#-v -H -R -l pop3.example.org -b 128 -c 31 -x tcp.cdb 127.0.0.1 995 }" ] || exit 100
shift 13
exec tcpserver -v -H -R -l pop3.example.org -b 128 -c 31 -x tcp.cdb 127.0.0.1 995 \
  tlswrapper -f "$cert" \
  sh -c 'export SSLREMOTEIP="$TCPREMOTEIP" PROTO=SSL; unset TCPREMOTEIP; exec "$@"' sh "$@"
END
chmod 0755, "$ssl/sslserver";

my ($idle) = slurp('qmail-pop3d.c') =~ /\bIDLE = (\d+)/;

# [program, where it is]; the first one is chosen if all are there
for my $row (['tlswrapper', '/usr/bin'], ['stunnel4', '/usr/bin'], ['sslserver', $ssl]) {
  my ($name, $from) = @$row;
  SKIP: {
    skip "no $name here", 1 if !-x "$from/$name" || !-x '/usr/bin/tlswrapper';
    my $only = scratch();
    symlink "$from/$name", "$only/$name";
    my $dir = "/etc/pop3s.$name";
    my $r = tls_conf("relative::/none:$only", @right, $dir, 'pop3.example.org', $pem,
      "./$odd", '127.0.0.1');
    is("$r->{code} $r->{err}", '0 ', "$name: made");
    like(slurp("$dir/run"), qr{^tls='\Q$only/$name\E'$}m, "$name: by where it was found");
    my @more = $name eq 'stunnel4' ? 'stunnel.conf' : ();
    is_deeply([grep { slurp("$dir/$_") =~ /^cert ?= ?/m } 'run', @more],
      [@more ? @more : 'run'], "$name: the certificate is named in one place");
    like(slurp("$dir/$_"), qr/^syslog = no$/m, "$name: the log is ours") for @more;
    is_deeply({ map { $_ => owner_mode("$dir/$_") } everything($dir) },
      { %files, map { $_ => 'file 0:0 644' } @more }, "$name: files");
    for my $shell (['dash'], ['bash', '--posix'], [qw(busybox sh)]) {
      next if !-x "/bin/$shell->[0]";
      is(check($dir, shell => $shell), "0\n"
        . "pop3check: not in service yet: ln -s $dir /etc/service/\n"
        . $well_odd, "$name: check, by @$shell");
    }
    rename $pem, "$pem.no" or die "rename: $!";
    like(check($dir), qr/\A1\npop3check: the certificate \Q$pem\E cannot be read: No such /,
      "$name: check, no certificate");
    rename "$pem.no", $pem or die "rename: $!";
    link_service($dir);
    is(curl('pop3s://127.0.0.1/1', '--cacert', $ca, @as), "odd\r\n", "$name: mail is served");
    my $line = qr/^\S+ qmail-pop3d: pid \d+ from 127\.0\.0\.1 user alice quit retr 1 5 /m;
    ok(await(sub { logged($dir) =~ $line }, 'the log'), "$name: the log has the address");
    unlike(logged($dir), qr/^\S+ (?!(?:tcpserver|checkpassword|qmail-pop3d): )/m,
      "$name: no other lines in the log");
    my $said = run(argv => [qw(openssl s_client -quiet -connect 127.0.0.1:995 -CAfile), $ca],
      in => "CAPA\r\nSTLS\r\nQUIT\r\n")->{out};
    like($said, qr/^\+OK pop3\.example\.org ready\r\n\+OK \r\n(?:[A-Z].*\r\n)*SASL PLAIN\r\n/,
      "$name: a greeting without APOP");
    like($said, qr/^\.\r\n-ERR /m, "$name: no STLS");
    unlike($said, qr/^STLS/m, "$name: and it is not offered");
    is(check($dir), "0\n$well_odd", "$name: check");
    unlink_services();
  }
}
{
  my $only = scratch();
  spew("$only/tlswrapper", <<'END');
#!/usr/bin/perl
use Socket qw(IPPROTO_TCP TCP_NODELAY);
print unpack('i', getsockopt STDIN, IPPROTO_TCP, TCP_NODELAY), "\n";
END
  chmod 0755, "$only/tlswrapper";
  my $dir = '/etc/pop3s.nodelay';
  my $r = tls_conf("/none:$only", @right, $dir, 'h', $pem, './Maildir/', '127.0.0.1');
  is("$r->{code} $r->{err}", '0 ', 'tlswrapper: made, with a stand-in');
  link_service($dir);
  is(greeting(995), "1\n", '  its second small packet does not wait for the first one\'s answer');
  unlink_services();
}
{
  my $r = tls_conf("$ssl:$all", @right, '/etc/pop3sd', 'h', $pem);
  is($r->{code}, 0, 'all of them are there: made');
  my ($tls) = slurp('/etc/pop3sd/run') =~ /^tls='(.*)'$/m;
  is($tls, "$all/tlswrapper", '  by tlswrapper');
  my ($seconds) = slurp('/etc/pop3sd/run') =~ / -t (\d+) /;
  cmp_ok($seconds, '>', $idle, '  which does not hang up before qmail-pop3d');
}
is(tls_conf($all, @right, '/etc/pop3sx', 'h', "$pem ")->{code}, 111, 'no such certificate');
spew("$pem ", '');
unlink "$all/tlswrapper";
{
  my $r = tls_conf($all, @right, '/etc/pop3sx', 'h', "$pem ");
  is("$r->{code} $r->{err}", '100 qmail-pop3sd-conf: fatal: stunnel knows no certificate'
    . " whose name ends in a space\n", 'a name that stunnel.conf cannot have');
  ok(!-e '/etc/pop3sx', '  nothing is made');
}

# ---- faults of the certificate ----

openssl(qw(req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 60
  -subj /CN=other -keyout other.key -out other));
openssl(qw(req -new -key key -subj /CN=h -out old.req));
my @sign = qw(x509 -req -in old.req -signkey key -out old);
my @past = qw(-not_before 20200101000000Z -not_after 20200102000000Z); # of openssl 3.4
openssl(@sign, `openssl x509 -help 2>&1` =~ / -not_after / ? @past : (-days => -1));
openssl(qw(pkcs8 -topk8 -in key -passout pass:word -out locked));
symlink '/bin/true', "$all/tlswrapper";
for my $row (
  ['missing', sub { unlink $pem },
    'the certificate FILE cannot be read: No such file or directory'],
  ['a directory', sub { unlink $pem; mkdir $pem },
    'the certificate FILE cannot be read: Is a directory'],
  ['expired', sub { put(qw(key old)) }, 'the certificate in FILE has expired: certbot renew'],
  ['of another key', sub { put(qw(key other)) },
    'the first certificate in FILE is not that of its key: it needs the key, and then all'
      . ' of fullchain.pem'],
  ['without a key', sub { put($ca) },
    'FILE has no key, or one with a passphrase: openssl pkey -in FILE'],
  ['with a passphrase', sub { put('locked', $ca) },
    'FILE has no key, or one with a passphrase: openssl pkey -in FILE'],
  ['with nothing else than a key', sub { put('key') },
    'FILE has no certificate: it needs the key, and then all of fullchain.pem'],
  ['open to all', sub { put('key', $ca); chmod 0644, $pem },
    'everybody can read the key in FILE: chmod 600 FILE'],
  ['as it should be', sub { put('key', $ca) }],
) {
  my ($what, $do, $says) = @$row;
  $do->();
  my $got = check('/etc/pop3sd');
  rmdir $pem;
  $got =~ s/\Q$pem/FILE/g;
  is($got, defined $says ? "1\npop3check: $says\n"
    : "0\npop3check: not in service yet: ln -s /etc/pop3sd /etc/service/\n$well",
    "check, the certificate is $what");
}

put('locked', $ca);
like(at_terminal('/etc/pop3sd'),
  qr/\Apassword of alice: \s+pop3check: \Q$pem\E has no key, or one with a passphrase: .*\r/,
  'check at a terminal asks for no passphrase');
put('key', $ca);
unlink "$all/tlswrapper";
for my $says ("the program $all/tlswrapper is missing: apt-get install tlswrapper",
    "nobody may execute the program $all/tlswrapper: chmod 755 $all/tlswrapper") {
  is(check('/etc/pop3sd'), "1\npop3check: $says\n", "check, $says");
  spew("$all/tlswrapper", '');
}

sub put {
  unlink $pem;
  spew($pem, map { slurp(m{^/} ? $_ : "$tmp/$_") } @_);
  chmod 0600, $pem or die "chmod: $!";
}

# ---- elsewhere ----

{
  my $tree = copy_built();
  conf($tree, 'conf-home', '/var/qm ail');
  is((make($tree, {}, qw(it setup)))[1], 0, 'another conf-home');
  my $r = run(argv => ["/var/qm ail/bin/qmail-pop3d-conf", @right, '/etc/pop3q', 'h'],
    env => { PATH => '/nowhere' }, chdir => '/');
  is("$r->{code} $r->{err}", '0 ', '  a service, whatever PATH is');
  like(slurp('/etc/pop3q/run'), qr{^PATH='/var/qm ail/bin:\Q$PATH\E'$}m, '  run has its bin');
  rename "/bin/$_", "/bin/no-$_" for qw(qmail-popup qmail-pop3d checkpassword);
  is(check('/etc/pop3q'), "0\npop3check: not in service yet: ln -s /etc/pop3q /etc/service/\n$well",
    '  check');
  link_service('/etc/pop3q');
  is(curl('pop3://127.0.0.1/1', @as), "Subject: a\r\n\r\nb\r\n", '  mail is served');
  unlink_services();
  rename "/bin/no-$_", "/bin/$_" for qw(qmail-popup qmail-pop3d checkpassword);
}

# ---- nothing of ours writes to what was made ----

is_deeply({ map { $_ => slurp("/etc/pop3d/$_") } keys %edited }, \%edited,
  'what was edited is as it was left');

# ---- the manual pages ----

# [command, what is printed] of each block of examples
sub examples {
  my ($page) = @_;
  my ($section) = slurp($page) =~ /^\.Sh EXAMPLES\n(.*?)^\.Sh /ms;
  my @blocks;
  for my $block ($section =~ /^\.Bd -literal.*?\n(.*?)^\.Ed/msg) {
    $block =~ s/\\e$/\\/mg;
    my @commands = $block =~ /^# ((?:.*\\\n)*.*)/mg;
    push @blocks, [join("\n", @commands), $block =~ s/^# (?:.*\\\n)*.*\n//mgr];
  }
  return @blocks;
}

sub example {
  my ($what, $example, $prints) = @_;
  my $r = run(argv => ['sh', '-ec', $example->[0]], in => "$WORD\n",
    env => { PATH => "$PATH" }, chdir => '/');
  is("$r->{code} $r->{err}", '0 ', "$what: works") or diag($r->{out});
  is($r->{out}, defined $prints ? $prints : $example->[1], "$what: prints that");
}

ok(sh('rm -r /etc/pop3d /etc/pop3sd; userdel pop3log'), 'as if nothing had been made');
{
  my ($make, $let_in, $leave) = examples('qmail-pop3d-conf.8');
  $make->[1] =~ s/^password of alice:\n//m; # which comes at a terminal only
  $make->[1] =~ s/\d+ messages, \d+ octets/2 messages, 20 octets/;
  example('the page of qmail-pop3d-conf, a service', $make);
  link_service();
  is(curl('pop3://127.0.0.1/1', @as), "Subject: a\r\n\r\nb\r\n", '  which serves mail');
  ok(sh('ip addr add 192.168.7.7/32 dev lo'), 'another address');
  is(from('192.168.7.7'), 'deny', '  which may not connect');
  example('the page, another address', $let_in);
  is(from('192.168.7.7'), 'allow', '  which may connect now');
  my $r = run(argv => ['sh', '-ec', $leave->[0]], env => { PATH => $PATH }, chdir => '/');
  is("$r->{code} $r->{err}", '0 ', 'the page, the end: works');
  like($r->{out}, qr/^\d{4}-\d\d-\d\d .* qmail-pop3d: .* retr 1 17 /m, '  the log is read');
  await { system('svok /etc/pop3d || svok /etc/pop3d/log') } 'supervise to end';
  ok(sh('! svok /etc/pop3d'), '  and the service is no more');
  unlink_services();
}
SKIP: {
  skip 'no tlswrapper here', 1 if !-x '/usr/bin/tlswrapper';
  my $live = '/etc/letsencrypt/live/pop3.example.org';
  make_path($live, '/etc/ssl/private');
  spew("$live/privkey.pem", slurp("$tmp/key"));
  spew("$live/fullchain.pem", slurp($ca));
  my ($make) = examples('qmail-pop3sd-conf.8');
  example('the page of qmail-pop3sd-conf, a service', $make,
    "tcprules tcp.cdb tcp.tmp <tcp\n"
    . "pop3check: not in service yet: ln -s /etc/pop3sd /etc/service/\n"
    . $well);
  is(owner_mode('/etc/ssl/private/pop3.pem'), 'file 0:0 600', '  root alone has the key');
  link_service();
  is(curl('pop3s://127.0.0.1/1', '--cacert', $ca, @as), "Subject: a\r\n\r\nb\r\n",
    '  which serves mail');
  ok(sh("ip addr add 192.168.7.8/32 dev lo"), "a stranger");
  my $r = run(argv => [qw(curl -q -sS --interface 192.168.7.8 -k pop3s://192.168.7.7/1), @as]);
  is($r->{out}, "Subject: a\r\n\r\nb\r\n", "  and strangers, too") or diag $r->{err};
  unlink_services();
}

# ---- IPv6 ----

{
  my $r = call("qmail-pop3d-conf", @right, "/etc/pop36", "h", "Maildir", "::");
  is("$r->{code} $r->{out}", "111 ", "a tcprules that knows no IPv6 makes no service");
  like($r->{err}, qr/parse this line: ::1:allow\n.* made no tcp.cdb\n\z/, "  and says why");
  ok(!-e "/etc/pop36", "  nothing is left");
}
SKIP: {
  my ($deb) = glob "/var/cache/apt/archives/ucspi-tcp-ipv6_*.deb";
  skip "apt has not fetched ucspi-tcp-ipv6", 1 if !$deb;
  ok(sh("id pop3log >/dev/null || useradd -r pop3log;"
    . " dpkg --fsys-tarfile $deb | tar -x -C / --keep-directory-symlink"),
    "ucspi-tcp-ipv6");
  is(call("qmail-pop3d-conf", @right, "/etc/pop36", "h", "Maildir", "::")->{code}, 0, "at ::");
  link_service("/etc/pop36");
  is(curl("pop3://$_/1", @as), "Subject: a\r\n\r\nb\r\n", "  $_ gets the mail")
    for "[::1]", "127.0.0.1";
  like(logged("/etc/pop36"), qr/qmail-pop3d: pid \d+ from ::1 user alice /, "  and is logged");
  ok(sh("ip addr add fd00::7/128 dev lo nodad"), "a stranger");
  my $s = IO::Socket::IP->new(PeerHost => "fd00::7", LocalHost => "fd00::7", PeerPort => 110);
  is(scalar <$s>, undef, "  is denied");
  unlink_services();
}

done_testing();
