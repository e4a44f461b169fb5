# Twelve real clients log in by the recipe as it is printed, and more where they
# are installed: none is turned away, and none leaves a refusal in the log.
use strict;
use warnings;
use lib 'tests';
use Chain;
use Clients;
use Test::More;

private();

my $PASSWORD = 'geheim';
my $UID = 61000;
my $BODY = 'the text of a message';
my $home = user('alice', $UID, hash($PASSWORD, 'y'));
my $log = scratch() . '/log';

# ---- clients that clients.t has no use for, as they cannot keep every byte ----

sub ran {
  my ($what, @argv) = @_;
  my $r = run(argv => \@argv, env => { HOME => $what->{home}, LC_ALL => 'C',
    TERM => 'vt100', MAILRC => '/dev/null' }, in => $what->{in});
  return $r->{out} . $r->{err};
}

sub config {
  my ($home, $name, $text) = @_;
  spew("$home/$name", $text);
  chmod 0600, "$home/$name" or die "chmod: $!";
  return "$home/$name";
}

sub fdm {
  my ($home) = @_;
  my $rc = config($home, 'fdm.conf', <<"END");
set default-user "root"
set lock-types flock
set lock-file "$home/lock"
account "a" pop3 server "127.0.0.1" port 110 user "alice" pass "$PASSWORD"
action "keep" mbox "$home/got"
match all action "keep"
END
  my $said = ran({ home => $home }, 'fdm', '-f', $rc, 'fetch');
  return $said . (-e "$home/got" ? slurp("$home/got") : '');
}

sub s_nail {
  my ($home) = @_;
  return ran({ home => $home, in => "type 1\nexit\n" }, qw(s-nail -n -S v15-compat=yes -f),
    "pop3://alice:$PASSWORD\@127.0.0.1:110");
}

sub twisted {
  my ($home) = @_;
  return ran({ home => $home }, 'python3', '-c', <<'END', $PASSWORD);
import sys
from twisted.internet import protocol, reactor
from twisted.mail import pop3client
class Client(pop3client.POP3Client):
    allowInsecureLogin = True
    def serverGreeting(self, greeting):
        pop3client.POP3Client.serverGreeting(self, greeting)
        d = self.login(b'alice', sys.argv[1].encode())
        d.addCallback(lambda _: self.retrieve(0))
        d.addCallback(lambda lines: print(lines))
        d.addErrback(lambda failure: print(failure))
        d.addBoth(lambda _: self.quit())
        d.addBoth(lambda _: reactor.stop())
f = protocol.ClientFactory()
f.protocol = Client
reactor.connectTCP('127.0.0.1', 110, f)
reactor.run()
END
}

sub pop3client {
  my ($home) = @_;
  return ran({ home => $home }, $^X, '-MMail::POP3Client', '-e', <<'END', $PASSWORD);
my $pop = Mail::POP3Client->new(HOST => '127.0.0.1', USER => 'alice', PASSWORD => $ARGV[0]);
print $pop->Retrieve(1), $pop->Message;
$pop->Close;
END
}

sub ruby {
  my ($home) = @_;
  return ran({ home => $home }, 'ruby', '-rnet/pop', '-e', <<'END', $PASSWORD);
Net::POP3.start('127.0.0.1', 110, 'alice', ARGV[0]) { |pop| pop.each_mail { |m| puts m.pop } }
END
}

sub php {
  my ($home) = @_;
  return ran({ home => $home }, 'php', '-d', 'display_errors=1', '-r', <<'END', $PASSWORD);
$m = imap_open('{127.0.0.1:110/pop3/notls}INBOX', 'alice', $argv[1]);
print imap_body($m, 1);
imap_close($m);
END
}

my $vmime;
sub vmime {
  my ($home) = @_;
  spew("$home/v.cpp", <<'END');
#include <iostream>
#include <vmime/vmime.hpp>
#include <vmime/platforms/posix/posixHandler.hpp>
using namespace vmime;
int main(int, char **argv)
try {
  platform::setHandler<platforms::posix::posixHandler>();
  auto session = net::session::create();
  auto store = session->getStore(utility::url(std::string("pop3://alice:") + argv[1]
    + "@127.0.0.1:110"));
  store->connect();
  auto folder = store->getDefaultFolder();
  folder->open(net::folder::MODE_READ_WRITE);
  utility::outputStreamAdapter out(std::cout);
  folder->getMessage(1)->extract(out);
  folder->close(false);
  store->disconnect();
} catch (const std::exception &e) { std::cout << e.what() << std::endl; }
END
  $vmime ||= do {
    my $said = ran({ home => $home }, 'sh', '-c',
      'cd "$HOME" && g++ -std=c++17 -w -o v v.cpp $(pkg-config --cflags --libs vmime)');
    -x "$home/v" or die $said;
    "$home/v";
  };
  return ran({ home => $home }, $vmime, $PASSWORD);
}

sub has_file { return -e $_[0] }
sub has_program { return scalar grep { -x "$_/$_[0]" } qw(/usr/bin /usr/local/bin) }
my @more = ( # name, is it here?, what it says
  ['fdm', has_program('fdm'), \&fdm], ['s-nail', has_program('s-nail'), \&s_nail],
  ['Twisted', has_file('/usr/lib/python3/dist-packages/twisted/mail/pop3client.py'), \&twisted],
  ['Mail::POP3Client', scalar(eval { require Mail::POP3Client; 1 }), \&pop3client],
  ['ruby', has_program('ruby'), \&ruby],
  ['php', scalar(has_program('php') && `php -m` =~ /^imap$/m), \&php],
  ['vmime', has_program('g++') && has_file('/usr/include/vmime/vmime.hpp'), \&vmime],
);

# ---- the recipe, and what is in its log since the last time ----

sub recipe {
  my ($env) = @_;
  spew($log, '');
  my $dir = scratch();
  spew("$dir/pop3.rules", "127.:allow\n:deny\n");
  system("tcprules $dir/pop3.cdb $dir/tmp <$dir/pop3.rules") == 0 or die 'tcprules';
  spew("$dir/run", <<"END");
CONLIMIT=31  POPHOST="pop3.example.org"  POPDIR="./Maildir/"
exec 2>&1
exec env -i PATH="\$PATH" $env softlimit -m 3000000 \\
  tcpserver -v -HR -c \${CONLIMIT} -x $dir/pop3.cdb 0 110 \\
    qmail-popup \${POPHOST} checkpassword qmail-pop3d \${POPDIR}
END
  my $pid = start(argv => ['sh', "$dir/run"], log => $log, chdir => '/');
  close dial(110);
  return $pid;
}

my $seen = 0;
sub logged {
  my $all = slurp($log);
  my $new = substr $all, $seen;
  $seen = length $all;
  return $new;
}

sub logs_in {
  my ($name, $does) = @_;
  system('rm', '-rf', "$home/Maildir") == 0 or die 'rm';
  maildir({ 'new/1.a' => "From: a\@example.org\nSubject: hello\n\n$BODY\n" },
    "$home/Maildir", $UID);
  logged();
  my $said = $does->();
  like($said, qr/\Q$BODY/, "[twelve-clients] $name has logged in, and read its mail");
  my $new = '';
  wait_for {
    ($new .= logged()) =~ /tcpserver: end / && $new =~ / user alice accepted$/m
  } 'the log';
  unlike($new, qr/refused|fault|closed/, '  and nothing was refused');
  return $said;
}

my $server = recipe('');
my $n = 0;
for my $name ('curl', 'fetchmail', 'mpop', 'getmail', 'mutt', 'poplib', 'Net::POP3') {
  SKIP: {
    skip "no $name here", 2 if !installed($name);
    logs_in($name, sub {
      my $r = fetch($name, way => 'clear', port => 110, user => 'alice', password => $PASSWORD,
        home => scratch());
      return join '', @{ $r->{mail} };
    });
    ++$n;
  }
}
for my $row (@more) {
  my ($name, $here, $does) = @$row;
  SKIP: {
    skip "no $name here", 2 if !$here;
    logs_in($name, sub { $does->(scratch()) });
    ++$n;
  }
}
diag "$n clients";
stop($server);

# ---- PHP warns of a password in the clear where PLAIN is offered ----

SKIP: {
  skip 'no php with imap here', 4 if !$more[5][1];
  my $said;
  for my $row (['', 1], ['POP3AUTH=-plain', 0]) {
    my ($env, $warns) = @$row;
    $seen = 0;
    $server = recipe($env);
    $said = logs_in("php, $env", sub { php(scratch()) });
    is($said =~ /SECURITY/ ? 1 : 0, $warns, "[php-warns] with '$env' it "
      . ($warns ? 'warns' : 'does not'));
    stop($server);
  }
}

done_testing();
