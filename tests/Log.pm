# Log - a log that the real chain has written through real multilog: sessions
# that end well and badly, refusals, faults, and clients that try to forge a
# line about somebody else.
package Log;
use strict;
use warnings;
use Exporter 'import';
use IO::Socket::INET;
use MIME::Base64 qw(encode_base64);
use Chain;
use Session;

our @EXPORT = qw(written shown FORGED);

use constant FORGED => '192.0.2.99'; # who must not be seen in any table

my $PASSWORD = 'xyzzy plugh 17';
my $SHORT = "Subject: a\n\nb\n";     # 17 octets

# how a login stands in the log
sub shown {
  my ($login) = @_;
  my $cut = length $login > 100 ? '...' : '';
  return substr($login, 0, 100) =~ s/([^!-\[\]-~])/sprintf '\\x%02x', ord $1/ger . $cut;
}

# ---- what clients send ----

my $line = 'checkpassword: pid 1 from ' . FORGED . ' user x refused: wrong password';
my $popup = 'qmail-popup: pid 1 from ' . FORGED . ' user unknown refused: over 512 bytes';
my $session = 'qmail-pop3d: pid 1 from ' . FORGED
  . ' user x quit retr 9 9 dele 9 left 9 9 ms 999999999 top 9 9 lost 9';
my $label = '@400000006ab3c2d10123abcd';
my $date = '2026-11-22 18:30:01.123456789';

# none of them is anybody's
sub hostile {
  my @logins = map { ($_, "\n$_\n", "x\n$label $_\n", "x\r\n$date $_\r\n",
    "\x85$_", "\xe2\x80\xa8$_", "\x0b$_\x0c") } $line, $popup, $session;
  push @logins, map { join '', map { chr } @$_ }
    [1 .. 64], [65 .. 128], [129 .. 192], [193 .. 255];
  push @logins, FORGED, 'from_' . FORGED, 'x from ' . FORGED . ' user y', "\e[2J\e[1;1H$line",
    'x refused: wrong password', $label, $date, 'checkpassword:', 'qmail-pop3d:', 'refused:',
    'unknown', '-', '\\', '\\x0a', "x\\x0a$label\\x20$line", '%(ip)s <HOST>', '$1', '*', '&',
    "\n" x 100, "\n" x 99 . 'x', 'x' x 100 . "\n$line\n", 'x' x 400, "'\"`;|";
  return @logins;
}

sub plain { return 'AUTH PLAIN ' . encode_base64("\0$_[0]\0$_[1]", '') . "\r\n" }
sub login { return "USER $_[0]\r\nPASS $PASSWORD\r\n" }

# [from, service, what is sent, what that makes: [how, user, words...]...];
# after the words of a session its messages, octets and deletions
sub clients {
  my @wrong = ('wrong password', 'no such login');
  my @clients = (
    ['127.0.1.1', 'chain', login('alice') . "RETR 1\r\nRETR 1\r\nDELE 1\r\nQUIT\r\n",
      ['quit', 'alice', 2, 34, 1]],
    ['127.0.1.2', 'chain', login('alice') . "RETR 1\r\nDELE 1\r\n", ['eof', 'alice', 1, 17, 0]],
    ['127.0.1.2', 'chain', login('alice') . "QUIT\r\n", ['quit', 'alice', 0, 0, 0]],
    ['127.0.1.3', 'chain', login('bob'), ['fatal', 'bob'], ['error', 'bob', 0, 0, 0]],
    ['127.0.1.4', 'chain', login('carol') . "RETR 1\r\nRETR 2\r\nRETR 3\r\nQUIT\r\n",
      (['warning', 'carol']) x 3, ['quit', 'carol', 0, 0, 0]],
    ['127.0.1.5', 'broken', login('alice'), ['fatal', 'alice'], ['fault', '-']],
    ['127.0.1.6', 'chain', "STAT\r\n" x 10, ['closed', '-']],
    ['127.0.1.7', 'chain', "QUIT\r\n"],
    ['127.0.1.8', 'chain', "USER alice\r\nPASS wrong\r\n" x 3,
      (['refused', 'alice', $wrong[0]]) x 3],
    ['127.0.1.9', 'chain', "USER alice\r\nPASS x\r\n" . login('alice') . "QUIT\r\n",
      ['refused', 'alice', $wrong[0]], ['quit', 'alice', 0, 0, 0]],
    ['127.0.1.10', 'chain', plain('alice', 'x' x 600) . "USER alice\r\nPASS x\r\nAUTH PLAIN "
      . encode_base64("a\0b\0c", '') . "\r\n", ['refused', 'unknown', 'over 512 bytes'],
      ['refused', 'alice', $wrong[0]], ['refused', 'unknown', 'for somebody else']],
    ['2001:db8::7', 'six', plain('alice', 'x') . "QUIT\r\n", ['refused', 'alice', $wrong[0]]],
    ['::ffff:192.0.2.7', 'mapped', plain('bob', 'x') . "QUIT\r\n",
      ['refused', 'bob', $wrong[0]]],
    ['unknown', 'nowhere', plain('bob', 'x') . "QUIT\r\n", ['refused', 'bob', $wrong[0]]],
    ['127.0.1.11', 'named', login('alice') . "QUIT\r\n", ['quit', shown($line), 0, 0, 0]],
    ['127.0.1.12', 'named2', login('alice') . "QUIT\r\n",
      ['quit', shown("\n$label $session\n"), 0, 0, 0]],
  );
  my @hostile = hostile();
  for my $n (1 .. @hostile) {
    my $login = $hostile[$n - 1];
    my $makes = ['refused', shown($login), $wrong[1]];
    push @clients, ["127.0.2.$n", 'chain', plain($login, 'x') . "QUIT\r\n", $makes];
    # and as far as it can be sent with USER
    push @clients, ["127.0.3.$n", 'chain', "USER $login\r\nPASS x\r\nQUIT\r\n", $makes]
      if $login !~ /[\n\0]| \z/;
  }
  return @clients;
}

# ---- the services ----

sub mailboxes {
  my $uid = 61001;
  my %file = (alice => { 'new/1.a' => $SHORT, 'new/2.b' => $SHORT }, bob => undef,
    carol => { map { ("new/$_" => $SHORT) } "1.\n$line\n",
      "2.\n$label $popup\n", "3.$label $line" });
  my %home;
  for my $name (sort keys %file) {
    my $home = $home{$name} = user($name, ++$uid, hash($PASSWORD, 'y'));
    my $dir = $file{$name} && maildir($file{$name}, "$home/Maildir", $uid) or next;
    next if $name ne 'carol';
    chmod 0, map { "$dir/$_" } keys %{ $file{$name} }; # so that it has to be logged
  }
  return %home;
}

sub serve {
  my ($dir) = @_;
  my %home = mailboxes();
  my $popup = 'qmail-popup pop3.example.org';
  my $rest = 'checkpassword qmail-pop3d Maildir';
  my $named = "$popup sh -c 'exec 3<&-; exec env USER=\"\$1\" setuidgid alice"
    . " qmail-pop3d $home{alice}/Maildir' sh";
  my %run = (
    chain => "$popup $rest", broken => "$popup checkpassword /nothing/there",
    six => "env PROTO=TCP6 TCP6REMOTEIP=2001:db8::7 $popup $rest",
    mapped => "env PROTO=TCP6 TCP6REMOTEIP=::ffff:192.0.2.7 $popup $rest",
    nowhere => "env -u PROTO $popup $rest",
    named => "$named '$line'", named2 => "$named '\n$label $session\n'",
  );
  my %port = map { ($_ => free_port()) } sort keys %run;
  spew("$dir/run", "{\n", (map { "tcpserver -v -HRl0 -c 200 127.0.0.1 $port{$_} "
    . "$run{$_} &\n" } sort keys %run), "wait; } 2>&1 | multilog t $dir/main\n");
  return (start(argv => ['sh', "$dir/run"], log => "$dir/said"), %port);
}

# written() returns the log's file, and what is in it: [how, from, user, ...]
sub written {
  my $dir = scratch();
  my ($pid, %port) = serve($dir);
  my @clients = clients();
  my (@open, @wanted);
  close dial($_) for values %port;
  for (@clients) {
    my ($from, $service, $in, @makes) = @$_;
    my $local = $from =~ /^127/ ? $from : '127.0.0.1';
    my $s = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $port{$service},
      LocalAddr => $local) or die "connect: $!";
    print $s $in;
    $s->flush;
    shutdown $s, 1;
    hear({ s => $s }, qr/\z./s) if $makes[-1] && $makes[-1][0] =~ /^(quit|eof)$/;
    push @open, $s;
    push @wanted, map { my ($how, @more) = @$_; [$how, $from, @more] } @makes;
  }
  hear({ s => $_ }, qr/\z./s) for @open;
  my $ends = @clients + keys %port;
  my $log = "$dir/main/current";
  wait_for { (() = slurp($log) =~ /tcpserver: end /g) == $ends } 'the log';
  stop($pid);
  return ($log, @wanted);
}

1;
