# make fuzz: each engine runs the targets, and finds what is wrong.
use strict;
use warnings;
use lib 'tests';
use Chain;
use Tree;
use Test::More;

# [engine, a command that shows whether it is there]
my @engines = (
  [libfuzzer => 'clang -fsanitize=fuzzer -o try try.c'],
  [afl => 'command -v afl-fuzz && afl-clang-fast -fsanitize=fuzzer -o try try.c'],
);
my $lab = scratch();
spew("$lab/try.c", "#include <stddef.h>\n#include <stdint.h>\n",
  "int LLVMFuzzerTestOneInput(const uint8_t *s, size_t n)\n",
  "{ return n > 99 && !s; }\n");

# what breaks in a copy of the sources, with that done to base64.c, and how
# make fuzz ends
sub fuzz {
  my ($change, %env) = @_;
  my $tree = copy();
  (my $code = slurp("$tree/base64.c")) =~ s/^  if \(in % 4\) return 0;\n/$change$&/m
    or die 'base64.c has changed';
  spew("$tree/base64.c", $code);
  my $before = slurp_all($tree);
  my ($said, $status) = make($tree, { FUZZ_SECONDS => 1, %env }, 'fuzz');
  my $after = slurp_all($tree);
  my @new = grep { !exists $before->{$_} } sort keys %$after;
  return { tree => $tree, said => $said, status => $status, new => \@new };
}

my @targets = map { m{fuzz-(\w+)\.c$} } glob 'tests/fuzz-*.c';
for (@engines) {
  my ($engine, $try) = @$_;
  my ($no, $none) = in_dir($lab, {}, 'sh', '-c', $try);
  SKIP: {
    skip "no $engine", 1 if $none;
    my @some = $engine eq 'afl' ? qw(base64 octets) : @targets;
    my $found = scratch();
    my $r = fuzz('', FUZZ_ENGINE => $engine, FUZZ_TARGETS => "@some",
      FUZZ_FOUND => $found);
    is($r->{status}, 0, "$engine: nothing breaks") or diag($r->{said});
    is(join(' ', $r->{said} =~ /^tests\/fuzz: (\w+): [1-9]\d* runs in 1 seconds$/mg),
      "@some", 'in many runs');
    is_deeply($r->{new}, [], 'and no file is left') or diag($r->{said});
    cmp_ok(scalar(() = glob "$found/base64/*"), '>',
      scalar(() = glob 'tests/corpus/base64/*'), 'what is new can be kept');

    # which ends when it is found
    $r = fuzz("  if (*s == '(' && s[1] == ')') { *len = 0; return 1; }\n",
      FUZZ_ENGINE => $engine, FUZZ_TARGETS => 'base64', FUZZ_SECONDS => 1000);
    isnt($r->{status}, 0, "$engine: a bug is found") or diag($r->{said});
    like($r->{said}, qr/^tests\/fuzz: base64: BROKEN$/m, 'it tells where');
    my ($input) = grep { m{^tests/corpus/base64/crash-} } @{ $r->{new} };
    ok($input, 'the input is kept') or next;
    make($r->{tree}, {}, 'tests/fuzz-base64');
    my ($said, $status) = in_dir($r->{tree}, {}, 'tests/fuzz-base64', $input);
    like($said, qr/^\Q$input\E$/m, 'and is tried without a fuzzer,');
    like($said, qr/fuzz-base64\.c:\d+: this must be: /, 'which shows what is wrong');
    isnt($status, 0, 'and fails');
  }
}

my ($said, $status) = in_dir(source(), { env => { FUZZ_ENGINE => 'other' } },
  'sh', 'tests/fuzz');
is_deeply([$said, $status], ["tests/fuzz: no such engine: other\n", 1],
  'another engine is refused');

done_testing();
