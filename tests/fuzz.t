# The corpus of each fuzz target once more, without a fuzzer: what broke
# something before, and what is worth trying in every parser.
use strict;
use warnings;
use lib 'tests';
use Chain;
use Test::More;

my %o = (env => { TMPDIR => scratch() }); # where one that breaks leaves things
my @targets = map { m{fuzz-(\w+)\.c$} } glob 'tests/fuzz-*.c';
cmp_ok(@targets, '>=', 10, 'there are ' . @targets . ' targets');
is_deeply([map { m{([^/]+)$} } glob 'tests/corpus/*'], \@targets,
  'each has a corpus, and no other is there');

for my $target (@targets) {
  my @files = glob "tests/corpus/$target/*";
  cmp_ok(@files, '>', 0, "$target: " . @files . ' files') or next;
  my $r = run(argv => ["tests/fuzz-$target", @files], %o);
  is($r->{out}, join('', map { "$_\n" } @files), "$target: each file was tried")
    or diag($r->{err});
  is("$r->{code} $r->{signal} $r->{err}", '0 0 ', "$target: and none broke it");
}

done_testing();
