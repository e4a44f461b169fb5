# A small UCSPI-TLS server:
#
#   perl ucspi-tls.pl certificate.pem 127.0.0.1 port program [args]
#
# The program has the client on 0 and 1, in the clear, and begins TLS by a y
# on $SSLCTLFD; from then on it reads what the client says from $SSLREADFD and
# writes to $SSLWRITEFD.  With $ONEFD set, these two are one socket.
use strict;
use warnings;
use Fcntl qw(F_SETFD F_SETFL O_NONBLOCK);
use IO::Select;
use IO::Socket::INET;
use IO::Socket::SSL;
use POSIX ();
use Socket;

my ($pem, $host, $port, @program) = @ARGV;
die "usage: ucspi-tls.pl certificate.pem address port program\n" if !@program;
my $one = delete $ENV{ONEFD};

my $listen = IO::Socket::INET->new(LocalAddr => $host, LocalPort => $port,
  Listen => 20, ReuseAddr => 1) or die "ucspi-tls: fatal: cannot listen: $!\n";
$SIG{CHLD} = 'IGNORE';
while (1) {
  my $client = $listen->accept or next;
  my $pid = fork;
  next if $pid || !defined $pid;
  $SIG{CHLD} = 'DEFAULT';
  close $listen;
  serve($client);
  POSIX::_exit(0);
}

# The program gets 5 the control, 6 and 7 the two ways.
sub serve {
  my ($client) = @_;
  pipe my $control, my $control_end or die "pipe: $!";
  my ($in, $in_end, $out, $out_end);
  if ($one) {
    socketpair $in, $in_end, AF_UNIX, SOCK_STREAM, PF_UNSPEC or die "socketpair: $!";
    ($out, $out_end) = ($in, $in_end);
  }
  else {
    pipe $in_end, $in or die "pipe: $!";
    pipe $out, $out_end or die "pipe: $!";
  }
  @ENV{qw(SSLCTLFD SSLREADFD SSLWRITEFD)} = (5, 6, $one ? 6 : 7);
  @ENV{qw(PROTO TCPLOCALIP TCPLOCALPORT TCPREMOTEIP TCPREMOTEPORT)} = ('TCP',
    $client->sockhost, $client->sockport, $client->peerhost, $client->peerport);
  my $pid = fork // die "fork: $!";
  if (!$pid) {
    my @from = map { fileno $_ } $client, $client, $control_end, $in_end, $out_end;
    POSIX::dup2($from[$_], 100 + $_) for 0 .. 4; # clear of every number below
    POSIX::dup2(100, 0);
    POSIX::dup2(101, 1);
    POSIX::close($_) for 3, 4, 8 .. 99;
    POSIX::dup2(102, 5);
    POSIX::dup2(103, 6);
    $one ? POSIX::close(7) : POSIX::dup2(104, 7);
    POSIX::close($_) for 100 .. 104;
    exec { $program[0] } @program or POSIX::_exit(111);
  }
  close $_ for $control_end, $in_end, $out_end;
  my $n = sysread $control, my $y, 1;
  pump($client, $in, $out) if $n && $y eq 'y';
  close $_ for $client, $in, $out;
  waitpid $pid, 0;
}

sub pump {
  my ($client, $in, $out) = @_;
  IO::Socket::SSL->start_SSL($client, SSL_server => 1, SSL_cert_file => $pem,
    SSL_key_file => $pem, Timeout => 30) or return;
  $SIG{PIPE} = 'IGNORE';
  $_->blocking(0) for $client, $in, $out;
  my %way = (in => [$client, $in, ''], out => [$out, $client, '']);
  while (%way) {
    my ($reads, $writes) = (IO::Select->new, IO::Select->new);
    for my $w (values %way) {
      $w->[2] eq '' ? $reads->add($w->[0]) : $writes->add($w->[1]);
    }
    my $ready = $way{in} && $way{in}[2] eq '' && $client->pending;
    IO::Select->select($reads, $writes, undef, 1200) if !$ready;
    for my $name (sort keys %way) {
      my ($from, $to) = @{ $way{$name} };
      if ($way{$name}[2] eq '') {
        my $n = sysread $from, $way{$name}[2], 16384;
        $way{$name}[2] = '' if !defined $n;
        next if !defined $n && $!{EAGAIN};
        next if $n;
        delete $way{$name}; # the end of one way; TLS has only one for both
        return if $name eq 'out';
        $one ? shutdown $to, 1 : close $to;
        next;
      }
      my $n = syswrite $to, $way{$name}[2];
      if ($n) { substr $way{$name}[2], 0, $n, '' }
      elsif (!$!{EAGAIN}) { return }
    }
  }
}
