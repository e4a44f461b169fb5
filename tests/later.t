# Whoever is told to come later, as its address or its user has enough: what
# real clients make of that, and that they come again and get their mail.
use strict;
use warnings;
use lib 'tests';
use Chain;
use Clients;
use Session;
use Test::More;

private();

my $PASSWORD = 'xyzzy-plugh';
my $MESSAGE = "Subject: a\n\nb\n";
my $home = user('alice', 61000, hash($PASSWORD, 6));
my $port = free_port();
my $server = start(log => scratch() . '/log', env => { POP3PERHOST => 1, POP3PERUSER => 1 },
  argv => ['tcpserver', '-HRl0', '127.0.0.1', $port, 'qmail-popup', 'pop3.example.org',
    'checkpassword', 'qmail-pop3d', './Maildir/']);
close dial($port);
maildir({ 'new/1.a' => $MESSAGE }, "$home/Maildir", 61000);

sub try {
  my ($client) = @_;
  my %o = (way => 'clear', port => $port, user => 'alice', password => $PASSWORD,
    home => scratch());
  my $mail = eval { fetch($client, %o) };
  return $mail ? $mail->{mail} : $@;
}

# What is held while a client tries: a connection, or a session.  The one before
# may not be over yet.
sub connection {
  my $c = { s => dial($port) };
  return hear($c, qr/\n/) =~ /^\+OK/ && $c;
}
sub session {
  my $c = connection() or return;
  ask($c, 'USER alice');
  return ask($c, "PASS $PASSWORD") =~ /^\+OK/ && $c;
}
my %held = ('its address has enough' => \&connection, 'its user has enough' => \&session);
# client => what it says; where it does not show our words, only that it fails
my $WORDS = qr/too many (?:connections from your address|sessions of this user), please wait/;
my %says = (curl => qr/^curl: /, fetchmail => qr/\Afetchmail: 9\n.*$WORDS/s, # "lock busy"
  mpop => $WORDS, getmail => $WORDS, poplib => $WORDS, 'Net::POP3' => qr/^Net::POP3: /);

for my $client (sort keys %says) {
  SKIP: {
    skip "no $client", 3 * keys %held if !installed($client);
    for my $what (sort keys %held) {
      maildir({ 'new/1.a' => $MESSAGE }, "$home/Maildir", 61000);
      my $c = wait_for { $held{$what}->() } 'a place';
      my $said = try($client);
      like($said, $says{$client}, "[told-later] $client, $what: it fails");
      is_deeply([glob "$home/Maildir/{new,cur}/1.a*"], ["$home/Maildir/new/1.a"],
        '  and nothing has gone');
      close $c->{s};
      my $mail = wait_for { my $m = try($client); ref $m && $m } 'the mail'; # the place is free
      is(@$mail, 1, '  when it comes again it gets its mail');
    }
  }
}

stop($server);
done_testing();
