# Systemd - a socket unit with Accept=yes and its service, run without systemd
# as the first process: systemd-socket-activate listens and forks, and what
# the service says of its process is done to the command by other programs.
package Systemd;
use strict;
use warnings;
use Exporter 'import';
use Chain;
use Filter;

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
my @order = (
  [ExecStart => sub { split ' ', shift }],
  # another filter than systemd's; boot.t has that one
  [SystemCallFilter => sub { (filtered(), @_[1 .. $#_]) }],
  [NoNewPrivileges => sub { ('setpriv', '--no-new-privs', @_[1 .. $#_]) }, 'yes'],
  [CapabilityBoundingSet => sub {
    my ($caps, @command) = @_;
    my $list = join ',', '-all', map { '+' . lc s/^CAP_//r } split ' ', $caps;
    return ('setpriv', '--bounding-set', $list, @command);
  }],
  [ReadWritePaths => sub { # with ProtectSystem=strict: all else is read-only
    my ($paths, @command) = @_;
    my $writable = join ' ', map { s/^-//r } split ' ', $paths;
    return ('unshare', '--mount', 'sh', '-c', 'for dir in ' . $writable . '; do
        [ ! -d $dir ] || mount --rbind $dir $dir || exit
      done
      cut -d " " -f 5 /proc/self/mountinfo | while read -r at; do
        at=$(printf "$at") # a blank in it is \\040
        for dir in /proc /sys /dev ' . $writable . '; do
          case $at/ in $dir/*) continue 2 ;; esac
        done
        mount -o remount,bind,ro "$at" || exit
      done || exit
      exec "$@"', 'sh', @command);
  }],
  [UMask => sub { ('sh', '-c', 'umask "$1"; shift; exec "$@"', 'sh', @_) }, '0077'],
  [LimitCORE => sub { ('prlimit', '--core=0:0', @_[1 .. $#_]) }, 0],
);
# those that need nothing, as where 0, 1 and 2 go is where they are here
my %other = (StandardInput => 'socket', StandardOutput => 'socket',
  StandardError => 'journal', CollectMode => 'inactive-or-failed',
  SuccessExitStatus => 1, Description => undef, SyslogIdentifier => undef,
  EnvironmentFile => '-/etc/default/qmail-pop3d', Environment => undef,
  ProtectSystem => 'strict',
  # what only boot.t can tell from its absence
  (map { ($_ => 'yes') } qw(LockPersonality MemoryDenyWriteExecute PrivateDevices PrivateNetwork
    ProtectClock ProtectHostname ProtectKernelLogs ProtectKernelModules ProtectKernelTunables
    RestrictNamespaces RestrictRealtime RestrictSUIDSGID)),
  RestrictAddressFamilies => 'AF_UNIX', SystemCallArchitectures => 'native',
  SystemCallErrorNumber => 'EPERM',
  TasksMax => 16, DevicePolicy => 'closed', KeyringMode => 'private', PrivateIPC => 'yes',
  PrivateTmp => 'yes', ProcSubset => 'pid', ProtectControlGroups => 'yes',
  ProtectProc => 'invisible', RemoveIPC => 'yes', NoExecPaths => '/home /srv /tmp /var /dev/shm');

# all keys that a service has here, and must have
sub stands_in { return sort map({ $_->[0] } @order), keys %other }

# ExecStart with the variables of Environment and of EnvironmentFile: ${A} is a
# word, and $A its words
sub expanded {
  my ($unit) = @_;
  my %value = map { /^(\w+)=(.*)$/ } split ' ', $unit->{Environment};
  my $file = $unit->{EnvironmentFile} =~ s/^-//r;
  if (-e $file) {
    /^(\w+)=(["']?)(.*)\2$/ and $value{$1} = $3 for split /\n/, slurp($file);
  }
  return $unit->{ExecStart} =~ s{\$(?|\{(\w+)\}|(\w+))}{$value{$1} // $&}ger;
}

sub command {
  my ($file) = @_;
  my %left = %{ unit($file) };
  $left{ExecStart} = expanded(\%left);
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
