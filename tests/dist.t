# make dist: a tarball that has what FILES lists, builds as the clone does, also
# in a folder with blanks in its name, and is the same bytes wherever and
# whenever it is made; with CHAIN_FULL=1 what "make test" runs passes there, too.
use strict;
use warnings;
use lib 'tests';
use Chain;
use Tree;
use Test::More;

delete @ENV{grep { /^MAKE|^MFLAGS$/ } keys %ENV}; # a make of its own
my ($version) = slurp('VERSION') =~ /^(\S+)$/m;
my $name = "qmail-pop3-$version";

sub dist {
  my ($tree, $umask) = @_;
  system('sh', '-c', 'umask "$1" && cd "$0" && make dist >/dev/null', $tree, $umask) == 0
    or die 'make dist';
  return slurp("$tree/$name.tar.gz");
}

my ($one, $two) = (copy(), copy());
utime 1e9, 1e9, map { "$two/$_" } tracked();
chmod 0600, "$two/README" or die "chmod: $!";
my $first = dist($one, '022');
ok($first eq dist($two, '077'), '[dist] the same bytes from other times, modes and umask');
ok(!-e "$one/$name.tmp", '  and nothing else is left');

my $to = scratch() . '/in a folder';
mkdir $to or die "mkdir: $!";
system('tar', '-x', '-z', '-C', $to, '-f', "$one/$name.tar.gz") == 0 or die 'tar';
my @there = split /\n/, `cd "$to/$name" && find . ! -type d | sed 's,^./,,' | LC_ALL=C sort`;
is_deeply(\@there, [sort(tracked())], 'it has what FILES lists, and nothing else');
my ($said, $status) = in_dir("$to/$name", {}, 'make', '-j2', 'it', 'tests/t-str', 'tests/t-hier');
is($status, 0, 'it builds') or diag $said;
($said, $status) = in_dir("$to/$name", {}, 'prove', map { "tests/$_" } qw(t-str t-hier man.t));
is($status, 0, 'tests run there') or diag $said;

if ($ENV{CHAIN_FULL}) {
  ($said, $status) = in_dir("$to/$name", {}, 'make', 'JOBS=2', 'test');
  is($status, 0, '[dist-tests] make test passes there') or diag substr $said, -3000;
  like($said, qr/^Result: PASS$/m, '  and has run tests');
}

# ---- what else names the version and the licence ----

is($version, '1.0', 'the version');
like(slurp('debian/changelog'), qr/\Aqmail-pop3d \(\Q$version\E-\d+\) /, 'debian/changelog has it');
my @entries = split /^VERSION (\S+)\n/m, slurp('CHANGES');
shift @entries; # what is before the first version
my (@versions, @late);
while (my ($of, $text) = splice @entries, 0, 2) {
  push @versions, $of;
  my @days = $text =~ /^(\d{8}) (?:ui|internal|portability|bug|security): /mg;
  is(scalar @days, scalar(() = $text =~ /^\S/mg), "CHANGES $of: each entry has a day and a kind");
  is("@days", "@{[sort @days]}", '  and they are in order');
}
is("@versions", "@{[sort @versions]}", 'CHANGES is sorted by version');
is($versions[-1], $version, '  and the last one is this');
like(slurp('LICENSE'), qr/without fee is hereby granted/, 'LICENSE');
like(slurp($_), qr/\b0BSD\b/, "$_ names 0BSD") for qw(README debian/copyright qmail-pop3.7);

done_testing();
