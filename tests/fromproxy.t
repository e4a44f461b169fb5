# fromproxy: what it makes of each header, byte by byte; the jail of who reads
# it; and real proxies in front of a real server, by IPv4, IPv6 and over TLS.
use strict;
use warnings;
use lib 'tests';
use IO::Select;
use IO::Socket::INET;
use IO::Socket::IP;
use POSIX ();
use Socket qw(AF_INET AF_INET6 inet_pton);
use Test::More;
use Chain;
use Tree qw(instead);

private();

my $LINE = "PROXY TCP4 10.0.0.7 10.0.0.1 40000 110\r\n";
my $NEXT = 'echo "$$"; env | grep -v "^\(PATH\|PWD\|_\|SHLVL\|OLDPWD\)="; echo; cat';
my %SERVER = (PROTO => 'TCP', TCPREMOTEIP => '10.77.0.2', TCPREMOTEPORT => 5,
  TCPREMOTEHOST => 'proxy.example', TCPREMOTEINFO => 'root', TCPLOCALIP => '10.77.0.3',
  TCPLOCALPORT => 110, TCPLOCALHOST => 'pop3.example');

sub binary {
  my ($command, $kind, @body) = @_;
  my $body = join '', @body;
  return "\r\n\r\n\0\r\nQUIT\n" . pack('CCn', $command, $kind, length $body) . $body;
}
sub four { return inet_pton(AF_INET, $_[0]) . inet_pton(AF_INET, $_[1]) . pack 'nn', @_[2, 3] }
sub six { return inet_pton(AF_INET6, $_[0]) . inet_pton(AF_INET6, $_[1]) . pack 'nn', @_[2, 3] }

sub proxied {
  my ($in, %env) = @_;
  my $r = run(argv => ['fromproxy', 'sh', '-c', $NEXT], in => $in,
    env => { %SERVER, FROMPROXY => '', %env });
  ($r->{next}, $r->{rest}) = $r->{out} =~ /^(\d+)\n(?:.*\n)*?\n([^\0]*)\z/;
  $r->{env} = { map { /^(\w+)=(.*)$/ ? ($1, $2) : () } split /\n/, $r->{out} };
  return $r;
}

# ---- each kind of header ----

sub said {
  my ($from, $to, $from_port, $to_port, %more) = @_;
  return { FROMPROXY => '', PROTO => 'TCP', PROXYREMOTEIP => '10.77.0.2',
    TCPREMOTEIP => $from, TCPREMOTEPORT => $from_port, TCPLOCALIP => $to,
    TCPLOCALPORT => $to_port, %more };
}

for my $row (
  ['version 1, IPv4', $LINE, said('10.0.0.7', '10.0.0.1', 40000, 110)],
  ['version 1, IPv6', "PROXY TCP6 FD00:0::7 fd00::1 40000 110\r\n",
    said('fd00::7', 'fd00::1', 40000, 110)],
  ['version 2, IPv4', binary(0x21, 0x11, four('10.0.0.7', '10.0.0.1', 40000, 110)),
    said('10.0.0.7', '10.0.0.1', 40000, 110)],
  ['version 2, IPv6', binary(0x21, 0x21, six('fd00::7', 'fd00::1', 40000, 110)),
    said('fd00::7', 'fd00::1', 40000, 110)],
  ['an IPv4 address as IPv6', binary(0x21, 0x21,
    six('::ffff:10.0.0.7', '::ffff:10.0.0.1', 40000, 110)),
    said('10.0.0.7', '10.0.0.1', 40000, 110)],
  ['TLS in front', binary(0x21, 0x11, four('10.0.0.7', '10.0.0.1', 40000, 995),
    pack('CnCN', 0x20, 5, 1, 0)), said('10.0.0.7', '10.0.0.1', 40000, 995,
    PROXYTLS => 1, UCSPITLS => '-')],
) {
  my ($name, $header, $env) = @$row;
  my $r = proxied("${header}USER alice\r\n");
  is_deeply($r->{env}, $env, "$name: the environment");
  is($r->{rest}, "USER alice\r\n", '  what follows is left to the next program');
  is($r->{next}, $r->{pid}, '  which is the same process');
  is($r->{err}, "fromproxy: pid $r->{pid} from $env->{TCPREMOTEIP}"
    . ($env->{PROXYTLS} ? ' tls' : '') . " by 10.77.0.2\n", '  and the log says who it is');
}

for my $row (
  ['UNKNOWN', "PROXY UNKNOWN\r\n"], ['UNKNOWN and more', "PROXY UNKNOWN a b\r\n"],
  ['LOCAL', binary(0x20, 0)], ['no family', binary(0x21, 0, 'abc')],
) {
  my ($name, $header) = @$row;
  my $r = proxied("${header}QUIT\r\n", PROXYTLS => 1, PROXYREMOTEIP => '1.2.3.4');
  is_deeply($r->{env}, { %SERVER, FROMPROXY => '' }, "$name: the proxy's address stays");
  is("$r->{rest}$r->{err}", "QUIT\r\n", '  what follows is left, and nothing is logged');
}

{
  my $r = run(argv => ['fromproxy', 'sh', '-c', $NEXT], in => $LINE,
    env => { %SERVER, PROXYTLS => 1, PROXYREMOTEIP => '1.2.3.4' });
  my %env = map { /^(\w+)=(.*)$/ ? ($1, $2) : () } split /\n/, $r->{out};
  is_deeply(\%env, \%SERVER, 'no $FROMPROXY: the environment stays');
  like($r->{out}, qr/\n\n\Q$LINE\E\z/, '  not a byte is read');
  is($r->{err}, '', '  nothing is logged');
}

for my $row (
  ['a command', "USER alice\r\n"], ['no CR', "PROXY UNKNOWN\n"],
  ['another version', binary(0x31, 0)],
  ['a line of 108 bytes', 'PROXY UNKNOWN ' . 'x' x 92 . "\r\n"],
  ['4,097 bytes', binary(0x21, 0x11, four('10.0.0.7', '10.0.0.1', 1, 2), 'x' x 4085)],
) {
  my ($name, $header) = @$row;
  my $r = proxied($header);
  is($r->{out}, '', "$name: the next program is not run");
  is($r->{err}, "fromproxy: pid $r->{pid} from 10.77.0.2 closed: wrong PROXY header\n",
    '  and the log says why');
  is($r->{code}, 0, '  exit 0');
}

my $whole = binary(0x21, 0x11, four('1.1.1.1', '1.1.1.1', 1, 2));
for my $in ('', 'PROXY TC', substr $whole, 0, 20) {
  my $r = proxied($in);
  is("$r->{out}$r->{err} $r->{code}", ' 0', length($in) . ' bytes and the end: silence');
}

{
  my $r = run(argv => ['fromproxy'], env => {%SERVER});
  is("$r->{code} $r->{err}", "100 fromproxy: fatal: usage: fromproxy program [args]\n",
    'no program');
  $r = run(argv => ['fromproxy', '/nowhere/a'], env => { %SERVER, FROMPROXY => '' },
    in => $LINE);
  is($r->{code}, 111, 'a program that is not there');
  like($r->{err}, qr{fatal: cannot run /nowhere/a: No such file}, '  and the log says so');
}

# ---- the rules of the client ----

{
  my $cdb = scratch() . '/cdb';
  open my $tcprules, '|-', 'tcprules', $cdb, "$cdb.new" or die "tcprules: $!";
  print $tcprules qq(10.0.0.7:allow,A="first"\n10.0.:deny\n:deny\n);
  close $tcprules or die "tcprules: $?";
  for my $row (['10.0.0.7', 'first'], ['10.0.0.8', undef], ['1.2.3.4', undef]) {
    my ($ip, $a) = @$row;
    my $r = proxied("PROXY TCP4 $ip 10.0.0.1 1 2\r\n", FROMPROXYRULES => $cdb);
    is($r->{env}{A}, $a, "[fromproxy-rules] the rule of $ip");
    next if $a;
    is($r->{out}, '', '  denied: the next program is not run');
    like($r->{err}, qr/^fromproxy: pid \d+ from \Q$ip\E closed: denied by \$FROMPROXYRULES$/m,
      '  and the log says why');
  }
  my $r = proxied($LINE, FROMPROXYRULES => "$cdb.none");
  is("$r->{out} $r->{code}", ' 111', 'no such rules: nobody is served');
  like($r->{err}, qr/fatal: cannot read the rules in \Q$cdb\E\.none: No such file/, '  and why');
  $r = proxied("PROXY UNKNOWN\r\n", FROMPROXYRULES => $cdb);
  is($r->{code}, 0, "the proxy itself needs no rule");
}

# ---- who reads ----

{
  my $r = run(argv => [qw(strace -f -qq -e trace=read fromproxy true)],
    env => { %SERVER, FROMPROXY => '' }, in => $LINE);
  my %read; # by whom, and how often
  ++$read{$1} while $r->{err} =~ /^(\[pid +\d+\] |)read\(0, /mg;
  is(join(' ', values %read), length $LINE,
    '[fromproxy-parent-reads] the child reads the header byte by byte, nobody else any');
}

{
  my ($empty) = slurp('conf-empty') =~ /\A(.*)\n/;
  socketpair my $ours, my $its, AF_UNIX, SOCK_STREAM, PF_UNSPEC or die "socketpair: $!";
  my $log = scratch() . '/log';
  my $pid = start(argv => ['fromproxy', 'cat'], log => $log, env => { %SERVER, FROMPROXY => '' },
    before => sub {
      POSIX::dup2(fileno $its, $_) for 0, 1;
      POSIX::dup2(1, 9); # what a parent left open
    });
  close $its;
  my $child = wait_for {
    my ($child) = slurp("/proc/$pid/task/$pid/children") =~ /^(\d+)/;
    $child && (() = glob "/proc/$child/fd/*") == 3
      && slurp("/proc/$child/status") =~ /^State:\s+S/m && $child;
  } 'a child that waits for the header';
  my $status = slurp("/proc/$child/status");
  like($status, qr/^Uid:\s+(?!0\b)(\d+)\s+\1\s+\1\s+\1$/m,
    '[fromproxy-child] who reads is not root');
  like($status, qr/^Groups:\s*$/m, '  has no groups');
  is(readlink "/proc/$child/root", $empty, '  its root is the empty folder');
  like($status, qr/^Seccomp:\s+[12]$/m, '  and has few system calls');
  syswrite $ours, "${LINE}hello";
  sysread $ours, my $said, 5;
  is($said, 'hello', 'then the next program has the connection');
  ok(!-e "/proc/$child", '  the child is gone');
  close $ours;
  stop($pid);
}

# ---- a child that was taken over ----
# It is the program as it is, but for a parser that obeys the first byte which it
# reads: it writes a record of its own to the pipe, and exits with any code.

my $obeys = <<'END';
#include <string.h>
#include <unistd.h>
#include "jail.h"
#include "proxyheader.h"
#include "substdio.h"

/* The pipe is the only one that is open behind 2. */
static void say(const void *s, size_t len)
{
  int fd;
  for (fd = 3; fd < 100; ++fd) if (write(fd, s, len) != -1) return;
}

int proxyheader_read(substdio *in, struct proxyheader *h)
{
  char what;
  (void)in;
  if (read(0, &what, 1) != 1) return PROXYHEADER_END;
  memset(h, 0xff, sizeof *h);
  h->family = what == 'f' ? 5 : what == '0' ? 0 : 6;
  h->tls = what == 't' ? 2 : 0;
  if (what == 's') say(h, sizeof *h - 1);
  if (what == 's' || what == 'n') jail_exit(PROXYHEADER_ADDRESS);
  if (what == 'm') { say(h, sizeof *h); h->family = 4; }
  if (what == 'r') return PROXYHEADER_NONE;
  if (what == 'c') jail_exit(0x70);
  if (what == 'j') jail_exit(0x80 | 13);
  return PROXYHEADER_ADDRESS;
}
END

{
  my $program = instead('fromproxy', 'proxyheader', $obeys);
  my $odd = qr/\AX closed: the child said what it cannot know\n\z/;
  my $wrong = qr/\AX closed: wrong PROXY header\n\z/;
  my $ones = 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff';
  for my $row (
    ['f', 'a family that is none', $odd], ['0', 'no family', $odd],
    ['t', 'TLS is neither yes nor no', $odd],
    ['s', 'a byte too few', $odd], ['n', 'an address, and none is told', $odd],
    ['c', 'a code that is none', $wrong], ['j', 'that the jail failed', $wrong],
  ) {
    my ($what, $name, $log) = @$row;
    my $r = run(argv => [$program, 'echo', 'served'], in => $what,
      env => { %SERVER, FROMPROXY => '' });
    is($r->{out}, '', "[fromproxy-taken-over] the child says $name: nobody is served");
    like($r->{err} =~ s/^fromproxy: pid $r->{pid} from 10\.77\.0\.2/X/r, $log, '  the log says so');
    is($r->{code}, 0, '  exit 0');
  }
  for my $row (['a', 'any address'], ['m', 'two records']) {
    my ($what, $name) = @$row;
    my $r = run(argv => [$program, 'env'], in => $what, env => { %SERVER, FROMPROXY => '' });
    my %env = map { /^(\w+)=(.*)$/ ? ($1, $2) : () } split /\n/, $r->{out};
    delete $env{PATH};
    is_deeply(\%env, said($ones, $ones, 65535, 65535),
      "the child says $name: an address, and nothing else");
  }
}

# ---- in time ----

my $late = scratch();
my ($silent, $waiting); # ends while the rest is tried
{
  socketpair $silent, my $its, AF_UNIX, SOCK_STREAM, PF_UNSPEC or die "socketpair: $!";
  syswrite $silent, 'PROXY TCP4';
  $waiting = fork // die "fork: $!";
  if (!$waiting) {
    POSIX::dup2(fileno $its, $_) for 0, 1;
    open STDERR, '>', "$late/log";
    %ENV = (%SERVER, FROMPROXY => '', PATH => Chain::programs());
    alarm 0;
    exec 'fromproxy', 'true' or POSIX::_exit(127);
  }
}
my $began = time;

# ---- real proxies, a real server ----

my $dir = scratch();
sub there { my ($name) = @_; return grep { -x "$_/$name" } split /:/, $ENV{PATH} }
my ($back4, $back6) = (free_port(), free_port());
spew("$dir/rules", "127.0.0.2:allow,FROMPROXY=\"\"\n127.:allow\n:deny\n");
system("tcprules $dir/cdb $dir/new <$dir/rules") == 0 or die 'tcprules';
start(argv => ['tcpserver', '-v', '-HR', '-l', 'pop3.example', '-x', "$dir/cdb",
  '127.0.0.1', $back4,
  'fromproxy', 'sh', '-c', 'echo "+OK $TCPREMOTEIP $TCPREMOTEPORT $TCPLOCALIP $PROXYTLS."'],
  log => "$dir/log");

# what the server says of a connection to the port, and our own end of it
sub asked {
  my ($ip, $port, $local, @tls) = @_;
  my $s = wait_for {
    IO::Socket::IP->new(PeerHost => $ip, PeerPort => $port, ($local ? (LocalHost => $local) : ()))
  } "port $port";
  my $own = $s->sockport;
  if (@tls) {
    require IO::Socket::SSL;
    $s = IO::Socket::SSL->start_SSL($s, SSL_verify_mode => 0) or die 'no TLS';
  }
  my $said = <$s> // '';
  return ($said =~ s/\r?\n//r, $own);
}

{
  my ($said, $own) = asked('127.0.0.1', $back4);
  is($said, "+OK 127.0.0.1 $own 127.0.0.1 .", '[fromproxy-stranger] who is no proxy is himself');
  my $s = IO::Socket::IP->new(PeerHost => '127.0.0.1', PeerPort => $back4);
  syswrite $s, "PROXY TCP4 10.0.0.66 10.0.0.1 1 2\r\n";
  $own = $s->sockport;
  is(scalar <$s>, "+OK 127.0.0.1 $own 127.0.0.1 .\n", '  whatever he says');
}

sub pem {
  my $pem = "$dir/pem";
  system("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 "
    . "-subj /CN=pop3.example -keyout $dir/key -out $dir/cert 2>/dev/null") == 0 or die 'openssl';
  spew($pem, slurp("$dir/key"), slurp("$dir/cert"));
  return $pem;
}

SKIP: {
  skip 'haproxy is not installed', 6 if !there('haproxy');
  my %port = map { $_ => free_port() } qw(v1 v2 tls six);
  my $pem = pem();
  my $server = "server a 127.0.0.1:$back4 source 127.0.0.2";
  spew("$dir/haproxy", <<"END");
global
  maxconn 100
defaults
  mode tcp
  timeout connect 5s
  timeout client 1260s
  timeout server 1260s
listen v1
  bind 127.0.0.1:$port{v1}
  $server send-proxy
listen v2
  bind 127.0.0.1:$port{v2}
  $server send-proxy-v2
listen tls
  bind 127.0.0.1:$port{tls} ssl crt $pem
  $server send-proxy-v2-ssl-cn
listen six
  bind [::1]:$port{six}
  $server send-proxy-v2
END
  my $pid = start(argv => ['haproxy', '-db', '-f', "$dir/haproxy"], log => "$dir/haproxy.log");
  for my $kind (qw(v1 v2)) {
    my ($said, $own) = asked('127.0.0.1', $port{$kind}, '127.0.0.77');
    is($said, "+OK 127.0.0.77 $own 127.0.0.1 .", "haproxy, $kind: the client's own address");
  }
  my ($said, $own) = asked('::1', $port{six});
  is($said, "+OK ::1 $own ::1 .", 'haproxy: an IPv6 client over an IPv4 server');
  SKIP: {
    skip 'no IO::Socket::SSL', 1 if !eval { require IO::Socket::SSL };
    ($said, $own) = asked('127.0.0.1', $port{tls}, '127.0.0.78', 1);
    is($said, "+OK 127.0.0.78 $own 127.0.0.1 1.", 'haproxy: TLS ends there');
  }
  my $log = slurp("$dir/log");
  like($log, qr/^fromproxy: pid (\d+) from 127\.0\.0\.78 tls by 127\.0\.0\.2$/m,
    'the log has the client and the proxy');
  my ($logged) = $log =~ /^fromproxy: pid (\d+) from 127\.0\.0\.77 /m;
  like($log, qr/^tcpserver: pid $logged from 127\.0\.0\.2$/m,
    '  under the pid that tcpserver knows');
  stop($pid);
}

SKIP: {
  skip 'stunnel or IO::Socket::SSL is not installed', 1
    if !there('stunnel4') || !eval { require IO::Socket::SSL };
  my $port = free_port();
  my $pem = pem();
  spew("$dir/stunnel", "foreground = yes\npid =\ncert = $pem\n[pop3s]\n"
    . "accept = 127.0.0.1:$port\nconnect = 127.0.0.1:$back4\n"
    . "local = 127.0.0.2\nprotocol = proxy\n");
  my $pid = start(argv => ['stunnel4', "$dir/stunnel"], log => "$dir/stunnel.log");
  my ($said, $own) = asked('127.0.0.1', $port, '127.0.0.79', 1);
  is($said, "+OK 127.0.0.79 $own 127.0.0.1 .", 'stunnel that stays: the client\'s own address');
  stop($pid);
}

{
  my $came = IO::Select->new($silent)->can_read(HANGS);
  is($came && sysread($silent, my $left, 100), 0,
    '[fromproxy-time] half a header and silence: closed');
  kill 'KILL', $waiting if !$came;
  my $took = time - $began;
  cmp_ok($took, '>=', 9, '  not before 10 seconds');
  waitpid $waiting, 0;
  is($?, 0, '  exit 0');
  is(slurp("$late/log"), "fromproxy: pid $waiting from 10.77.0.2 closed: no PROXY header in time\n",
    '  and the log says why');
}

done_testing();
