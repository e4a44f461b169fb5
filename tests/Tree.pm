# Tree - copies of the source folder, to be built and installed in other ways.
package Tree;
use strict;
use warnings;
use Exporter 'import';
use Chain;
use File::Basename qw(dirname);
use File::Find ();
use File::Path qw(make_path);
use POSIX ();
use Test::More ();

our @EXPORT = qw(tracked copy copy_built instead dynamic conf conf_line compiler in_dir
  make hier_rows everything owner_mode slurp_all again units unlimited WARNINGS);

# what must not be said about our C by any compiler
use constant WARNINGS => '-Wall -Wextra -Wconversion -Wsign-conversion -Wshadow'
  . ' -Wcast-qual -Wstrict-prototypes -Wmissing-prototypes -Wwrite-strings'
  . ' -pedantic -Werror -std=c99 -D_DEFAULT_SOURCE';

sub tracked { return split /\n/, slurp(source() . '/FILES') }

# a copy of what is tracked, in a folder whose name has a space
sub copy {
  my $to = scratch() . '/a copy';
  for my $file (tracked()) {
    my $from = source() . "/$file";
    make_path(dirname("$to/$file"));
    spew("$to/$file", slurp($from));
    chmod((stat $from)[2] & 07777, "$to/$file") or die "chmod: $!";
  }
  return $to;
}

# a copy with all that was built
sub copy_built {
  my $to = scratch() . '/a copy';
  mkdir $to or die "mkdir: $!";
  opendir my $d, source() or die 'source: ' . $!;
  my @names = grep { !/^(?:\.\.?|\.git)$/ } readdir $d;
  system('cp', '-a', (map { source() . "/$_" } @names), $to) == 0 or die 'cp';
  return $to;
}

# a program in a folder of its own, made as make does, but with this for one
# of its modules, or for the program's own
sub instead {
  my ($program, $module, $c) = @_;
  my @objects = static_objects($program);
  return from_objects($program, \@objects, $module, $c) if @objects;
  my $lab = scratch();
  my $source = source();
  spew("$lab/$module.c", $c =~ s/#include "(.*)"/#include "$source\/$1"/gr);
  my $own = $module eq $program ? '' : qq(&& cp $program.o "$lab");
  my $said = `cd "$source" && ./compile "$lab/$module.c" 2>&1 $own 2>&1`;
  my ($load) = slurp("$source/Makefile") =~ /^\t(\.\/load \Q$program\E .*)$/m;
  $load =~ s/load \Q$program\E/load "$lab\/$program"/;
  $load =~ s/ \Q$module\E\.o/ "$lab\/$module.o"/ or !$own or die "$program has no $module";
  $said .= `cd "$source" && $load 2>&1`;
  die "$program with another $module: $said" if !-x "$lab/$program";
  return "$lab/$program";
}

# of a program that static.sh links: all that it is made of
sub static_objects {
  my ($program) = @_;
  my ($objects) = slurp(source() . '/Makefile') =~ /^\tsh static\.sh \Q$program\E (.*)$/m;
  return split / /, $objects // '';
}

# the same, but with this for one of its modules
sub from_objects {
  my ($program, $objects, $module, $c) = @_;
  my $lab = scratch();
  my $source = source();
  my $one = "$module-static.o";
  die "$program has no $module" if !grep { $_ eq $one } @$objects;
  spew("$lab/static.tools", slurp("$source/static.tools"));
  spew("$lab/$module.c", $c =~ s/#include "(.*)"/#include "$source\/$1"/gr);
  my @from = map { $_ eq $one ? $_ : "$source/$_" } @$objects;
  my ($said) = in_dir($lab, {}, 'sh', '-c',
    'sh "$0" "$1" && shift && sh "$0" "$@"', "$source/static.sh", "$module.c", $program, @from);
  die "$program with another $module: $said" if !-x "$lab/$program";
  return "$lab/$program";
}

# the same program, but one that asks libraries, as conf-cc makes it
sub dynamic {
  my ($program) = @_;
  my $lab = scratch();
  my @from = map { source() . "/$_" =~ s/-static\.o$/.c/r } static_objects($program);
  my $make = compiler() . ' ' . conf_line('conf-ld') =~ s/^\S+//r . ' -pie -o "$@"';
  my ($said) = in_dir($lab, {}, 'sh', '-c', $make, 'sh', $program, @from);
  die "$program: $said" if !-x "$lab/$program";
  return "$lab/$program";
}

# changes the first line of a conf- file; the rest of it must not matter
sub conf {
  my ($dir, $name, $line) = @_;
  my (undef, @rest) = split /^/, slurp("$dir/$name");
  spew("$dir/$name", "$line\n", @rest);
  conf($dir, 'conf-static', '') if $name =~ /^conf-(?:cc|ld)$/; # then this is for all
}

sub conf_line {
  my ($name) = @_;
  my ($line) = slurp(source() . "/$name") =~ /^(.*)/;
  return $line;
}

# conf-cc's, with what makes files large
sub compiler {
  my ($line) = slurp(source() . '/compile') =~ /^exec (.*) -c -o /m;
  return $line;
}

# in_dir(dir, { env => {...}, umask => N, uid => N }, command...) runs it, with
# an environment of nothing but PATH and that; returns what it says and its
# status
sub in_dir {
  my ($dir, $o, @command) = @_;
  pipe my $r, my $w or die "pipe: $!";
  my $pid = fork // die "fork: $!";
  if (!$pid) {
    chdir $dir or POSIX::_exit(126);
    umask $o->{umask} if defined $o->{umask};
    if ($o->{uid}) {
      $) = "$o->{uid} $o->{uid}";
      POSIX::setgid($o->{uid});
      POSIX::setuid($o->{uid}) or POSIX::_exit(126);
    }
    POSIX::dup2(POSIX::open('/dev/null', POSIX::O_RDONLY()), 0);
    POSIX::dup2(fileno $w, $_) for 1, 2;
    POSIX::close($_) for 3 .. 30;
    %ENV = (PATH => '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin',
      %{ $o->{env} || {} });
    no warnings 'exec';
    exec { $command[0] } @command;
    POSIX::_exit(127);
  }
  close $w;
  my $said = do { local $/; <$r> };
  waitpid $pid, 0;
  return ($said, $? & 127 ? "signal $?" : $? >> 8);
}

sub make {
  my ($dir, $env, @targets) = @_;
  return in_dir($dir, { env => $env }, 'make', @targets);
}

# the rows of hier.c, all root's, as [kind, conf- file, name, source, mode]
sub hier_rows {
  my $row = qr/\{ \s* HIER_(\w+), \s* auto_(\w+), \s* "([^"]*)", \s* (?:"([^"]*)"|0),
    \s* 0, \s* 0, \s* 0(\d+) \s* \}/x;
  my @rows;
  my $c = slurp(source() . '/hier.c');
  push @rows, [$1, $2, $3, $4, $5] while $c =~ /$row/g;
  my $all = () = $c =~ /\{\s*HIER_(?!OLD\b)/g; # of which nothing is installed
  die "hier.c has $all rows, understood are " . @rows . "\n" if @rows != $all;
  return @rows;
}

# the tests in C
sub units { return grep { m{^tests/t-} && !/\.o$/ } split /\n/, slurp("$_[0]/TARGETS") }

# those that no limit on memory is set in, which would be that of a sanitizer, too
sub unlimited { return grep { slurp("$_.c") !~ /RLIMIT_AS/ } units(@_) }

# runs those tests in a copy that was built in some other way
sub again {
  my ($what, $env, $tree, @tests) = @_;
  Test::More::is_deeply([grep { !-f "$tree/$_" } @tests], [], "$what: the tests are there");
  my ($said, $status) = in_dir($tree, { env => $env }, 'prove', '-Q', '-j2', @tests);
  Test::More::is($status, 0, "$what: @tests") or Test::More::diag($said);
}

# every path below dir, without dir itself, in order
sub everything {
  my ($dir) = @_;
  my @found;
  File::Find::find({ no_chdir => 1, wanted => sub {
    push @found, substr $_, length($dir) + 1 if $_ ne $dir;
  } }, $dir);
  return sort @found;
}

# { path => content } of every file below dir
sub slurp_all {
  my ($dir) = @_;
  return { map { -f "$dir/$_" ? ($_ => slurp("$dir/$_")) : () } everything($dir) };
}

# "file root:root 711", as a test would print it
sub owner_mode {
  my ($path) = @_;
  my @st = lstat $path or return 'missing';
  my $kind = -l _ ? 'link' : -d _ ? 'directory' : -f _ ? 'file' : 'other';
  return sprintf '%s %d:%d %o', $kind, @st[4, 5], $st[2] & 07777;
}

1;
