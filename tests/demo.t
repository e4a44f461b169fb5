# sh demo, sh tests/run and .ci/run: the first commands typed on a machine.
# They run on copies of the source folder, in namespaces of the test's own.
use strict;
use warnings;
use lib 'tests';
use Chain;
use Net::POP3;
use Test::More;

private();
own_root();
rmdir '/var/empty'; # as on a machine where nothing was installed yet

# ---- copies of the source folder, programs in place of others ----

sub copy {
  my $dir = scratch();
  system("tar cf - --exclude=./.git . | tar xf - -C $dir") == 0 or die 'tar';
  return $dir;
}

sub script {
  my ($file, @lines) = @_;
  unlink $file; # not through a link
  spew($file, join "\n", '#!/bin/sh', @lines, '');
  chmod 0755, $file or die "chmod: $!";
}

# a folder to be $PATH, with all the machine's commands but those named
sub path_without {
  my %no = map { $_ => 1 } @_;
  my $dir = scratch();
  for my $file (map { glob "$_/*" } qw(/usr/bin /bin)) {
    my ($name) = $file =~ m{([^/]+)$};
    symlink $file, "$dir/$name" if !$no{$name};
  }
  return $dir;
}

# ---- what the demo may not leave behind ----

sub processes { # of this network namespace, that is, of this test
  my $ours = readlink '/proc/self/ns/net';
  my @found;
  for my $pid (map { m{(\d+)$} } glob '/proc/[0-9]*') {
    my $net = readlink "/proc/$pid/ns/net";
    next if $pid == $$ || !defined $net || $net ne $ours;
    my $stat = eval { slurp("/proc/$pid/stat") } or next;
    push @found, $stat =~ /\((.*)\)/s if $stat !~ /\) Z /;
  }
  return sort @found;
}

sub listening {
  return grep { /^ *\d+: \S+ \S+ 0A / } split /\n/,
    slurp('/proc/net/tcp') . slurp('/proc/net/tcp6');
}

sub traces {
  my %traces = (mounts => slurp('/proc/self/mountinfo'),
    files => join(' ', glob '/tmp/demo.* /var/[d]emo /var/[e]mpty'),
    ports => join(' ', listening()), processes => join(' ', processes()));
  $traces{$_} = slurp("/etc/$_") for qw(passwd shadow group subuid);
  return \%traces;
}

my $before = traces();
my $copy = copy();

sub is_clean {
  my ($what) = @_;
  is_deeply(traces(), $before, "$what: no process, account, port, mount or file stays");
}

# ---- it works, wherever and however it is started ----

my ($parent, $folder) = $copy =~ m{(.*)/(.*)};
my $decoy = scratch();
mkdir "$decoy/$folder" or die "mkdir: $!";
my %odd = (chdir => $parent, close => [0], before => sub { umask 077 },
  env => { CDPATH => $decoy });
my $r = run(argv => ['sh', "$folder/demo"], %odd);
is($r->{code}, 0, 'from another folder, no input, no TERM, umask 077: 0')
  or diag $r->{out}, $r->{err};
is($r->{err}, '', 'not one complaint');
like($r->{out}, qr/$_/, "it shows $_")
  for 'softlimit -m 3000000', '< \+OK pop3\.example\.org ready', '> AUTH PLAIN',
  '> RETR 3', 'Subject: it works',
  'checkpassword: .* accepted', 'qmail-pop3d: .* quit retr 3', 'all 3 messages';
is_clean('at its end');

$r = run(argv => ['bash', "$copy/demo"]);
is("$r->{code} $r->{err}", '0 ', 'by bash: 0, and not one complaint');
is_clean('by bash');

my @no_namespace = qw(setpriv --bounding-set -sys_admin --inh-caps -sys_admin);
$r = run(argv => [@no_namespace, 'sh', "$copy/demo"], %odd);
is($r->{code}, 0, 'without a namespace: 0') or diag $r->{out}, $r->{err};
like($r->{out}, qr/until the demo ends/, 'and it says that the account is real');
is_clean('without a namespace');

# ---- 0 only if the mail arrived ----

my $real = "$copy/qmail-pop3d";
my $lacks = 'message 1 is not as delivered';
for (
  ['a byte is wrong', $lacks,
    'qmail-pop3d', 'for f in "$1"/new/*_1.*; do printf f 1<>"$f"; done',
    "exec $real \"\$@\""],
  ['a byte is too many', $lacks,
    'qmail-pop3d', 'for f in "$1"/new/*_1.*; do printf . >>"$f"; done',
    "exec $real \"\$@\""],
  ['the last message is missing', 'curl ended with \d+',
    'qmail-pop3d', 'rm -f "$1"/new/*_3.*', "exec $real \"\$@\""],
  ['the password is refused', 'curl ended with 67', 'checkpassword', 'exit 1'],
  ['no greeting', 'curl ended with \d+', 'qmail-popup', 'exit 0'],
) {
  my ($fault, $why, $program, @lines) = @$_;
  my $broken = copy();
  script("$broken/spoil", @lines);
  # make setup lets only root read it, so it cannot be a script; and a script
  # needs more memory than there is to the recipe
  spew("$broken/spoil.c", "#include <sys/resource.h>\n#include <unistd.h>\n",
    map({ "#define SPOIL \"$_\"\n" } "$broken/spoil"), <<'END');
static void lift(int what)
{
  struct rlimit r;
  if (getrlimit(what, &r) == -1) _exit(111);
  r.rlim_cur = r.rlim_max;
  if (setrlimit(what, &r) == -1) _exit(111);
}
int main(int argc, char **argv)
{
  (void)argc;
  lift(RLIMIT_AS);
  lift(RLIMIT_DATA);
  argv[0] = SPOIL;
  return execv(argv[0], argv);
}
END
  system('cc', '-static', '-o', "$broken/$program", "$broken/spoil.c") == 0 or die 'cc';
  $r = run(argv => ['sh', "$broken/demo"]);
  is($r->{code}, 1, "$fault: 1") or diag $r->{out};
  like($r->{err}, qr/^demo: FAILED: $why$/m, "$fault: it says so");
  unlike($r->{out}, qr/arrived/, "$fault: and nothing else");
  is_clean($fault);
}

# ---- stay ----

my $out = scratch() . '/out';
spew($out, '');
my $pid = start(argv => ['sh', "$copy/demo", 'stay'], log => $out);
wait_for { slurp($out) =~ /serving until/ && slurp($out) =~ m{curl .*/1\n} } 'stay';
my ($port, $user, $password) = slurp($out) =~
  /host 127\.0\.0\.1, port (\d+), no encryption; user (\S+), password (\S+)\n/;
my $pop = Net::POP3->new('127.0.0.1', Port => $port, Timeout => HANGS);
is($pop && $pop->login($user, $password), 3, 'stay: one can log in as it says');
wait_for { slurp($out) =~ /serving until.*user $user accepted/s } 'the log, live';
kill 'TERM', $pid; # it only, and a session is open
is(finish($pid), 0, 'stay: ends with 0');
is_clean('stay, ended in the middle of a session');

# ends at once wherever a signal meets it
for my $moment ('installing', 'making an account', 'starting svscan') {
  spew($out, '');
  $pid = start(argv => ['sh', "$copy/demo"], log => $out);
  wait_for { slurp($out) =~ /^demo: $moment/m } $moment;
  kill 'TERM', $pid;
  isnt(finish($pid), 0, "a signal while $moment: not 0");
  is_clean("a signal while $moment");
}

# the code that it exits with, or 128 and more for a signal
sub finish {
  my ($pid) = @_;
  wait_for { waitpid($pid, 1) == $pid } 'the end'; # 1: WNOHANG
  return $? & 127 ? 128 + ($? & 127) : $? >> 8;
}

# ---- who may run it ----

my $bare = path_without('sudo');
for my $file (qw(demo tests/run)) {
  $r = run(argv => ['/bin/sh', "$copy/$file"], uid => UID, env => { PATH => $bare });
  is_deeply([@$r{qw(code out err)}],
    [1, '', "$file: only root can do this, and there is no sudo\n"],
    "$file: neither root nor sudo is one line");
}

$r = run(argv => ['sh', "$copy/demo", 'stop']);
is_deeply([@$r{qw(code out err)}], [1, '', "demo: usage: sh demo [stay]\n"], 'usage');

# A user whose sudo works: it can become root, and does so only by that.
my $sudo = path_without('sudo');
script("$sudo/sudo", 'exec setpriv --reuid 0 --regid 0 --clear-groups -- "$@"');
my $users = copy();
unlink "$users/num.o";
system('chown', '-R', UID, $users) == 0 or die 'chown';
$r = run(argv => [qw(setpriv --clear-groups --regid), UID, '--reuid', UID,
    map({ ("--$_-caps", "+setuid,+setgid") } qw(inh ambient)),
    'sh', "$users/demo"], env => { PATH => $sudo });
is($r->{code}, 0, 'by sudo: 0') or diag $r->{out}, $r->{err};
like($r->{out}, qr/that only the demo sees/, 'by sudo: in a namespace');
is((stat "$users/num.o")[4], UID, 'by sudo: but built by the user');
is_clean('by sudo');

# ---- what is missing is installed, and nothing else ----

# need() with an apt-get that writes down how it is called, and on the last
# call that is to succeed makes the command "it"
for (
  ['nothing is missing', 'cat=cat /etc/passwd=base', 0, 0, []],
  ['missing are a command and a file', 'cat=cat it=one /no/file=two', 1, 0,
    ['install one two']],
  ['the list of packages is old', 'it=one', 2, 0,
    ['install one', 'update', 'install one']],
  ['there is no such package', 'it=one', 9, 1,
    ['install one', 'update', 'install one']],
) {
  my ($what, $needed, $good, $code, $calls) = @$_;
  my $path = path_without('apt-get', 'it');
  script("$path/apt-get", 'for last; do words="$words $last"; done',
    "case \$words in *\\ update) echo update >>$path/calls; exit; esac",
    "echo install \${words##*recommends } >>$path/calls",
    "[ \$(grep -c install $path/calls) -ge $good ] || { echo apt says; exit 100; }");
  spew("$path/calls", '');
  $r = run(argv => ['bash', '-c', # it takes no file for a command, as dash does
      "name=x; . tests/need.sh; need_root; need $needed; echo on"],
    chdir => $copy, env => { PATH => $path });
  is_deeply([split /\n/, slurp("$path/calls")], $calls, "$what: apt-get");
  is($r->{code} != 0, $code != 0, "$what: status");
  is($r->{out} =~ /^on$/m, !$code, "$what: goes on only then");
  is($r->{err} =~ /apt says/, !!$code, "$what: apt-get's words only if it failed");
}

# welcome() with an apt-get that knows no package "two"
{
  my $path = path_without('apt-get', qw(a b c));
  script("$path/apt-get", "for last; do [ \$last != two ] || exit 100; done",
    "echo \$last >>$path/calls");
  $r = run(argv => ['bash', '-c', 'name=x; . tests/need.sh; need_root;'
    . ' welcome a=one b=two c=three; echo on'], chdir => $copy, env => { PATH => $path });
  is_deeply([split /\n/, slurp("$path/calls")], ['update', 'one', 'three'],
    'an unknown package stops no other');
  is($r->{code}, 0, '  nor anything else');
  like($r->{out}, qr/^x: goes on without: two\non$/m, '  and is named');
}

$r = run(argv => ['/bin/sh', '-c', 'name=x; . tests/need.sh; need it=one cat=two'],
  chdir => $copy, env => { PATH => path_without('apt-get', 'it') });
is_deeply([@$r{qw(code out err)}],
  [1, '', "x: this machine has no apt-get, so please install: one\n"], 'no apt-get');

# ---- tests/run ends as make does, .ci/run as the worst of its passes ----

# make that writes down what it is asked for, and prints and ends as prove does
sub maker {
  my ($path, $what, $code) = @_;
  script("$path/make", "echo \"\$*\" >>$path/calls",
    "[ \"\$*\" != $what ] && printf '%s\\n' 'All tests successful.' Files=1 'Result: $code'",
    "[ \"\$*\" != $what ] || exit $code");
}

for my $code (0, 7) {
  my $path = path_without('make', 'mutt', 'apt-get'); # mutt is only welcome
  maker($path, 'test-all', $code);
  $r = run(argv => ['bash', "$copy/tests/run"], chdir => '/', close => [0],
    env => { PATH => $path });
  is($r->{code}, $code, "tests/run: $code from make test-all is its status");
  is(slurp("$path/calls"), "it tests\ntest-all\n", 'tests/run: builds, then tests');
  like($r->{out}, qr/Result: $code\n\z/, 'tests/run: the last line is of the tests');
}

# main run, each of the short ones => status
for ([0, 0, 0], [7, 0, 7], [0, 3, 3], [0, 75, 0], [7, 75, 7]) {
  my ($main, $short, $code) = @$_;
  my $path = path_without('make', 'apt-get');
  maker($path, 'test-all', $main);
  my $tree = copy();
  spew("$tree/tests/root.sh", "echo \"\$*\" >>$path/calls; exit $short\n");
  $r = run(argv => ['sh', "$tree/.ci/run"], chdir => '/', close => [0],
    env => { PATH => $path, CI => 'true' });
  is($r->{code}, $code, ".ci/run: $main and $short, its status is $code");
  is(slurp("$path/calls"), join('', map { "$_\n" } 'it tests', 'test-all',
    map({ "$_ sh tests/run short" } 'trixie', 'trixie-i386')), '.ci/run: its passes');
  my $end = "All tests successful.\nFiles=1\nResult: $main\n";
  like($r->{out}, qr/\Q$end\E.*\Q$end\E\z/s,
    '.ci/run: the last lines are of the main pass');
}

# ---- tests/root.sh: 75 says that there can be no root, and nothing else ----

# what it does with these in place of debootstrap and unshare
sub root_sh {
  my ($roots, $debootstrap, $unshare) = @_;
  my $path = path_without('debootstrap', 'unshare', 'apt-get');
  script("$path/debootstrap", $debootstrap) if defined $debootstrap;
  script("$path/unshare", $unshare);
  return run(argv => ['sh', "$copy/tests/root.sh", 'next', 'it'], chdir => '/',
    env => { PATH => $path, TESTS_ROOTS => $roots });
}

sub folders { return sort map { m{([^/]+)\z} } glob "$_[0]/*" }

my $makes = 'for new; do :; done; mkdir -p "$new/etc" "$new/usr/sbin"';

# need.sh looks into /usr/sbin, too
my $debootstrap = '/usr/sbin/debootstrap';
my $hidden = -e $debootstrap && system('mount', '--bind', '/dev/null', $debootstrap) == 0;
for ([undef, 'install: debootstrap', 'there is no debootstrap'],
  ['echo no disk; exit 3', 'no disk\n.*cannot make a root of next', 'debootstrap fails']) {
  my ($usual, $said, $what) = @$_;
  my $roots = scratch();
  $r = root_sh($roots, $usual, 'exit 0');
  is($r->{code}, 75, "$what: 75") or diag($r->{err});
  like($r->{err}, qr/$said.*\n\z/, '  and why');
  is_deeply([folders($roots)], [], '  nothing stays');
}
system('umount', $debootstrap) == 0 or die 'umount' if $hidden;

for ([0, 0], [7, 7], [75, 1]) {
  my ($command, $code) = @$_;
  my $roots = scratch();
  $r = root_sh($roots, $makes, "exit $command");
  is($r->{code}, $code, "the command's $command is $code") or diag($r->{err});
  is_deeply([folders($roots)], ['next'], '  the root stays, and nothing else');
}

{
  my $roots = scratch();
  my $other = "mkdir -p $roots/next/etc; touch $roots/next/other";
  $r = root_sh($roots, "$makes; $other", 'exit 0');
  is($r->{code}, 0, 'somebody else made the same root meanwhile') or diag($r->{err});
  is_deeply([folders($roots)], ['next'], '  there is one');
  is_deeply([folders("$roots/next")], [qw(etc other)], '  and it is the first');
}

# What is welcome is installed while no service may start, and only then.
for my $there (0, 1) {
  my $policy = '/usr/sbin/policy-rc.d';
  unlink $policy;
  script($policy, 'exit 7') if $there;
  my $path = path_without('make', 'mutt', 'apt-get');
  script("$path/apt-get", 'case $* in *--download-only*) exit ;; esac',
    "$policy; echo \$? >>$path/calls");
  script("$path/make");
  $r = run(argv => ['sh', "$copy/tests/run"], env => { PATH => $path });
  is($r->{code}, 0, 'tests/run installs what is welcome');
  is(slurp("$path/calls"), $there ? "7\n" : "101\n",
    'while the answer is no' . ($there ? ', or the one that was there' : ''));
  is(-e $policy || 0, $there, 'which it takes back');
}

$r = run(argv => ['sh', "$copy/tests/run"],
  env => { PATH => path_without('apt-get', 'fetchmail', 'make', 'mutt') });
is_deeply([@$r{qw(code out err)}], [1, '', 'tests/run: this machine has no apt-get,'
    . " so please install: make fetchmail\n"], 'tests/run: what it needs, or nothing');

# ---- fail2ban is installed, and does not begin to ban ----

{
  my $policy = '/usr/sbin/policy-rc.d';
  unlink $policy; # not the machine's: own_root
  my $path = path_without('make', 'apt-get', 'fail2ban-regex');
  script("$path/make", ':');
  script("$path/apt-get", '[ "${*##* }" = fail2ban ] || exit 0', # what else is not here
    "echo \"\${*##* }: \$($policy; echo \$?)\" >>$path/calls",
    "printf '#!/bin/sh\\n' >$path/fail2ban-regex; chmod 755 $path/fail2ban-regex");
  script("$path/update-rc.d", "echo \"\$*\" >>$path/calls");
  for my $time ('first', 'next') {
    $r = run(argv => ['sh', "$copy/tests/run"], env => { PATH => $path });
    is($r->{code}, 0, "fail2ban, the $time time");
    # what else is welcome, and not in this release, is asked for each time
    is(slurp("$path/calls") =~ s/^(?!fail2ban)\S+: 101\n//mgr, "fail2ban: 101\nfail2ban disable\n",
      '  it is installed once, and no service starts');
    ok(!-e $policy, '  but later others may');
  }
}

done_testing();
