# Newer - programs of another Debian than this machine's: its packages are
# fetched by this machine's apt, with lists of its own, and unpacked into a
# folder that goes when the test ends.  Nothing is installed.
package Newer;
use strict;
use warnings;
use Exporter 'import';
use Chain;

our @EXPORT = qw(unpacked loader);

sub quiet { return system('sh', '-c', 'exec "$@" >/dev/null 2>&1', 'sh', @_) == 0 }

# unpacked(suite, package...) returns the folder, or nothing if the packages
# cannot be had.
sub unpacked {
  my ($suite, @packages) = @_;
  my ($mirror) = grep { !/security/ }
    split /\n/, `apt-get indextargets --format '\$(REPO_URI)' 2>/dev/null`;
  return if !$mirror;
  my ($dir, $etc) = (scratch(), scratch());
  my %o = ('Dir::Etc::SourceList' => "$etc/list", 'Dir::Etc::SourceParts' => '/dev/null',
    'Dir::State' => "$etc/state", 'Dir::Cache' => "$etc/cache",
    'Dir::State::status' => '/dev/null', 'APT::Sandbox::User' => 'root');
  mkdir "$etc/$_" for 'state', 'cache', 'deb';
  spew("$etc/list", "deb [trusted=yes] $mirror $suite main\n");
  my @apt = ('apt-get', '-q', map { ('-o', "$_=$o{$_}") } sort keys %o);
  return if !quiet(@apt, 'update');
  return if !quiet('sh', '-c', 'cd "$0" && exec "$@"', "$etc/deb", @apt, 'download', @packages);
  for my $deb (glob "$etc/deb/*.deb") {
    quiet('dpkg-deb', '-x', $deb, $dir) or return;
  }
  return $dir;
}

# The words that run a program of the folder with the libraries there.
sub loader {
  my ($dir) = @_;
  my ($ld) = glob "$dir/usr/lib*/ld-linux*.so.*";
  ($ld) = glob "$dir/usr/lib/*/ld-linux*.so.*" if !$ld;
  return ($ld, '--library-path', join ':', glob "$dir/usr/lib/*-linux-gnu*");
}

1;
