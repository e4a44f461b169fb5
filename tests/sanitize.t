# The tests once more with what finds bad memory accesses and undefined
# arithmetic while they run.
#
# The address sanitizer takes terabytes of address space, makes system calls
# of its own, and is loaded by libc: what cannot be tested with that, a test
# leaves out when CHAIN_SANITIZE is set.  What is undefined is looked for in
# programs that are otherwise as always, and so by all of the tests.  That takes
# long: without CHAIN_FULL=1 both are in the same programs, and the tests are some.
use strict;
use warnings;
use lib 'tests';
use Chain;
use Tree;
use Test::More;

need_root();
my $FULL = $ENV{CHAIN_FULL};

# those that run the programs; the others look at sources, or build their own
my %not = map { $_ => 1 } qw(analyze build deb demo docs
  fail2ban fuzzers install layers man mta pop3stat sanitize service upgrade valgrind);
my @wire = (qw(fuzz model qmail-popup checkpassword checkmail octets clients rfc recipe),
  map { m{(\w[^/]*)\.t$} } glob 'tests/pop3d-*.t');
@wire = grep { !$not{$_} } map { m{(\w[^/]*)\.t$} } glob 'tests/*.t' if $FULL;
sub tests { return map { "tests/$_.t" } grep { my $name = $_; !grep { $_ eq $name } @_ } @wire }

my $address = '-g -O1 -fPIE -fno-omit-frame-pointer -fsanitize=address';
my $trap = '-fsanitize=undefined -fsanitize-undefined-trap-on-error';
my $undefined = "-O1 -fPIE $trap";
$address .= " $trap", $undefined = $address if !$FULL;

# ---- is there such a compiler, and does it find anything? ----

my $lab = scratch();
sub ends {
  my ($flags, $what) = @_;
  spew("$lab/try.c", "#include <limits.h>\n#include <stdlib.h>\n",
    'int main(int argc, char **argv) { volatile char *p = malloc(4);',
    " (void)argc; (void)argv; $what; free((void *)p); return 0; }\n");
  my ($said, $status) = in_dir($lab, {}, 'sh', '-c', "cc $flags -o try try.c");
  return 'no compiler' if $status;
  ($said, $status) = in_dir($lab, { env => { ASAN_OPTIONS => 'detect_leaks=0' } },
    './try');
  return $status;
}

my @damage = (
  ['a write past the end', $address, 'p[%s] = 1', '3', '3 + argc'],
  ['a write to what was freed', $address, '%s; p[0] = 1; p = 0', '',
    'free((void *)p)'],
  ['an overflow', $undefined, 'volatile int i = INT_MAX; i -= %s', 'argc', '-argc'],
  ['a shift too far', $undefined, 'volatile int i = 1; i <<= argc + %s', '1', '99'],
);
if (grep { ends($_->[1], sprintf $_->[2], $_->[3]) ne '0' } @damage) {
  print "1..0 # SKIP cc has no sanitizers here\n";
  exit 0;
}
for (@damage) {
  my ($what, $flags, $code, $good, $bad) = @$_;
  isnt(ends($flags, sprintf $code, $bad), 0, "$what is found");
}

# ---- the tests ----

# Nothing here jumps out of a function that has not returned, so there is
# nothing to do before a process ends; the jail would not allow it.  What exit
# frees need not be freed before.
{
  my $tree = copy();
  spew("$lab/calm.c", "void __asan_handle_no_return(void);\n",
    "void __asan_handle_no_return(void) {}\n",
    "const char *__asan_default_options(void);\n",
    "__attribute__((weak)) const char *__asan_default_options(void)\n",
    "{ return \"detect_leaks=0\"; }\n");
  my ($said, $status) = in_dir($lab, {}, 'cc', '-fPIE', '-c', 'calm.c');
  is($status, 0, 'our part of the sanitizer') or diag($said);
  # On 32 bits the sanitizer makes its own calls by syscall(2), and cannot start
  # where a test puts a function of its own in the place of that.
  spew("$lab/try.c", "long syscall(long n, ...);\n",
    "long syscall(long n, ...) { return n - n - 1; }\n", "int main(void) { return 0; }\n");
  my $starts = !(in_dir($lab, {}, 'sh', '-c', "cc $address -o try try.c && ./try"))[1];
  my @units = grep { $starts || slurp("$_.c") !~ /^long syscall\(/m } unlimited($tree);
  conf($tree, 'conf-cc', "cc $address");
  conf($tree, 'conf-ld', "cc $address $lab/calm.o");
  my ($built, $bad) = make($tree, {}, '-j4', 'it', 'tests');
  is($bad, 0, 'address: make') or diag($built);
  # under softlimit, as printed, there is no room for it
  again('address', { CHAIN_SANITIZE => 1 }, $tree, @units,
    tests(qw(recipe flood conf cost jail sweep)));
  is(slurp("$tree/static.flag"), "\n", 'nothing is static, or little would be found');
}
if ($FULL) {
  my $tree = copy();
  conf($tree, 'conf-cc', "cc $undefined");
  my ($said, $status) = make($tree, {}, '-j4', 'it', 'tests');
  is($status, 0, 'undefined: make') or diag($said);
  again('undefined', {}, $tree, units($tree), tests());
}

done_testing();
