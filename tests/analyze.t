# What analyzers say about the sources: nothing.  Each is first given some
# mistakes, and by the same command must find every one.
use strict;
use warnings;
use lib 'tests';
use Chain;
use Tree;
use Test::More;

full_only();

my @tracked = tracked();
my @c = grep { /\.c$/ && !/^try/ } @tracked;
my @sh = grep { /\.sh$/ || slurp($_) =~ m{\A#!/bin/sh\n} } @tracked;
# parts mean something only in what make joins them to
my %joined = map { $_ => 1 } grep { m{^[^/]+\.sh$} && slurp($_) =~ m{^\. \S+/\S+\.sh$}m } @sh;
my %part = map { $_ => 1 } map { slurp($_) =~ m{^\. (\S+/\S+\.sh)$}mg } keys %joined;
@sh = grep { !$part{$_} } @sh;
my @targets = split /\n/, slurp('TARGETS');
my %made = map { $_ => 1 } grep { /\.o$/ } @targets;
my ($flags) = conf_line('conf-cc') =~ /^\S+(.*)/;

# ---- the analyzers: each returns what it says about the files ----

# as make compiles them, with what the probes find; the rest only compiles
sub compile {
  my ($tree, $cc, $more, $wrap, @files) = @_;
  conf($tree, 'conf-cc', "$cc$flags");
  my @o = grep { $made{$_} } map { s/c$/o/r } @files;
  my ($all) = @o ? in_dir($tree, {}, @$wrap, 'make', '-j4', '-k', @o) : '';
  for my $file (grep { !$made{ s/c$/o/r } } @files) {
    my ($said) = in_dir($tree, {}, @$wrap, split(' ', "$cc$flags $more"), '-c',
      '-o', $file =~ s/c$/o/r, $file);
    $all .= $said;
  }
  my @bad = grep { !-f "$tree/$_" } map { s/c$/o/r } @files;
  return @bad ? "$all\nnot compiled: @bad\n" : $all;
}

# Version 12 takes what is kept in an array that grows for lost, and version 16
# what dup2 returns for one more descriptor.  What make does not compile keeps
# all that it has until it ends.
sub gcc {
  my ($tree, @files) = @_;
  return compile($tree, 'gcc -fanalyzer -Wno-analyzer-fd-leak', '-Wno-analyzer-malloc-leak',
    [], @files);
}

sub scan_build {
  my ($tree, @files) = @_;
  my @wrap = ('scan-build', '-o', scratch());
  my ($said) = in_dir('/', {}, @wrap, 'sh', '-c', 'echo "cc=$CC"');
  my ($cc) = $said =~ /^cc=(.*)/m;
  return compile($tree, $cc, '', \@wrap, @files);
}

# It must be told that the compiler has attributes, or nothing is NORETURN.
sub cppcheck {
  my ($tree, @files) = @_;
  my ($said, $status) = in_dir($tree, {}, 'cppcheck', '-q', '--std=c99', '--force',
    '-D__GNUC__=12', '-U__has_feature', '--inconclusive',
    '--enable=warning,performance,portability', '--inline-suppr', @files);
  return "$said, exit $status";
}

sub shellcheck {
  my ($tree, @files) = @_;
  my @command = qw(shellcheck -s sh -S warning);
  # whose variables are set by what recipe.c writes in front of them
  my @ends = grep { /^(.*)\.sh$/ && $1 ne 'check' && -f "$tree/auto_$1.h" } @files;
  my %end = map { ($_ => 1) } @ends;
  my @joined = map { s/\.sh$//r } grep { $joined{$_} } @files;
  in_dir($tree, {}, 'make', @joined) if @joined;
  my ($said, $status) = in_dir($tree, {}, @command, @joined,
    grep { !$end{$_} && !$joined{$_} } @files);
  return "$said, exit $status" if $status || !@ends;
  ($said, $status) = in_dir($tree, {}, @command, '-e', 'SC2154', @ends);
  return "$said, exit $status";
}

# ---- the mistakes ----

my %mistake = (
  'null' => 'int mistake(char *p) { if (!p) p[1] = 1; return 1; }',
  'not set' => 'int mistake(void) { int i; return i; }',
  'freed twice' => 'void mistake(char *p) { free(p); free(p); }',
  'used after free' => 'int mistake(char *p) { free(p); return p[0]; }',
  'memory leak' => 'int mistake(const char *s) {'
    . ' char *p = strdup(s); return p && puts(p); }',
  'file leak' => 'int mistake(void) { FILE *f = fopen("x", "r"); return f != 0; }',
  'division by 0' => 'int mistake(int n) { return n == 0 ? 1 / n : n; }',
  'set for nothing' => 'int mistake(int n) { int i = n; i = n + 1; return n; }',
  'past the end' => 'int mistake(void) { int i[4] = { 1, 2, 3, 4 }; return i[4]; }',
  'overlap' => 'void mistake(char *s) { sprintf(s, "%s.", s); }',
  'format' => 'void mistake(long n) { printf("%s", n); }',
  'no folder' => 'cd "$1"; rm x',
  'not POSIX' => 'mistake() { local x=1; echo "$x"; }',
  'read as two' => 'for x in "$@"; do [ -n $x ]; done',
);

# the file of the tree that has it, at its end
sub planted {
  my ($tree, $file, $mistake) = @_;
  my @include = $file !~ /\.c$/ ? () : map { "#include <$_.h>\n" } qw(stdio stdlib string);
  spew("$tree/$file", slurp($file), @include, "$mistake\n");
  unlink "$tree/byte.o";
  return $file;
}

# ---- what they say ----

for (
  # [who, the command, what runs it, the files, what it says of a mistake, which]
  ['gcc -fanalyzer', 'gcc', \&gcc, \@c, qr/warning:.*\[-Wanalyzer-/,
    'null', 'not set', 'freed twice', 'used after free', 'memory leak', 'file leak'],
  ["clang's scan-build", 'scan-build', \&scan_build, \@c, qr/warning:.*\[[a-z]+\.\w+/i,
    'null', 'not set', 'freed twice', 'used after free', 'memory leak', 'division by 0',
    'set for nothing'],
  ['cppcheck', 'cppcheck', \&cppcheck, \@c, qr/(?:error|warning|performance|portability):/,
    'null', 'not set', 'freed twice', 'file leak', 'division by 0', 'past the end',
    'overlap', 'format'],
  ['shellcheck', 'shellcheck', \&shellcheck, \@sh, qr/SC\d+/,
    'no folder', 'not POSIX', 'read as two'],
) {
  my ($who, $command, $run, $files, $finding, @mistakes) = @$_;
  SKIP: {
    skip "no $command", 1 if (in_dir('/', {}, 'sh', '-c', "command -v $command"))[1];
    subtest $who => sub {
      my $tree = copy();
      my $file = $files == \@c ? 'byte.c' : 'choose.sh';
      for my $mistake (@mistakes) {
        like($run->($tree, planted($tree, $file, $mistake{$mistake})), $finding,
          "finds: $mistake");
      }
      planted($tree, $file, '');
      my $said = $run->($tree, @$files);
      unlike($said, qr/$finding|warning:|error:|not compiled:|exit [^0]/,
        'all ' . @$files . ' files: nothing');
      for my $has (grep { /^has.*\.h$/ && -f "$tree/$_" } @targets) {
        is(slurp("$tree/$has"), slurp($has), "$has is what is built");
      }
    };
  }
}

done_testing();
