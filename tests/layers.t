# The house style, as far as a machine can tell: who may include whom, who may
# end the process, names, sizes, and calls that are not made here.
use strict;
use warnings;
use lib 'tests';
use Chain;
use Tree;
use Test::More;

# ---- what there is ----

my (%floor, @order); # name => floor; in the order of LAYERS
for my $line (split /\n/, slurp(source() . '/LAYERS')) {
  my ($floor, @names) = split ' ', $line;
  is_deeply([grep { $floor{$_}++ } @names], [], "LAYERS: nothing twice: @names");
  @floor{@names} = ($floor) x @names;
  push @order, @names;
}
is_deeply([map { $floor{$_} } @order], [sort map { $floor{$_} } @order],
  'LAYERS goes from the lowest floor to the highest');
my %place = map { ($order[$_] => $_) } 0 .. $#order;

my @tracked = tracked();
my @c = grep { m{^[^/]+\.[ch]$} && !/^try/ } @tracked;
my %text = map { ($_ => slurp(source() . "/$_")) }
  grep { /\.[ch]$/ } @tracked;

# what a compiler sees: no comments, nothing between quotes
my %code;
for my $file (keys %text) {
  ($code{$file} = $text{$file}) =~
    s{(/\*.*?\*/)|("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')}
     {defined $1 ? join '', $1 =~ /\n/g : substr($2, 0, 1) x 2}gsex;
}

sub base { my ($file) = @_; $file =~ s/\.[ch]$//; return $file }
sub includes { my ($text) = @_; return $text =~ /^#include "([^"]+)"/mg }

my %programs = map { ($_ => 1) } grep { !exists $text{"$_.h"} }
  grep { $floor{$_} == 3 } @order;
my @modules = grep { $floor{$_} < 3 && !/^auto_/ && exists $text{"$_.c"} } @order;
ok(keys %programs >= 3 && @modules >= 20, 'programs and modules were found');

is_deeply([grep { !exists $floor{ base($_) } } @c], [],
  'LAYERS names every .c and .h file');
is_deeply([grep { !exists $text{"$_.h"} && !$programs{$_} } @order], [],
  'and what it names has a header, or is a program');

# ---- the tests ----

# those that it does not have are run before the others
{
  my @named = map { /^(?:quick|all) (\S+)$/ ? "tests/$1.t" : () } split /\n/,
    slurp(source() . '/tests/ORDER');
  my %there = map { ($_ => 1) } @tracked;
  is_deeply([grep { !$there{$_}-- } @named], [], 'tests/ORDER: what is there, and once');
}

# ---- who includes whom ----

my %has = map { ("has$_.h" => []) }
  map { /^(?:has|found) (\S+)/ ? $1 : () } split /\n/, slurp(source() . '/SYSDEPS');
for my $file (sort @c) {
  my $self = base($file);
  my @bad;
  for my $header (includes($text{$file})) {
    if (exists $has{$header}) { push @{ $has{$header} }, $file; next }
    my $other = base($header);
    next if $other eq $self && $file =~ /\.c$/;
    push @bad, $header if !exists $place{$other} || $place{$other} >= $place{$self};
  }
  is_deeply(\@bad, [], "$file includes what stands before it in LAYERS");
}
is_deeply([grep { @{ $has{$_} } != 1 } sort keys %has], [],
  'each probe decides for one file');
my %probing = map { ($_->[0] => 1) } values %has;

# Conditions are for what a probe has found, for what one header may or may
# not define, and around each header.
my $found = qr/(?:!? ?defined HAS\w+(?: (?:&&|\|\|) )?)+/;
for my $file (sort @c) {
  my $guard = uc base($file) . '_H';
  $guard =~ tr/-/_/;
  my @ifs = grep { !/^#ifndef \Q$guard\E$/ && !/^#ifdef (?:RLIMIT|SYS)_\w+$/ }
    $code{$file} =~ /^(#\s*(?:el)?if.*)/mg;
  @ifs = grep { !/^#ifdef HAS\w+$/ && !/^#(?:el)?if $found$/ } @ifs if $probing{$file};
  @ifs = () if $file =~ /^(?:noreturn|machine|asan|large)\.h$/; # of the compiler itself
  is_deeply(\@ifs, [], "$file has no conditions of another kind");
}

# ---- the tests ----

for my $module (@modules) {
  ok(exists $text{"$module.h"}, "$module.c has $module.h");
  ok(exists $text{"tests/t-$module.c"}, "$module.c has tests/t-$module.c");
}
is_deeply([grep { m{^tests/t-(\w+)(?:-\w+)?\.c$} ? !exists $floor{$1} : m{^tests/t-} }
  @tracked], [], 'each tests/t-NAME.c or t-NAME-MORE.c tests something');
is_deeply([grep { !exists $text{"$_.c"} && !-f source() . "/$_.sh" } keys %programs], [],
  'programs have a .c or a .sh');

# ---- calls ----

# glue.c is for a libcrypt that others have written
my $glue = sub { $_[0] eq 'glue.c' };

# [what, pattern, where it is allowed]
my @never = (
  ['ends the process', qr/\b(?:_?exit|_Exit|quick_exit|abort)\s*\(/, sub {
    my ($file) = @_;
    return $floor{ base($file) } == 3 || $file =~ /^(?:jail|glue)\.c$/;
  }],
  ['has its own memory', qr/\b(?:malloc|calloc|realloc|free|alloca)\s*\(/,
    sub { $_[0] eq 'alloc.c' }],
  ['jumps', qr/\b(?:sig)?(?:setjmp|longjmp)\b/],
  ['copies without a limit', qr/\b(?:strn?cpy|strn?cat|stpcpy|gets|strtok)\s*\(/],
  ['converts carelessly', qr/\b(?:ato[ilf]l?|strto\w+)\s*\(/, $glue],
  ['prints or scans', qr/\b(?:v?s?n?f?d?printf|v?s?f?scanf|perror|puts|fputs)\s*\(/,
    $glue],
  ['has streams', qr/\b(?:FILE|f(?:d?open|close|read|write|flush|gets))\b/],
  ['runs a shell', qr/\b(?:system|popen)\s*\(/],
  ['sets signals the old way', qr/\bsignal\s*\(\s*SIG/],
  ['declares what a header should', qr/^extern\b/m, sub { $_[0] =~ /\.h$/ }],
  ['declares a variable', qr/^extern (?!const\b|char \*\*environ;)/m],
  ['takes any arguments', qr/^[A-Za-z].*\w\(\)/m],
);
for (@never) {
  my ($what, $pattern, $may) = @$_;
  is_deeply([grep { !($may && $may->($_)) && $code{$_} =~ $pattern } sort @c], [],
    "nobody $what, but who may");
}
is_deeply([grep { !$glue->($_) && $text{$_} =~ m{^#include <stdio\.h>(?! /\* rename \*/$)}m }
  sort @c], [], 'nobody includes stdio.h but for rename');
my ($body) = $code{'jail.c'} =~ /^(?:NORETURN )?void jail_exit\(.*?^\{(.*?)^\}/ms;
my $ends = qr/\b_?exit\s*\(/;
is(scalar(() = $code{'jail.c'} =~ /$ends/g), scalar(() = $body =~ /$ends/g),
  'jail.c ends the process in jail_exit only');

# ---- names ----

# [kind, name] of what an object file shows to others: "text", "const", "data"
sub symbols {
  my ($dir, $object) = @_;
  my ($said, $status) = in_dir($dir, { env => { LC_ALL => 'C' } }, 'objdump', '-t',
    $object);
  die "objdump: $said" if $status;
  my @symbols;
  while ($said =~ /^[0-9a-f]+ g.....[^\n\t]? *(\S+)\t\S+\s+(?:\.hidden )?(\S+)$/mg) {
    my ($section, $name) = ($1, $2);
    my $kind = $section =~ /^\.text/ ? 'text'
      : $section =~ /^\.(?:rodata|data\.rel\.ro)/ ? 'const' : 'data';
    next if $section eq '*UND*' || $name =~ /^__x86\.get_pc_thunk\./; # i386's compiler
    push @symbols, [$kind, $name];
  }
  return @symbols;
}

{
  my $tree = copy();
  my ($said, $status) = make($tree, {}, '-j4');
  is($status, 0, 'make') or diag($said);
  my $seen = 0;
  for my $base (grep { -f "$tree/$_.o" } @order) {
    (my $start = $base) =~ tr/-/_/;
    my @symbols = symbols($tree, "$base.o");
    $seen += @symbols;
    is_deeply([grep { $_ ne 'main' || !$programs{$base} }
      grep { !/^\Q$start\E(?:_|$)/ } map { $_->[1] } @symbols], [],
      "what $base shows to others begins with its name");
    is_deeply([map { $_->[1] } grep { $_->[0] eq 'data' } @symbols], [],
      "$base has no variable that others could change");
  }
  ok($seen >= 60, "they show $seen names in all");
}

# ---- sizes ----

# every function of a file as [name, lines], from its first line to its brace
sub functions {
  my ($text) = @_;
  my ($start, $name, @functions);
  my $n = 0;
  for my $line (split /\n/, $text) {
    ++$n;
    ($start, $name) = ($n, $1) if $line =~ /^[A-Za-z][^;{}=]*?(\w+)\(/;
    push @functions, [$name, 1] if $line =~ /^[A-Za-z].*\)\s*\{.*\}$/;
    push @functions, [$name, $n - $start + 1] if $line eq '}' && defined $start;
    undef $start if $line eq '}' || $line =~ /^[^ ].*;$/;
  }
  return @functions;
}

my $functions = 0;
for my $file (sort grep { /\.c$/ } @c) {
  my @functions = functions($code{$file});
  $functions += @functions;
  is_deeply([grep { $_->[1] > ($_->[0] eq 'main' ? 30 : 40) } @functions], [],
    "$file: functions of 40 lines at most, main of 30");
  my $lines = () = $text{$file} =~ /\n/g;
  my $most = $floor{ base($file) } == 3 ? 330 : 200;
  cmp_ok($lines, '<=', $most, "$file: $most lines at most");
}
ok($functions >= 200, "there are $functions functions");

my @bad;
for my $file (grep { /\.(?:[ch]|sh|t|pm|8)$|^[^.\/]+$/ && $_ ne 'Makefile' } @tracked) {
  my $text = slurp(source() . "/$file");
  utf8::decode($text);
  my $most = $file =~ m{\.(?:t|pm)$} ? 100 : 80;
  my $n = 0;
  for my $line (split /\n/, $text) {
    ++$n;
    push @bad, "$file:$n is too long"
      if $file =~ /\.[ch]$|\.sh$|\.t$|\.pm$/ && length $line > $most;
    push @bad, "$file:$n ends in a blank" if $line =~ /\s$/;
    push @bad, "$file:$n has a tab" if $file =~ /\.(?:[ch]|t|pm)$/ && $line =~ /\t/;
  }
  push @bad, "$file does not end in a line feed" if $text =~ /[^\n]\z/;
  push @bad, "$file has a // comment" if exists $code{$file} && $code{$file} =~ m{//};
}
is(join("\n", @bad), '', 'lines of 80 columns, 100 in perl; no tabs; no blanks at the'
  . ' end');

# Commands and tables are indented, and as wide as they must be.
my @wide;
for my $file (qw(README INSTALL UPGRADE SCALE DESIGN HACKING TESTS TODO)) {
  push @wide, map { "$file: $_" } grep { length > 80 && !/^ {4}/ } split /\n/, slurp($file);
}
is(join("\n", @wide), '', 'the documents have lines of 80 columns');

done_testing();
