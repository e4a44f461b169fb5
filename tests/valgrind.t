# Whole sessions and the tests in C under valgrind's memcheck: no byte is used
# that nobody has set, nothing is read or written where nothing is, and no
# memory is lost.
#
# It cannot follow what is static, and must itself go on where a stranger is
# left nothing: so this builds without seccomp, and RLIMIT_NOFILE stays.
use strict;
use warnings;
use lib 'tests';
use Chain;
use Tree;
use Test::More;

full_only();
need_root();
plan skip_all => 'no valgrind'
  if (in_dir('/', {}, 'valgrind', '--version'))[1];

my $lab = scratch();
my $logs = "$lab/logs";
mkdir $logs or die "mkdir: $!";
chmod 01777, $logs;

# What cannot be allocated is asked for to see it refused.
spew("$lab/suppressions", map { <<"END" } qw(malloc realloc));
{
  too much
  Memcheck:FishyValue
  $_(size)
  fun:$_
  fun:resize
  fun:alloc_grow
}
END
# freeing what libc keeps would write what a forked test has not yet written
my @memcheck = ('valgrind', '-q', '--vgdb=no', '--run-libc-freeres=no',
  '--error-exitcode=199', '--leak-check=full', '--errors-for-leak-kinds=definite',
  '--show-leak-kinds=definite',
  "--suppressions=$lab/suppressions");
# a program that another becomes, as a user, cannot write to the same file
sub memcheck { return @memcheck, "--log-file=$logs/$_[0].%p" }

# what it has to say; not that it knows nothing of Landlock
sub said { return join '', map { grep { /^==/ } split /^/, slurp($_) } glob "$logs/*" }

# ---- does it find anything? ----

for (
  ['not set', 'int i[2]; return i[argc] == 7;'],
  ['past the end', 'volatile char *p = malloc(4); int c = p[3 + argc]; free((void *)p);'
    . ' return c == 7;'],
  ['used after free', 'volatile char *p = malloc(4); free((void *)p); return p[0] == 7;'],
  ['a leak', 'volatile char *p = malloc(4); p[0] = 1; p = 0; return p != 0;'],
) {
  my ($what, $code) = @$_;
  spew("$lab/try.c", "#include <stdlib.h>\n",
    "int main(int argc, char **argv) { (void)argc; (void)argv; $code }\n");
  my ($said, $status) = in_dir($lab, {}, 'sh', '-c', 'cc -w -g -o try try.c');
  is($status, 0, "$what: cc") or diag($said);
  is((in_dir($lab, {}, memcheck('try'), './try'))[1], 199, "$what: is found");
  isnt(said(), '', '  and told');
  unlink glob "$logs/*";
}

# ---- the tests ----

my $tree = copy();
(my $limit = slurp("$tree/limit.c")) =~ s/\bzero\(RLIMIT_NOFILE\)/0/
  or die 'limit.c does not limit descriptors';
spew("$tree/limit.c", $limit);
spew("$tree/try$_.c", "#error not here\n") for qw(seccomp static);
conf($tree, 'conf-cc', "cc -g -O1 -fPIE");
conf($tree, 'conf-ld', 'cc');
my ($said, $status) = make($tree, {}, '-j4', 'it', 'tests');
is($status, 0, 'make') or diag($said);
is(slurp("$tree/static.flag"), "\n", 'nothing is static');

my @programs = qw(qmail-popup checkpassword qmail-pop3d);
for my $program (@programs, units($tree)) {
  my $name = $program =~ s{.*/}{}r;
  rename "$tree/$program", "$lab/$name" or die "rename: $!";
  spew("$tree/$program", "#!/bin/sh\nexec @{[memcheck($name)]} $lab/$name \"\$@\"\n");
  chmod 0755, "$tree/$program";
}

# Limits on memory would be valgrind's.  t-jail and t-limit are about those that
# are not as they were; t-strerr tells descriptors apart, some of which it has, and
# t-child leaves no descriptor free.
my @units = grep { !/t-(?:child|jail|limit|strerr)$/ } unlimited($tree);
again('units', { CHAIN_SANITIZE => 1 }, $tree, @units);
again('sessions', { CHAIN_SANITIZE => 1, CHAIN_VALGRIND => 1 }, $tree,
  "tests/rfc.t", glob 'tests/pop3d-*.t');
cmp_ok(scalar(() = glob "$logs/*"), '>', 300, 'many processes were followed');
is(said(), '', 'and it has nothing to say');

done_testing();
