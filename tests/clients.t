# Programs that people fetch mail with, and the whole chain under tcpserver: a
# set of messages that such programs and servers tend to spoil.
use strict;
use warnings;
use lib 'tests';
use Socket qw(SOL_SOCKET SO_RCVTIMEO);
use Test::More;
use Chain;
use Nasty;
use Clients;

private();
my @clients = qw(curl fetchmail mpop getmail mutt poplib Net::POP3);

my @servers;
my @limit = softlimit();
sub chain {
  my (%env) = @_;
  my $port = free_port();
  my $log = scratch() . '/log';
  push @servers, start(log => $log, env => \%env, argv => [@limit, qw(
    tcpserver -HR -l 0 127.0.0.1), $port, qw(qmail-popup pop3.example.org
    checkpassword qmail-pop3d ./Maildir/)]);
  close dial($port);
  return (way => 'clear', port => $port, log => $log);
}

sub ask { my ($s, $line) = @_; print $s "$line\r\n"; return scalar(<$s>) // "" }

# until the last dot, or nothing comes
sub lines {
  my ($s) = @_;
  my @l;
  while (<$s>) { last if $_ eq ".\r\n"; push @l, $_ }
  return @l;
}

# ---- the set itself ----

for my $m (nasty()) {
  next if !$m->{spelled};
  is(wire($m->{bytes}), $m->{wire}, "$m->{what}: wire() says what is written out");
}

# ---- byte for byte ----

my %chain = chain();
{
  my $home = user('bare', 60999, hash('geheim', 'y'));
  nasty_store($home, 60999);
  my @ids;
  my $s;
  my $login = sub {
    $s = dial($chain{port});
    setsockopt($s, SOL_SOCKET, SO_RCVTIMEO, pack("l!l!", HANGS, 0));
    is(scalar <$s>, "+OK pop3.example.org ready\r\n", 'a greeting');
    is(ask($s, 'USER bare'), "+OK \r\n", 'USER');
    is(ask($s, 'PASS geheim'), "+OK \r\n", 'PASS');
  };
  $login->();
  my $sum = 0;
  $sum += length $_->{wire} for nasty();
  is(ask($s, 'STAT'), '+OK ' . nasty() . " $sum\r\n", 'STAT');
  my $n = 0;
  is(ask($s, 'LIST'), "+OK \r\n", 'LIST');
  is_deeply([lines($s)], [map { ++$n . ' ' . length($_->{wire}) . "\r\n" } nasty()],
    '[octets-listed] LIST has the octets of every message');
  is(ask($s, 'UIDL'), "+OK \r\n", 'UIDL');
  for my $line (lines($s)) { push @ids, $line =~ /^\d+ ([\x21-\x7e]{1,70})\r\n\z/ }
  is(scalar @ids, scalar nasty(), '[ids-legal] every id is legal');
  my %once = map { $_ => 1 } @ids;
  is(scalar keys %once, scalar @ids, '[ids-once] no id is there twice');
  $n = 0;
  for my $m (nasty()) {
    my $wire = $m->{wire};
    my $sent = '';
    is(ask($s, 'LIST ' . ++$n), "+OK $n " . length($wire) . "\r\n",
      "$m->{what}: LIST $n");
    is(ask($s, "UIDL $n"), "+OK $n $ids[$n - 1]\r\n", "$m->{what}: UIDL $n");
    is($ids[$n - 1], $m->{file}, "$m->{what}: the name is the id")
      if $m->{file} =~ /^[\x21-\x39\x3b-\x7e]{1,70}\z/;
    is(ask($s, "RETR $n"), "+OK \r\n", "$m->{what}: RETR $n");
    my $octets = 0;
    for (lines($s)) { $sent .= $_; $octets += length($_) - /^\./ }
    $wire =~ s/^\./../mg;
    ok($sent eq $wire, "[bytes-sent] $m->{what}: the bytes sent");
    is($octets, length $m->{wire}, "$m->{what}: as many as LIST said");
  }
  is(ask($s, 'QUIT'), "+OK \r\n", 'QUIT');
  $login->(); # what was in new is in cur now, if the name left room for it
  is(ask($s, 'UIDL'), "+OK \r\n", 'UIDL again');
  is_deeply([map { / (.*)\r\n/ } lines($s)], \@ids, '[ids-stay] the ids are the same');
  is(ask($s, 'QUIT'), "+OK \r\n", 'QUIT again');
}

# ---- the clients ----

for my $name (@clients) {
  SKIP: {
    skip "no $name here", 1 if !installed($name);
    my $r = fetches_all($name, %chain) or next;
    my $n = 0;
    if ($name eq 'curl' || $name eq 'poplib') {
      my $want = join '', map { ++$n . ' ' . length($_->{wire}) . "\n" } nasty();
      is($r->{list} =~ s/\r//gr, $want, "$name: the octets it saw");
    }
  }
}

# The other greeting: without a timestamp.
SKIP: {
  skip 'no curl here', 1 if !installed('curl');
  fetches_all('curl', chain(POP3AUTH => '-apop'));
}

unlike(slurp($chain{log}), qr/geheim/, 'no password in the log');
stop($_) for @servers;
done_testing();
