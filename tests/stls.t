# STLS by the convention of tlswrapper -n, with that program as the newest
# Debian has it: a client logs in and reads, and nothing that was sent in the
# clear is taken for a command.
use strict;
use warnings;
use lib 'tests';
use IO::Socket::INET;
use Test::More;
use Chain;
use Newer;

full_only();
# apt is asked before there is a network of our own
my $sid = $ENV{CHAIN_STLS} // unpacked('sid', qw(tlswrapper libbearssl0 lib25519-1 librandombytes1
  libcpucycles1 libc6));
plan skip_all => 'IO::Socket::SSL is not installed' if !eval { require IO::Socket::SSL };
plan skip_all => 'tlswrapper of the newest Debian cannot be had' if !$sid;
$ENV{CHAIN_STLS} = $sid;
private();

my $dir = scratch();
my $right = 'a right one';
user('alice', 64901, hash($right, 6));
my ($home) = (getpwnam 'alice')[7];
maildir({ 'new/100.a' => "Subject: hello\n\nbody\n" }, "$home/Maildir", 64901);
system("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 "
  . "-subj /CN=pop3.example -keyout $dir/key -out $dir/cert 2>/dev/null") == 0 or die 'openssl';
spew("$dir/pem", slurp("$dir/key"), slurp("$dir/cert"));
chmod 0600, "$dir/pem";
mkdir "$dir/empty", 0755;

my $port = free_port();
start(argv => ['tcpserver', '-v', '-HR', '-l', 'pop3.example', '127.0.0.1', $port, loader($sid),
  "$sid/usr/bin/tlswrapper", '-n', '-J', "$dir/empty", '-f', "$dir/pem",
  'env', 'SSLCTLFD=5', 'SSLACKFD=6', 'qmail-popup', 'pop3.example', 'checkpassword',
  'qmail-pop3d', './Maildir'], log => "$dir/log");

# the qmail-popup of this connection, which tcpserver logs as the last
sub popup {
  my ($pid) = slurp("$dir/log") =~ /.*^tcpserver: pid (\d+) from /ms;
  return (grep { (readlink "/proc/$_/exe" // '') =~ /qmail-popup$/ } map { $_, children($_) }
    $pid, children($pid))[0];
}
sub children {
  my ($pid) = @_;
  my $children = eval { slurp("/proc/$pid/task/$pid/children") } // '';
  return map { /^(\d+)$/ ? $1 : () } split ' ', $children;
}

{
  my $s = dial($port);
  my $line = <$s>;
  syswrite $s, "STLS\r\n";
  is(scalar <$s>, "+OK \r\n", 'STLS is accepted');
  ok(IO::Socket::SSL->start_SSL($s, SSL_verify_mode => 0), '  and TLS begins');
  my $popup = wait_for { popup() } 'qmail-popup';
  wait_for { !-e "/proc/$popup/fd/6" } 'it has heard that TLS has begun';
  print $s join '', map { "$_\r\n" } 'CAPA', 'USER alice', "PASS $right", 'RETR 1', 'QUIT';
  my $said = join '', <$s>;
  like($said, qr/^Subject: hello\r$/m, '  and a message is read');
  unlike($said, qr/^STLS\r$/m, '  and STLS is not offered again');
  wait_for { slurp("$dir/log") =~ /^qmail-pop3d: .* user alice quit retr 1 /m } 'its line';
}

for my $clear ("USER alice\r\n", "PASS x\r\nQUIT\r\n", 'QU') {
  my $s = dial($port);
  my $line = <$s>;
  syswrite $s, "STLS\r\n$clear";
  my $said = '';
  1 while sysread $s, $said, 4096, length $said;
  is_deeply([$said =~ /\+OK|-ERR/g], ['+OK'],
    '[stls-injected] only STLS itself is answered, ' . length($clear) . ' bytes behind it');
}
my $why = qr/bytes in the clear behind STLS/;
ok(wait_for(sub { (() = slurp("$dir/log") =~ /$why/g) == 3 }, 'three lines'),
  '  and the log says so');

done_testing();
