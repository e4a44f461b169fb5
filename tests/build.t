# make: what it creates and what it says, by each compiler, with whatever the
# probes find, and how the programs are linked.
use strict;
use warnings;
use lib 'tests';
use Chain;
use Filter;
use Tree;
use Test::More;

need_root();

# ---- the lists ----

SKIP: {
  my ($list, $status) = in_dir(source(), {}, 'git', 'ls-files', '-z');
  skip 'not a git work tree', 1 if $status;
  is_deeply([tracked()], [sort split /\0/, $list], 'FILES is what is tracked');
}
is_deeply([grep { !-f source() . "/$_" } tracked()], [], 'all of FILES is there');

{
  my $tree = copy();
  for my $locale (qw(C C.UTF-8)) {
    my ($said, $status) = in_dir($tree, { env => { LC_ALL => $locale } }, 'sh',
      'makedeps.sh');
    is_deeply([$said, $status], ['', 0], "makedeps.sh, LC_ALL=$locale");
    for my $file (qw(Makefile TARGETS .gitignore)) {
      is(slurp("$tree/$file"), slurp(source() . "/$file"),
        "$file is what makedeps.sh writes");
    }
  }
}

# ---- what make creates ----

my $tree = copy(); # which is built here, and then stays as it is
my @targets = grep { $_ ne 'qmail-pop3d_*.deb' } # which deb.t makes
  split /\n/, slurp("$tree/TARGETS");
{
  my $before = slurp_all($tree);
  my $tmp = scratch() . '/tmp and more';
  mkdir $tmp or die "mkdir: $!";
  my ($said, $status) = make($tree, { TMPDIR => $tmp }, '-j4');
  is($status, 0, 'make -j4, in a folder with a space in its name') or diag($said);
  unlike($said, qr/warning/i, 'without a warning');
  unlike($said, qr/No such file/, 'nor does a script miss a file');
  my $now = { map { ($_ => 1) } everything($tree) };
  my @tests = grep { m{^tests/} } @targets;
  is_deeply([grep { $now->{$_} } @tests], [], 'it builds no tests');
  ($said, $status) = make($tree, { TMPDIR => $tmp }, '-j4', 'tests');
  is($status, 0, 'make -j4 tests') or diag($said);
  unlike($said, qr/warning/i, 'without a warning');

  my $after = slurp_all($tree);
  is_deeply([grep { !exists $before->{$_} } sort keys %$after], [sort @targets],
    'they create what TARGETS says');
  is_deeply({ map { ($_ => $after->{$_}) } keys %$before }, $before,
    'and change nothing that was there');
  is_deeply([everything($tmp)], [], 'and leave nothing in $TMPDIR');

  ($said, $status) = make($tree, {}, '-q', 'it', 'tests');
  is($status, 0, 'a second make has nothing to do') or diag($said);
}

# Another that is built, with nothing that make would do: for where only what a
# conf- file or a probe decides is made again.
sub built {
  my $dir = scratch() . '/a copy';
  system('cp', '-a', $tree, $dir) == 0 or die 'cp';
  return $dir;
}

# ---- what depends on what ----

# a compiler knows better than makedeps.sh which of our files it has read
{
  my %rule;
  my $makefile = slurp("$tree/Makefile");
  while ($makefile =~ /^(\S+)\.o: \\\n(.*)\n/mg) {
    my ($object, @needs) = ($1, split ' ', $2);
    $rule{$object} = [sort grep { !/^(?:compile|static\.(?:sh|tools))$/ } @needs];
  }
  my %base = map { ($_ => s/-static$//r) } keys %rule;
  my %bases = reverse %base;
  my ($said) = in_dir($tree, {}, 'cc', '-MM', map { "$_.c" } sort keys %bases);
  my %read; # base => the files, its own first
  for my $list (split /\n/, $said =~ s/\\\n/ /gr) {
    my (undef, $own, @files) = split ' ', $list;
    $read{ $own =~ s/\.c$//r } = { map { (s{[^/]+/\.\./}{}r => 1) } $own, @files };
  }
  is_deeply($rule{$_}, [sort keys %{ $read{ $base{$_} } || {} }],
    "$_.o depends on what $base{$_}.c includes") for sort keys %rule;
}

# ---- how the programs are linked ----

# [program, may it be static]; those that are not for users are looked at too
my @programs = ([qw(fromproxy 1)], [qw(qmail-popup 1)], [qw(qmail-pop3d 1)],
  [qw(checkpassword archive)],
  [qw(checkpassword-nss 0)], [qw(checkmail crypt)], [qw(mailaccounts 0)], [qw(mailpassword 0)],
  [qw(qmail-pop3d-conf 0)], [qw(qmail-pop3sd-conf 0)], [qw(install 0)], [qw(instcheck 0)]);

sub readelf {
  my ($dir, $program, @how) = @_;
  my ($said, $status) = in_dir($dir, { env => { LC_ALL => 'C' } }, 'readelf', '-W',
    @how, $program);
  die "readelf: $said" if $status;
  return $said;
}

sub is_static { return readelf(@_, '-l') !~ /\bINTERP\b/ }

# qmail-popup lifts limits for one that is not
sub quick_is_static {
  my ($dir, $how) = @_;
  is(slurp("$dir/hasquick.h") =~ /define/ || 0, is_static($dir, 'checkpassword') || 0,
    "[quick-or-copy] $how: hasquick.h says whether checkpassword is static");
}

SKIP: {
  skip 'no readelf', 1 if !grep { -x "$_/readelf" } qw(/usr/bin /usr/local/bin /bin);
  my $static = slurp("$tree/static.tools") =~ /-static/;
  like(slurp("$tree/static.tools"), qr/\A.* -D_FILE_OFFSET_BITS=64 -D_TIME_BITS=64\n/,
    '[static-large] static programs are made for large files, too');
  is(slurp("$tree/pie.flag"), "-pie\n", 'this system can link PIE');
  quick_is_static($tree, 'as it comes');
  ok(can_hash($tree), 'this system can hash passwords');
  for (@programs) {
    my ($program, $may) = @$_;
    $may = slurp("$tree/static_crypt.flag") =~ /static/ if $may eq 'crypt';
    $may = slurp("$tree/crypt.archive") =~ /\S/ if $may eq 'archive';
    my $segments = readelf($tree, $program, '-l');
    my $dynamic = readelf($tree, $program, '-d');
    is(is_static($tree, $program) || 0, $may && $static || 0,
      "$program is " . ($may && $static ? 'static' : 'dynamic'));
    like(readelf($tree, $program, '-h'), qr/Type:\s+DYN/, "$program is PIE");
    like($segments, qr/\bGNU_RELRO\b/, "[relro] $program has RELRO,");
    like($dynamic, qr/\bFLAGS\b.*\bBIND_NOW\b|\bFLAGS_1\b.*\bNOW\b/, 'all of it');
    like($segments, qr/\bGNU_STACK\s.*\sRW\s/, "the stack of $program holds no code");
    unlike($segments, qr/\bLOAD\s.*\s(?:RWE|WE)\s/, 'nor does what it may write to');
    unlike($dynamic, qr/\b(?:RPATH|RUNPATH|TEXTREL)\b/,
      "$program takes libraries from where the system has them");
    my $bytes = slurp("$tree/$program");
    ok(index($bytes, $tree) < 0 && $bytes !~ m{/tmp/|/home/},
      "$program does not tell where it was built");
  }
}

# ---- a short session ----

# What the programs built in dir say, as root and as a user: enough to see
# that they work, the jail and the descriptors too.
sub sessions {
  my ($dir, $what) = @_;
  my $box = maildir({ 'new/100.a' => "Subject: a\n\n.b\n" });
  my $r = run(argv => ["$dir/qmail-pop3d", $box], uid => UID,
    in => "STAT\r\nRETR 1\r\nDELE 1\r\nQUIT\r\n");
  is($r->{out}, "+OK \r\n+OK 1 18\r\n+OK \r\nSubject: a\r\n\r\n..b\r\n.\r\n"
    . "+OK \r\n+OK \r\n", "$what: qmail-pop3d serves");
  is_deeply(contents($box), {}, "$what: and deletes");
  like($r->{err}, qr/\A(qmail-pop3d:\ pid\ \d+\ from\ \S+\ user\ \S+\ )
    removed\ 100\.a\ 18\ sent\n\1quit\ retr\ 1\ 18\ dele\ 1\ /x, "$what: and logs");

  for my $uid (0, UID) {
    $r = run(argv => ["$dir/qmail-popup", 'host.example', 'sh', '-c', 'cat <&3'],
      uid => $uid, env => { POP3AUTH => '-apop' },
      in => "USER z\r\nUSER a\r\nPASS b c\r\n");
    like($r->{out}, qr/\A\+OK\ host\.example\ ready\r\n(?:\+OK\ \r\n){2}
      a\0b\ c\0<\d+\.\d+\@host\.example>\0\z/x, "$what: qmail-popup as uid $uid");
  }
  $r = run(argv => ["$dir/checkpassword", 'true'],
    fd3 => "no-such-login\0b\0c\0");
  is($r->{code}, can_hash($dir) ? 1 : 111, "$what: checkpassword") or diag($r->{err});
}

sub can_hash { return slurp("$_[0]/hascrypt.h") =~ /define/ }

# the directory that qmail-popup needs, with nothing in it
my $empty = scratch();

# builds dir with what conf- files say, { name => first line }, and these tests
sub build {
  my ($dir, $what, $conf, @tests) = @_;
  my %want = ('conf-empty' => $empty, %$conf);
  for my $file (sort keys %want) {
    conf($dir, $file, $want{$file}) if slurp("$dir/$file") !~ /^\Q$want{$file}\E\n/;
  }
  my ($said, $status) = make($dir, {}, '-j4', 'it', @tests);
  is($status, 0, "$what: make") or diag($said);
  unlike($said, qr/warning/i, "$what: no warning") or diag($said);
}

my @unit = grep { m{/t-[^.]*$} } @targets;
sub unit_tests {
  my ($dir, $what, @tests) = @_;
  @tests = grep { $_ ne 'tests/t-account' } @tests if !can_hash($dir);
  my @bad = grep { (in_dir($dir, {}, "./$_"))[1] } @tests;
  is_deeply(\@bad, [], "$what: @tests") if @tests;
}

# the unit tests of what a probe decides
sub deciding {
  my ($dir, @probes) = @_;
  my %modules;
  for my $probe (@probes) {
    $modules{s{.*/(.*)\.c$}{$1}r} = 1
      for grep { slurp($_) =~ /^#include "has$probe\.h"/m } glob "'$dir'/*.c";
  }
  return grep { m{/t-(\w+)} && $modules{$1} } @unit;
}

# { name => what the probe decided }; hasquick.h is of what was built
sub decided {
  my ($dir) = @_;
  return { map { ($_ => slurp("$dir/$_")) }
    grep { /^has.*\.h$|\.flag$|\.lib$/ && $_ ne 'hasquick.h' } @targets };
}

# ---- compilers ----

my $strict; # a copy built with all warnings
for my $cc (qw(gcc clang)) {
  SKIP: {
    skip "no $cc", 1 if (in_dir('/', {}, $cc, '--version'))[1];
    my $dir = copy();
    (my $flags = conf_line('conf-cc')) =~ s/^\S+//;
    (my $ld = conf_line('conf-ld')) =~ s/^\S+/$cc/;
    build($dir, $cc, { 'conf-cc' => "$cc$flags " . WARNINGS, 'conf-ld' => $ld },
      'tests');
    is_deeply(decided($dir), decided($tree),
      "$cc: the probes decide the same with every warning an error");
    unit_tests($dir, $cc, @unit);
    sessions($dir, $cc);
    $strict = $dir if $cc eq 'gcc';
  }
}

# Can that compiler link a dynamic program with these flags?
sub can_link {
  my ($cc, $flags) = @_;
  my $lab = scratch();
  spew("$lab/try.c", "int main(int argc, char **argv)\n",
    "{ char s[9]; s[argc % 9] = **argv; return s[argc % 9] != **argv; }\n");
  return !(in_dir($lab, {}, 'sh', '-c', "$cc $flags -fPIE -pie -o try try.c"))[1];
}

# Debian's musl comes without crypt; that of i386 also without the symbol that
# protects the stack in dynamic programs, as the tests are.
SKIP: {
  skip 'no musl-gcc', 1 if (in_dir('/', {}, 'musl-gcc', '--version'))[1];
  my $dir = copy();
  (my $flags = conf_line('conf-cc')) =~ s/^\S+//;
  $flags =~ s/ -fstack-protector-strong// if !can_link('musl-gcc', '-fstack-protector-all');
  (my $ld = conf_line('conf-ld')) =~ s/^\S+/musl-gcc/;
  build($dir, 'musl-gcc', { 'conf-cc' => "musl-gcc$flags " . WARNINGS,
    'conf-ld' => $ld, 'conf-checker' => 'none' }, 'tests');
  ok(is_static($dir, $_), "musl-gcc: $_ is static") for qw(qmail-popup qmail-pop3d);
  like(slurp("$tree/static.tools"), qr/\Amusl-gcc /, 'without being told, too');
  ok(!is_static($dir, 'checkpassword'), 'musl-gcc: checkpassword is not');
  unit_tests($dir, 'musl-gcc', @unit);
  sessions($dir, 'musl-gcc');
}

# ---- without crypt ----

{
  my $dir = built();
  my $answer = slurp("$dir/trycrypt.c");
  spew("$dir/trycrypt.c", "#error no crypt\n");
  unlink map { "$dir/$_" } qw(hascrypt.h crypt.lib checkpassword) or die "unlink: $!";
  my ($said, $status) = make($dir, {}, 'it');
  isnt($status, 0, 'without crypt make stops');
  like($said, qr/^choose\.sh: fatal: no crypt,.*\n.*libcrypt-dev/ms,
    '[crypt-needed]   and names the package');
  ok(!-e "$dir/hascrypt.h", '  and there is no answer');
  ($said, $status) = make($dir, {}, 'it');
  isnt($status, 0, '  nor does it go on when it is started again');
  spew("$dir/trycrypt.c", $answer);
  ($said, $status) = make($dir, {}, 'it');
  is($status, 0, '  but does when it is there') or diag($said);
  unlike($said, qr/libcrypt-dev/, '  and says nothing of it');
}

# ---- the other side of every probe ----

my @probes = map { [split] } split /\n/, slurp(source() . '/SYSDEPS');
my %tries = map { ($_->[0] eq 'archive' ? 'tryarchive.c' : "try$_->[1].c" => 1) }
  grep { $_->[0] ne 'found' } @probes;
is_deeply([sort keys %tries], [sort grep { /^try.*\.c$/ } tracked()],
  'SYSDEPS names every try*.c');

# The probes in rounds, so that in each round a module is without one of its own
# at most, as if the others were there; and the jail's modules count as one.
sub apart {
  my ($dir, @probes) = @_;
  my (@rounds, @taken);
  for my $probe (@probes) {
    my @who = map { s{.*/(.*)\.c$}{$1}r =~ s/^(?:filter|limit)$/jail/r }
      grep { slurp($_) =~ /^#include "has$probe\.h"/m } glob "'$dir'/*.c";
    my $n = 0;
    ++$n while grep { $taken[$n]{$_} } @who;
    push @{ $rounds[$n] }, $probe;
    $taken[$n]{$_} = 1 for @who;
  }
  return @rounds;
}

# with the probe's source replaced by one that no compiler takes
sub without {
  my ($dir, $what, @names) = @_;
  my %source = map { ($_ => slurp("$dir/try$_.c")) } @names;
  spew("$dir/try$_.c", "#error no $_\n") for @names;
  my @tests = deciding($dir, @names);
  build($dir, $what, { 'conf-checker' => 'none' }, @tests);
  unlike(slurp("$dir/has$_.h"), qr/define/, "$what: has$_.h says so") for @names;
  unit_tests($dir, $what, @tests);
  sessions($dir, $what);
  spew("$dir/try$_.c", $source{$_}) for @names;
}

SKIP: {
  skip 'no gcc', 1 if !$strict;
  my @has = map { $_->[1] } grep { $_->[0] eq 'has' } @probes;
  my @here = grep { slurp("$strict/has$_.h") =~ /define/ } @has;
  my %implied = (crypt => ['gensalt'],
    prctl => ['seccomp']); # which is asked for by it
  for my $round (apart($strict, @here)) {
    without($strict, "without @$round", map { ($_, @{ $implied{$_} || [] }) } @$round);
  }
  without($strict, 'with nothing that POSIX does not have', @has);
}

# A kernel with pledge(2) and unveil(2), which say yes or, if told to, no.
{
  my $dir = copy();
  my $fake = scratch();
  my @calls = map { "int $_(const char *, const char *)" } qw(pledge unveil);
  spew("$fake/fake.h", map { "$_;\n" } @calls);
  spew("$fake/fake.c", "#include <errno.h>\n#include <stdlib.h>\n",
    map { "$_\n{ errno = EPERM; return getenv(\"REFUSE\") ? -1 : 0; }\n" }
    map { s/ \*/ *a/r } map { s/\*\)/*b)/r } @calls);
  my ($said, $status) = in_dir($fake, {}, 'cc', '-fPIE', '-c', 'fake.c');
  is($status, 0, 'a pledge of our own') or diag($said);
  spew("$dir/try$_.c", "#error no $_\n") for qw(landlock seccomp);
  build($dir, 'with pledge', {
    'conf-cc' => conf_line('conf-cc') . ' ' . WARNINGS . " -include $fake/fake.h",
    'conf-ld' => conf_line('conf-ld') . " $fake/fake.o",
  });
  like(slurp("$dir/haspledge.h"), qr/define/, 'the probe finds it');
  sessions($dir, 'with pledge');
  my $r = run(argv => ["$dir/qmail-popup", 'host.example', 'true'],
    env => { REFUSE => 1 }, in => "QUIT\r\n");
  is($r->{code}, 111, 'pledge refuses: qmail-popup does not go on');
  unlike($r->{out}, qr/^\+OK/, 'and has not read what the client said');
  $r = run(argv => ["$dir/qmail-pop3d", maildir({})], uid => UID,
    env => { REFUSE => 1 }, in => "QUIT\r\n");
  unlike($r->{out}, qr/^\+OK/, 'nor does qmail-pop3d');
}

# conf-static names a compiler that is not there, or none, or one that cannot do it
my $what = 'it'; # once, as what the others say then is the same
for my $line ('no-such-compiler -O2', '', 'cc -O2 -DHAS_NOTHING -include /nowhere.h') {
  my $dir = built();
  conf($dir, 'conf-static', $line);
  my ($said, $status) = make($dir, {}, '-j4', $what);
  is($status, 0, "conf-static is '$line': make $what") or diag($said);
  unlike($said, qr/warning/i, '  no warning') or diag($said);
  is(slurp("$dir/static.tools"), compiler() . "\n" . conf_line('conf-ld')
    . ' ' . slurp("$dir/static.flag"), '  conf-cc and conf-ld do it');
  quick_is_static($dir, $line) if $what eq 'it';
  $what = 'static.tools';
}

{
  my $dir = built();
  unlink "$dir/hasquick.h";
  my (undef, $status) = in_dir($dir, {}, 'sh', 'choose.sh', 'found', 'quick', 'none');
  is($status, 111, '[found-unread] what cannot be read');
  ok(!-e "$dir/hasquick.h", '  is no answer');
}

# a linker that knows neither -static nor -pie
{
  my $dir = built();
  my $ld = scratch() . '/ld';
  spew($ld, "#!/bin/sh\nfor x; do case \$x in -static*|-pie) exit 1;; esac; done\n",
    'exec ' . conf_line('conf-ld') . ' "$@"' . "\n");
  chmod 0755, $ld;
  build($dir, 'neither -static nor -pie', { 'conf-ld' => $ld });
  is(slurp("$dir/$_.flag"), "\n", "$_.flag is empty") for qw(static static_crypt pie);
  ok(!is_static($dir, $_), "$_ is not static") for qw(qmail-popup qmail-pop3d);
  sessions($dir, 'neither -static nor -pie');
}

# A container's filter of system calls: what the probes decide is the same, and
# so are the programs, which then need not run where they were built.
{
  my $dir = built();
  unlink map { "$dir/$_" } 'static.tools', keys %{ decided($dir) };
  conf($dir, 'conf-empty', $empty);
  my ($said, $status) = in_dir($dir, {}, filtered(), 'make', '-j4');
  is($status, 0, 'under a filter: make') or diag($said);
  is_deeply(decided($dir), decided($tree), 'the probes decide the same under a filter');
  sessions($dir, 'under a filter');
}

# ---- what fails leaves nothing that looks like an answer ----

{
  my $dir = copy();
  my $full = scratch() . '/full'; # a compiler for which the disk is full
  spew($full, "#!/bin/sh\necho no space left >&2\nexit 1\n");
  chmod 0755, $full;
  my @answers = sort keys %{ decided($tree) };
  for my $file (qw(conf-cc conf-ld)) {
    my $before = slurp("$dir/$file");
    conf($dir, $file, $full);
    my @said = map { [make($dir, {}, $_)] } @answers;
    is_deeply([grep { !$_->[1] } @said], [], "$file fails: so does every probe");
    is_deeply([grep { $_->[0] !~ /cannot compile and link anything:\nno space left$/m } @said],
      [], '  and says what the compiler said');
    is_deeply([grep { -e "$dir/$_" } @answers], [], '  and answers nothing');
    spew("$dir/$file", $before);
  }
  make($dir, { TMPDIR => "$dir/none" }, '-k', @answers);
  is_deeply([grep { -e "$dir/$_" } @answers], [], 'no room for a probe: no answers');
  mkdir "$dir/$_.new" or die "mkdir: $!" for @answers;
  make($dir, {}, '-k', @answers);
  is_deeply([grep { -e "$dir/$_" } @answers], [], 'an answer that cannot be written: none');
  rmdir "$dir/$_.new" or die "rmdir: $!" for @answers;
  my ($said, $status) = make($dir, {}, @answers);
  is($status, 0, 'make, once all is well') or diag($said);
  is_deeply(decided($dir), decided($tree), '  and the answers are as always');
  is_deeply([grep { /\.new$/ } everything($dir)], [], '  with nothing beside them');
}

# ---- make clean ----

for my $dir ($tree, copy()) {
  my ($said, $status) = make($dir, {}, 'clean');
  is($status, 0, 'make clean') or diag($said);
  is_deeply([grep { -f "$dir/$_" } everything($dir)], [sort(tracked())],
    'what is left is what is tracked');
}

done_testing();
