#!/usr/bin/perl
# tests/MUTANTS: each of them still applies, and names a promise and a test;
# each test that tests/PROMISES names for a promise is there with that promise,
# and DESIGN says the promise in the same words.
# Each id of a test is in one file.
# With CHAIN_MUTANTS=1 each is built in a copy of the sources, and the test that
# it names must fail, which takes longer than all other tests together;
# CHAIN_MUTANTS=NAME,NAME for some.
use strict;
use warnings;
use lib 'tests';
use Chain;
use Ids;
use IO::Select;
use POSIX ();
use Test::More;
use Tree;

# ---- the list ----

# A space of a mutant's text may be any blanks and line ends of the source.
sub pattern {
  my $re = join '\s+', map { quotemeta } split ' ', $_[0];
  return qr/$re/;
}

my @mutants;
for my $part (split /\n\n+/, slurp('tests/MUTANTS')) {
  my ($head, @lines) = grep { !/^#/ } split /\n/, $part;
  next if !defined $head || $head !~ / \| /;
  my %m;
  @m{qw(name promise file id)} = split / \| /, $head;
  $m{test} = file_of($m{id} // '') // '';
  # whose contract is one, and in one file
  $m{test} =~ s/^checkpassword(?=\.t$)/checkmail/ if $m{file} eq 'checkmail.c';
  $m{test} =~ s/^checkpassword(?=\.t$)/checkpassword-nss/
    if $m{file} =~ /^(?:checkpassword-nss|lookup)\.c$/;
  $m{old} = join "\n", map { /^- ?(.*)/ ? $1 : () } @lines;
  $m{new} = join "\n", map { /^\+ ?(.*)/ ? $1 : () } @lines;
  $m{odd} = grep { !/^(?:-|\+(?: |$))/ } @lines;
  push @mutants, \%m;
}
my %promised; # "P1 | id" that some mutant makes fail
my %names;
for my $m (@mutants) {
  my $times = () = slurp($m->{file}) =~ /@{[pattern($m->{old})]}/g;
  is($times, 1, "$m->{name}: its text is once in $m->{file}");
  like($m->{test}, qr/^t-.*\.c$|\.t$/, '  and there is a test of that id')
    or diag($m->{id} // 'none', '; the head of a mutant is: name | promise | source | id');
  like($m->{promise}, qr/^(P[1-7]|-)$/, '  and its promise');
  is($m->{odd} + $names{ $m->{name} }++, 0, '  and it is written as it should be');
  $promised{"$m->{promise} | $m->{id}"} = 1;
}
cmp_ok(@mutants, '>=', 40, 'there are many');

my %tests; # of each promise in PROMISES
my $design = slurp('DESIGN') =~ s/\s+/ /gr;
for my $part (grep { !/^#/ } split /\n\n+/, slurp('tests/PROMISES')) {
  my ($promise, @lines) = split /\n/, $part;
  $promise .= shift @lines while @lines && $lines[0] !~ /^    [a-z][\w:-]+  +\S/;
  $promise =~ s/ +/ /g;
  ok(index($design, $promise) >= 0, "DESIGN says: $promise");
  my $p = substr $promise, 0, 2;
  $tests{$p}{$_} = 1 for map { /^    ([a-z][\w:-]+)  +\S/ } @lines;
  ok($promised{"$p | $_"}, "PROMISES, $p: a mutant makes $_ fail") for sort keys %{ $tests{$p} };
}
for (1 .. 7) {
  cmp_ok(keys %{ $tests{"P$_"} || {} }, '>=', 3, "PROMISES names tests for P$_");
}

my %files = files_of();
is_deeply([grep { @{ $files{$_} } > 1 } sort keys %files], [], 'an id is in one file');

my $which = $ENV{CHAIN_MUTANTS};
if (!$which) {
  done_testing();
  exit;
}

# ---- all of them ----

need_root();
my %want = map { ($_ => 1) } split /,/, $which;
my @chosen = grep { $which eq '1' || $want{ $_->{name} } } @mutants;
cmp_ok(@chosen, '>', 0, "mutants to be tried: $which");

sub program { $_[0] =~ s/\.c\z//r } # of a test in C

# The test in that tree, in a process namespace which ends with it: 1 if it
# says "not ok" with that id, or with any id if none is given; 0 if it comes to
# its end; or what happened.
sub fails {
  my ($tree, $test, $id) = @_;
  my $tmp = scratch();
  my $said_so = defined $id ? qr/^not ok [^\n]*\[\Q$id\E\]/m : qr/^not ok /m;
  my @argv = $test =~ /\.t$/ ? ($^X, '-Itests', "tests/$test") : 'tests/' . program($test);
  pipe my $r, my $w or die "pipe: $!";
  my $pid = fork // die "fork: $!";
  if (!$pid) {
    chdir $tree or POSIX::_exit(126);
    POSIX::dup2(fileno $w, $_) for 1, 2;
    POSIX::dup2(POSIX::open('/dev/null', POSIX::O_RDONLY()), 0);
    POSIX::close($_) for 3 .. 50;
    delete @ENV{grep { /^CHAIN_/ } keys %ENV};
    $ENV{TMPDIR} = $tmp;
    $ENV{CHAIN_PLANTED} = $1 if defined $id && $id =~ /^planted-(\d+)$/;
    $ENV{CHAIN_FULL} = 1 if -e "tests/$test" && slurp("tests/$test") =~ /^full_only\(\)/m;
    exec qw(setpriv --pdeathsig KILL unshare --pid --fork --kill-child --mount-proc), @argv
      or POSIX::_exit(127);
  }
  close $w;
  my $result = 'it says nothing any more';
  my $said = '';
  my $select = IO::Select->new($r);
  while ($select->can_read(3 * HANGS)) {
    my $n = sysread $r, $said, 65536, length $said;
    if ($said =~ $said_so) { $result = 1; last }
    next if $n;
    $result = $said =~ /^1\.\.\d/m ? 0 : 'it is broken off: ' . substr $said, -600;
    last;
  }
  kill 'KILL', $pid; # and so all that is in its namespace
  waitpid $pid, 0;
  system('rm', '-rf', $tmp);
  return $result;
}

# what is wrong with the mutant: nothing if its test fails
sub survives {
  my ($tree, $m) = @_;
  my $source = slurp("$tree/$m->{file}");
  my $mutant = $source;
  my $old = pattern($m->{old});
  $mutant =~ s/$old/$m->{new}/;
  my @what = $m->{test} =~ /\.t$/ ? 'it' : 'tests/' . program($m->{test});
  spew("$tree/$m->{file}", $mutant);
  my ($said, $status) = make($tree, {}, @what);
  my $result = $status ? "it does not compile: $said"
    : fails($tree, $m->{test}, $m->{id});
  spew("$tree/$m->{file}", $source);
  return $result eq '1' ? '' : $result eq '0' ? 'it survives' : $result;
}

# a copy is as good as the folder: without a mutant, no test fails so
sub fails_anyway {
  my ($tree, $test) = @_;
  my ($said, $status) = make($tree, {}, 'it', $test =~ /\.t$/ ? () : 'tests/' . program($test));
  return "it does not compile: $said" if $status;
  my $result = fails($tree, $test);
  return $result eq '0' ? '' : $result eq '1' ? 'it fails without a mutant' : $result;
}

# Four processes share the work, as most tests wait for something; each writes
# what it finds, a line for each.
my %test = map { ($_->{test} => 1) } @chosen;
my @work = ((map { { anyway => $_ } } sort keys %test), @chosen);
pipe my $todo_r, my $todo_w or die "pipe: $!";
syswrite $todo_w, sprintf '%6d', $_ for 0 .. $#work;
close $todo_w;
pipe my $found_r, my $found_w or die "pipe: $!";
for (1 .. 4) {
  local $ENV{TMPDIR} = scratch(); # what the process makes goes with it
  next if fork // die "fork: $!";
  close $found_r;
  my $tree = copy();
  while (sysread $todo_r, my $i, 6) {
    my $m = $work[$i];
    my $wrong = eval {
      $m->{anyway} ? fails_anyway($tree, $m->{anyway}) : survives($tree, $m);
    };
    $wrong = "died: $@" if !defined $wrong;
    $wrong = substr $wrong, 0, 2000;
    syswrite $found_w, 0 + $i . ' ' . $wrong =~ tr/\n/ /r . "\n" or last;
  }
  POSIX::_exit(0);
}
close $found_w;
my %found;
while (my $line = readline $found_r) {
  my ($i, $wrong) = $line =~ /^(\d+) (.*)/;
  my $m = $work[$i];
  $found{$i} = 1;
  is($wrong, '', $m->{anyway} ? "$m->{anyway} without a mutant"
    : "$m->{name}: $m->{test} fails, [$m->{id}]");
}
is(keys %found, @work, 'all were tried');

done_testing();
