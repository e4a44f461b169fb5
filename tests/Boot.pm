# Boot - a Debian of a release with systemd as its first process, made by
# tests/root.sh, and a command in it, beside the sources.
package Boot;
use strict;
use warnings;
use Exporter 'import';
use Chain;

our @EXPORT = qw(has_packages booted);

# what the tests in perl need themselves, and debootstrap's roots have not
my @perl = qw(perl iproute2 procps util-linux-extra);

sub root_sh {
  my (@argv) = @_;
  return run(argv => ['sh', source() . '/tests/root.sh', @argv],
    env => { map { defined $ENV{$_} ? ($_ => $ENV{$_}) : () }
      qw(PATH TESTS_ROOTS DEBIAN_MIRROR http_proxy) });
}

# Installs packages in the root, with those for perl; false, and why on the
# test's output, if there can be no such root.
sub has_packages {
  my ($root, @packages) = @_;
  my $install = 'name=$0; sudo=; . tests/need.sh
    apt_install "$@" >/dev/null 2>&1 && exit; quietly apt_get update; quietly apt_install "$@"';
  my $r = root_sh($root, 'sh', '-c', $install, 'Boot', @perl, @packages);
  return 1 if $r->{code} == 0;
  print "# $root: $_\n" for split /\n/, $r->{out} . $r->{err};
  return 0;
}

# What run() returns of a command in the root, once systemd has started it.
sub booted {
  my ($root, @command) = @_;
  return root_sh('--boot', $root, @command);
}

1;
