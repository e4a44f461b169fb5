# Systemd - a socket unit with Accept=yes and its service, run without systemd
# as the first process: systemd-socket-activate listens and forks, and what
# the service says of its process is done to the command by other programs.
package Systemd;
use strict;
use warnings;
use Exporter 'import';
use Chain;

our @EXPORT = qw(unit stands_in activate);

# { key => value } of a unit file, with continued lines as one
sub unit {
  my ($file) = @_;
  my %settings;
  for (split /\n/, slurp($file) =~ s/\\\n */ /gr) {
    next if /^(#|\[\w+\]$|$)/;
    /^(\w+)=(.*)$/ or die "$file: $_\n";
    $settings{$1} = $2;
  }
  return \%settings;
}

# What systemd does for a key, to the command that it runs, in this order.
# No key may be here for which it loads a filter of system calls: under that
# there is no strict mode.
my @order = (
  [ExecStart => sub { split ' ', shift }],
  [NoNewPrivileges => sub { ('setpriv', '--no-new-privs', @_[1 .. $#_]) }, 'yes'],
  [CapabilityBoundingSet => sub {
    my ($caps, @command) = @_;
    my $list = join ',', '-all', map { '+' . lc s/^CAP_//r } split ' ', $caps;
    return ('setpriv', '--bounding-set', $list, @command);
  }],
  [ProtectSystem => sub {
    my (undef, @command) = @_;
    return ('unshare', '--mount', 'sh', '-c', 'for dir in /usr /boot /etc; do
        [ ! -d $dir ] || { mount --rbind $dir $dir && mount -o remount,bind,ro $dir; } || exit
      done; exec "$@"', 'sh', @command);
  }, 'full'],
);
# those that need nothing, as where 0, 1 and 2 go is where they are here
my %other = (StandardInput => 'socket', StandardOutput => 'socket',
  StandardError => 'journal', CollectMode => 'inactive-or-failed',
  SuccessExitStatus => 1, Description => undef, SyslogIdentifier => undef);

# all keys that a service has here, and must have
sub stands_in { return sort map({ $_->[0] } @order), keys %other }

sub command {
  my ($file) = @_;
  my %left = %{ unit($file) };
  my @command;
  for ([map { [$_, sub { @_[1 .. $#_] }, $other{$_}] } sort keys %other], \@order) {
    for (@$_) {
      my ($key, $do, $must) = @$_;
      my $value = delete $left{$key} // next;
      die "$file: $key=$value\n" if defined $must && $value ne $must;
      @command = $do->($value, @command);
    }
  }
  die "$file: @{[sort keys %left]}: not known here\n" if %left;
  return @command;
}

# Between systemd-socket-activate and the command: REMOTE_ADDR for it, as
# systemd says it, and 2 is not where systemd-socket-activate writes.
my $between = <<'END';
use Socket qw(getnameinfo NI_NUMERICHOST);
my (undef, $address) = getnameinfo(getpeername STDIN, NI_NUMERICHOST);
$address =~ s/^::ffff:(?=.*\.)//;
s/\$\{REMOTE_ADDR\}/$address/ for @ARGV;
open STDERR, '>>', shift;
exec @ARGV;
END

# activate(folder of the units, name, file for the journal): the command that
# does what "systemctl start NAME.socket" does, until it is stopped
sub activate {
  my ($dir, $name, $journal) = @_;
  my $socket = unit("$dir/$name.socket");
  die "$name.socket: Accept\n" if ($socket->{Accept} || '') ne 'yes';
  return ('systemd-socket-activate', '-l', $socket->{ListenStream}, '--accept', '--inetd',
    $^X, '-e', $between, $journal, command("$dir/$name\@.service"));
}

1;
