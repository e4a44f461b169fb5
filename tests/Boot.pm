# Boot - a Debian of a release with systemd as its first process, made by
# tests/root.sh, and a command in it, beside the sources.
package Boot;
use strict;
use warnings;
use Exporter 'import';
use Chain;

our @EXPORT = qw(in_root has_packages has_archives booted boot_command);

# what the tests in perl need themselves, and debootstrap's roots have not
my @perl = qw(perl iproute2 procps util-linux-extra);

sub root_sh {
  my (@argv) = @_;
  return run(argv => ['sh', source() . '/tests/root.sh', @argv],
    env => { map { defined $ENV{$_} ? ($_ => $ENV{$_}) : () }
      qw(PATH TESTS_ROOTS DEBIAN_MIRROR http_proxy) });
}

# Runs a script with the words of need.sh in the root, and tells what it says;
# whether it was well.
sub in_root {
  my ($root, $script, @argv) = @_;
  my $r = root_sh($root, 'sh', '-c', "name=\$0; sudo=; . tests/need.sh; $script", 'Boot', @argv);
  print "# $root: $_\n" for split /\n/, $r->{out} . $r->{err};
  return $r->{code} == 0;
}

# Installs packages in the root, with those for perl; false, and why on the
# test's output, if there can be no such root.
sub has_packages {
  my ($root, @packages) = @_;
  return in_root($root, 'apt_install "$@" >/dev/null 2>&1 && exit
    quietly apt_get update; quietly apt_install "$@"', @perl, @packages);
}

# Fetches them, so that there they can be installed without a network; of each
# argument all of the packages together.  What the release has not is told.
sub has_archives {
  my ($root, @lines) = @_;
  return in_root($root, 'fetch() { apt_install --download-only $1 >/dev/null 2>&1; }
    for line; do
      fetch "$line" || { quietly apt_get update; fetch "$line"; } || say "not fetched: $line"
    done', @lines);
}

# The words that run a command in the root once systemd has started it.
sub boot_command {
  my ($root, @command) = @_;
  return ('sh', source() . '/tests/root.sh', '--boot', $root, @command);
}

# What run() returns of that.
sub booted { return root_sh('--boot', @_) }

1;
