# What known clients send, in their order, and every byte that must come back:
# tests/dialogue/*, each replayed against the chain under tcpserver.
#
#   # comment; "recorded" is what the program sent to this chain, "written
#     down" what is known of it
#   auth: value of $POP3AUTH, if it is set
#   C: bytes of the client      lines without an S: between them go out in one
#   S: bytes that must come     write; \r\n as in perl
#   left: names of the messages that are there afterwards
#
# {stamp} is what the greeting has it be, {digest} the digest for APOP.
use strict;
use warnings;
use lib 'tests';
use Digest::MD5 qw(md5_hex);
use File::Path qw(remove_tree);
use IO::Select;
use IO::Socket::INET;
use Socket qw(IPPROTO_TCP TCP_NODELAY);
use Test::More;
use Chain;

private();
my $password = 'wonderland';
my $home = user('alice', 61000, hash($password, 'y'));
my %mail = (
  'new/100.a' => "Subject: one\n\nfirst\n.dot\n",
  'new/200.b' => "Subject: two\n\nsecond",
  'cur/300.c:2,S' => "Subject: three\nX: y\n\n1\n2\n3\n",
);

my %port; # by $POP3AUTH
my $log = scratch() . '/log';
my @servers;
sub port {
  my ($auth) = @_;
  return $port{$auth} if $port{$auth};
  my $port = free_port();
  push @servers, start(log => $log, env => $auth eq '' ? {} : { POP3AUTH => $auth },
    argv => [softlimit(), qw(tcpserver -HR -l 0 127.0.0.1), $port,
      qw(qmail-popup pop3.example.org checkpassword qmail-pop3d ./Maildir/)]);
  close dial($port);
  return $port{$auth} = $port;
}

# { auth, left, steps => [[what to send, what must come], ...] }
sub dialogue {
  my ($file) = @_;
  my %d = (auth => '', steps => [['', '']]);
  for (split /\n/, slurp($file)) {
    next if /^#/;
    if (/^(auth|left): ?(.*)$/) { $d{$1} = $2; next }
    my ($who, $bytes) = /^([CS]): (.*)$/ or die "$file: what is $_?\n";
    $bytes =~ s/\\r/\r/g;
    $bytes =~ s/\\n/\n/g;
    push @{ $d{steps} }, ['', ''] if $who eq 'C' && $d{steps}[-1][1] ne '';
    $d{steps}[-1][$who eq 'C' ? 0 : 1] .= $bytes;
  }
  return \%d;
}

# What comes, until it is as much as was wanted, or the end of it, or nothing
# comes any more; that is said too.
sub hear {
  my ($s, $bytes) = @_;
  my $got = '';
  while (length $got < $bytes) {
    return "$got (silence)" if !IO::Select->new($s)->can_read(HANGS);
    sysread $s, $got, $bytes - length $got, length $got or last;
  }
  return $got;
}

my %way = (
  'in order' => sub { [@_] },
  'all at once' => sub {
    my $greeting = shift;
    return [$greeting, [join('', map { $_->[0] } @_), join('', map { $_->[1] } @_)]];
  },
  'byte by byte' => sub { [@_] },
);

my $replays = 0;
sub replay {
  my ($name, $d, $way) = @_;
  my $stamp = '';
  my $as = "$name, $way";
  remove_tree("$home/Maildir");
  maildir(\%mail, "$home/Maildir", 61000);
  # from another address each time: who has failed before waits longer
  my $s = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => port($d->{auth}),
    LocalAddr => '127.0.1.' . ++$replays) or die "connect: $!";
  $s->setsockopt(IPPROTO_TCP, TCP_NODELAY, 1);
  for my $step (@{ $way{$way}->(@{ $d->{steps} }) }) {
    my ($send, $want) = @$step;
    if ($want =~ /\{stamp\}/) { # the greeting
      my $line = '';
      for (my $more; $line !~ /[\n)]/ && ($more = hear($s, 1)) ne ''; ) {
        $line .= $more;
      }
      like($line, qr/^\+OK <\d+\.\d+\@pop3\.example\.org>\r\n\z/, "$as: greeting")
        or return 0;
      ($stamp) = $line =~ /(<.*>)/;
      next;
    }
    $send =~ s/\{digest\}/md5_hex($stamp . $password)/ge;
    for my $bytes ($way eq 'byte by byte' ? split //, $send : $send) {
      syswrite $s, $bytes;
    }
    my $what = $send =~ /^(\S+)(?: \d+)*\r/ ? $1 : 'what comes';
    is(hear($s, length $want), $want, "$as: $what") or return 0;
  }
  is(hear($s, 1000), '', "$as: and no more");
  my @left = map { m{/([^:]*)} } keys %{ contents("$home/Maildir") };
  return is(join(' ', sort @left), $d->{left}, "$as: what is left");
}

my @files = glob 'tests/dialogue/*';
ok(@files > 20, 'the dialogues are there');
for my $file (@files) {
  my ($name) = $file =~ m{([^/]*)$};
  my $d = dialogue($file);
  replay($name, $d, 'in order') or next;
  next if $name =~ /refused/ && $name ne 'mailkit-refused'; # each costs 2 seconds
  replay($name, $d, 'all at once');
  replay($name, $d, 'byte by byte') if $name !~ /refused/;
}
unlike(slurp($log), qr/wonderland|looking glass/, 'no password in the log');

stop($_) for @servers;
done_testing();
