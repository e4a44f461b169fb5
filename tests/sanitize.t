# The unit tests, and those that talk to the programs, once more with what
# finds bad memory accesses and undefined arithmetic while they run.
#
# Such programs take terabytes of address space, so a test must leave out what
# it does under a limit on memory when CHAIN_SANITIZE is set.
use strict;
use warnings;
use lib 'tests';
use Chain;
use Tree;
use Test::More;

need_root();

my $sanitize = '-g -O1 -fPIE -fno-omit-frame-pointer'
  . ' -fsanitize=address,undefined -fno-sanitize-recover=all';
my %env = (CHAIN_SANITIZE => 1,
  ASAN_OPTIONS => 'detect_leaks=0'); # what exit frees need not be freed before

# ---- is there such a compiler, and does it find anything? ----

my $lab = scratch();
sub ends {
  my ($what) = @_;
  spew("$lab/try.c", "#include <limits.h>\n#include <stdlib.h>\n",
    'int main(int argc, char **argv) { char *p = malloc(4); (void)argv;',
    " $what; free(p); return p == 0; }\n");
  my ($said, $status) = in_dir($lab, {}, 'sh', '-c', "cc $sanitize -o try try.c");
  return 'no compiler' if $status;
  ($said, $status) = in_dir($lab, { env => \%env }, './try');
  return $status;
}

if (ends('p[3] = 1') ne '0') {
  print "1..0 # SKIP cc has no sanitizers here\n";
  exit 0;
}
isnt(ends('p[3 + argc] = 1'), 0, 'a write past the end is found');
isnt(ends('free(p); p[argc] = 1'), 0, 'a write to what was freed is found');
isnt(ends('volatile int i = INT_MAX; i += argc'), 0, 'an overflow is found');

# ---- the tests ----

my $tree = copy();
conf($tree, 'conf-cc', "cc $sanitize");
conf($tree, 'conf-ld', "cc $sanitize");
my ($said, $status) = make($tree, \%env, '-j4', 'it', 'tests');
is($status, 0, 'make') or diag($said);
is(slurp("$tree/static.flag"), "\n", 'nothing is static, or little would be found');

my @unit = grep { m{^tests/t-} && !/\.o$/ } split /\n/, slurp("$tree/TARGETS");
my @wire = grep { -f "$tree/$_" } map { "tests/$_.t" }
  qw(qmail-popup checkpassword qmail-pop3d clients);
ok(@unit && @wire, 'there are tests');
for my $test (@unit, @wire) {
  ($said, $status) = in_dir($tree, { env => \%env }, 'prove', '-Q', $test);
  is($status, 0, $test) or diag($said);
}

done_testing();
