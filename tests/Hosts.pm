# Hosts - several machines on one wire: each is a process 1 with mount, pid, uts
# and network namespaces of its own, and the test itself stands where the
# clients are.  All see the same files, as if they were on a store.
#
# A test calls private() of Chain and wire() first.
package Hosts;
use strict;
use warnings;
use Chain;
use Exporter 'import';
use IO::Select;
use IO::Socket::IP;
use Session;
use Socket qw(IPPROTO_TCP TCP_NODELAY);

our @EXPORT = qw(wire host inside crash unplug backend sessions visit rest enter has);

my ($DOOR) = slurp('conf-door') =~ /(.*)/;

# the command ip, which must not fail
sub ip { system('ip', @_) == 0 or die "ip @_" }

# what gives a card its address; nobody else has it, so nobody is asked
sub addition {
  my ($card, $address) = @_;
  return ('addr', 'add', 'dev', $card, $address =~ /:/ ? ("$address/64", 'nodad') : "$address/24");
}

# is there a program of that name?
sub has {
  my ($name) = @_;
  return grep { -x "$_/$name" } qw(/usr/sbin /usr/bin /sbin /bin);
}

# The clients' end of the wire, with these addresses.  It keeps its own card too,
# or it would have another one with each host that comes or goes.
sub wire {
  ip(qw(link add wire address 02:00:0a:4d:00:ff type bridge));
  ip(addition('wire', $_)) for @_;
  ip(qw(link set wire up));
}

# host(name, addresses...): { name, ip => the first, pid => its process 1 }
sub host {
  my ($name, @addresses) = @_;
  my $dir = scratch();
  spew("$dir/door", '');
  chmod 0600, "$dir/door" or die "chmod: $!";
  my $parent = start(argv => [qw(unshare --mount --net --uts --pid --fork --mount-proc --),
    'sh', '-c', "hostname $name && mount --bind $dir/door $DOOR && ip link set lo up"
    . " && : >$dir/up && exec sleep infinity"], log => "$dir/boot");
  wait_for { -e "$dir/up" } "$name is up: see $dir/boot";
  my ($pid) = slurp("/proc/$parent/task/$parent/children") =~ /^(\d+)/;
  my $h = { name => $name, ip => $addresses[0], pid => $pid, parent => $parent,
    plug => "to-$name", log => "$dir/log" };
  # A host keeps its card, or the others ask for the old one for a minute.
  my $card = sprintf '02:00:0a:4d:00:%02x', $h->{ip} =~ /(\d+)$/;
  ip('link', 'add', $h->{plug}, qw(type veth peer name eth0 address), $card, 'netns', $pid);
  ip('link', 'set', $h->{plug}, qw(master wire up));
  for my $command ([qw(link set eth0 up)], map { [addition('eth0', $_)] } @addresses) {
    system(inside($h, 'ip', @$command)) == 0 or die "ip @$command in $name";
  }
  return $h;
}

# a command, as argv, that runs there
sub inside {
  my ($h, @argv) = @_;
  return ('nsenter', '-t', $h->{pid}, '-m', '-n', '-u', '-p', '--', @argv);
}

# Nobody hears of the host any more.
sub unplug { my ($h) = @_; ip('link', 'set', $h->{plug}, 'down') }

# All its processes end at once, as by a power cut.
sub crash {
  my ($h) = @_;
  kill 'KILL', $h->{pid};
  stop($h->{parent});
  stop($h->{server}) if $h->{server};
  system("ip link del $h->{plug} 2>/dev/null"); # or it is there until the kernel tidies up
}

# backend(host, rules in a cdb, environment) serves port 110 there; LISTEN is the
# address instead of 0
sub backend {
  my ($h, $cdb, %env) = @_;
  my $listen = delete $env{LISTEN} // '0';
  my @limit = softlimit();
  $h->{server} = start(log => $h->{log}, env => \%env, argv => [inside($h, @limit,
    'tcpserver', '-v', '-HR', '-l', $h->{name}, '-c', 31, '-x', $cdb, $listen, 110,
    'fromproxy', 'qmail-popup', "$h->{name}.example.org", 'checkpassword',
    'qmail-pop3d', './Maildir/')]);
  close visit($h->{ip})->{s};
  return $h;
}

sub children {
  my ($pid) = @_;
  my $children = eval { slurp("/proc/$pid/task/$pid/children") } // '';
  return map { ($_, children($_)) } split ' ', $children;
}

# the processes of its sessions
sub sessions {
  my ($h) = @_;
  my ($server) = split ' ', slurp("/proc/$h->{server}/task/$h->{server}/children");
  return children($server // return);
}

# ---- clients ----

# A connection to port 110 there, from one of our addresses; {greeting}
sub visit {
  my ($ip, $from, $port) = @_;
  my $s = wait_for {
    IO::Socket::IP->new(PeerHost => $ip, PeerPort => $port || 110,
      $from ? (LocalHost => $from) : ())
  } "port 110 of $ip";
  $s->setsockopt(IPPROTO_TCP, TCP_NODELAY, 1);
  my $c = { s => $s };
  $c->{greeting} = hear($c, qr/\n/);
  return $c;
}

# all that comes until the end
sub rest {
  my ($c) = @_;
  my $select = IO::Select->new($c->{s});
  my $bytes = '';
  while ($select->can_read(HANGS)) { sysread $c->{s}, $bytes, 65536, length $bytes or last }
  return $bytes;
}

# the answer to PASS
sub enter {
  my ($c, $user, $password) = @_;
  ask($c, "USER $user");
  return ask($c, "PASS $password");
}

1;
