# STLS by UCSPI-TLS, and TLS from the first byte by tlswrapper and stunnel:
# what is said before and after it, what the next program is left with, and
# programs that people fetch mail with.
use strict;
use warnings;
use lib 'tests';
use Fcntl qw(O_RDONLY O_RDWR O_WRONLY O_CREAT);
use POSIX ();
use Socket qw(SOL_SOCKET SO_RCVTIMEO);
use Test::More;
use Chain;
use Clients;
use Nasty;

private();
my @clients = qw(curl fetchmail mpop getmail mutt poplib Net::POP3 s_client);
my $tmp = scratch();

# ---- what is said, byte for byte ----

# qmail-popup with 5 as the control, 6 and 7 as TLS: files and a FIFO stand in
# for the server.  Returns what run does, and control and tls: what came there.
sub popup {
  my (%o) = @_;
  my %env = (SSLCTLFD => 5, SSLREADFD => 6, SSLWRITEFD => 7, %{ $o{env} || {} });
  delete $env{$_} for grep { !defined $env{$_} } keys %env;
  spew("$tmp/$_", '') for qw(control tls);
  spew("$tmp/in", $o{tls} // '');
  my $before = sub {
    my @fd = (POSIX::open("$tmp/control", O_WRONLY),
      POSIX::open($o{fifo} || "$tmp/in", $o{fifo} ? O_RDWR : O_RDONLY),
      POSIX::open("$tmp/tls", O_WRONLY));
    POSIX::dup2($fd[$_], 20 + $_) for 0 .. 2; # clear of every number below
    POSIX::close($_) for 3 .. 19;
    POSIX::dup2(20 + $_, 5 + $_) for 0 .. 2;
    POSIX::close($_) for 20 .. 22;
  };
  my $r = run(argv => ['qmail-popup', 'h.example', @{ $o{program} || ['false'] }],
    in => $o{in} // '', env => \%env, before => $before);
  $r->{$_} = slurp("$tmp/$_") for qw(control tls);
  s/<\d+\.\d+\@h\.example>/<stamp>/ for @$r{qw(out tls)};
  return $r;
}

sub capa {
  return join "\r\n", '+OK ', qw(TOP UIDL), @_, 'RESP-CODES', 'AUTH-RESP-CODE',
    'PIPELINING', 'EXPIRE NEVER', 'IMPLEMENTATION qmail-pop3d', '.', '';
}

my $ok = "+OK \r\n";
my $hello = "+OK <stamp>\r\n";
my $no = "-ERR authorization first\r\n";
my $need = "-ERR TLS is required here, begin with STLS\r\n";
my $syntax = "-ERR syntax error\r\n";
my @login = ('USER', 'SASL PLAIN');
my $plain = 'AGFsaWNlAHdvcmQ='; # alice, word

my @said = (
  # [what, $UCSPITLS, sent in the clear, sent over TLS,
  #   answered in the clear, answered over TLS, on the control]
  ['offered', '', "CAPA\r\nSTLS\r\n", "CAPA\r\nQUIT\r\n",
    $hello . capa(@login, 'STLS') . $ok, capa(@login) . $ok, 'y'],
  ['offered by no $UCSPITLS', undef, "CAPA\nstls\n", "QUIT\n",
    $hello . capa(@login, 'STLS') . $ok, $ok, 'y'],
  ['not wanted', '', "QUIT\r\n", "CAPA\r\n", $hello . $ok, '', ''],
  ['injected commands', '',
    "STLS\r\nUSER alice\r\nPASS word\r\nCAPA\r\nAUTH PLAIN $plain\r\nQUIT\r\n",
    "CAPA\r\nPASS word\r\nQUIT\r\n",
    $hello . $ok, capa(@login) . "-ERR USER first\r\n$ok", 'y'],
  ['half a line injected', '', "STLS\r\nQU", "IT\r\nQUIT\r\n",
    $hello . $ok, "$no$ok", 'y'],
  ['injected, LF only', '', "STLS\nQUIT\n", "CAPA\r\nQUIT\r\n",
    $hello . $ok, capa(@login) . $ok, 'y'],
  ['USER is forgotten', '', "USER alice\r\nSTLS\r\n", "PASS word\r\nQUIT\r\n",
    "$hello$ok$ok", "-ERR USER first\r\n$ok", 'y'],
  ['once only', '', "STLS\r\n", "STLS\r\nCAPA\r\nQUIT\r\n",
    $hello . $ok, $no . capa(@login) . $ok, 'y'],
  ['with an argument', '', "STLS now\r\nQUIT\r\n", '', "$hello$syntax$ok", '', ''],
  ['trailing spaces', '', "STLS  \r\n", "QUIT\r\n", "$hello$ok", $ok, 'y'],
  ['the client goes', '', "STLS\r\n", '', "$hello$ok", '', 'y'],
  ['the client goes in a line', '', "STLS", '', $hello, '', ''],
  ['wrong commands are counted on', '', "X\r\n" x 9 . "STLS\r\n", "X\r\nQUIT\r\n",
    $hello . $no x 9 . $ok, "-ERR too many wrong commands\r\n", 'y'],
  ['required', '!', "USER alice\r\nPASS word\r\nAPOP alice "
      . '0' x 32 . "\r\nAUTH PLAIN $plain\r\nAUTH PLAIN\r\nAUTH\r\nCAPA\r\n"
      . "STLS\r\n",
    "CAPA\r\nAUTH\r\nUSER alice\r\nQUIT\r\n",
    $hello . $need x 5 . "$ok.\r\n" . capa('STLS') . $ok,
    capa(@login) . "${ok}PLAIN\r\n.\r\n$ok$ok", 'y'],
  ['not offered', '-', "CAPA\r\nSTLS\r\nUSER alice\r\nQUIT\r\n", "QUIT\r\n",
    $hello . capa(@login) . "$no$ok$ok", '', ''],
);
for my $row (@said) {
  my ($what, $ucspitls, $in, $tls, $out, $tls_out, $control) = @$row;
  my $r = popup(env => { UCSPITLS => $ucspitls }, in => $in, tls => $tls);
  is($r->{out}, $out, "[stls] $what: in the clear");
  is($r->{tls}, $tls_out, "$what: over TLS");
  is($r->{control}, $control, "$what: the control");
  is($r->{code}, 0, "$what: exit");
}

{
  my $r = popup(env => { map { $_ => undef } qw(SSLCTLFD SSLREADFD SSLWRITEFD) },
    in => "CAPA\r\nSTLS\r\nQUIT\r\n", tls => "QUIT\r\n");
  is($r->{out}, $hello . capa(@login) . $no . $ok, 'no server with TLS: not offered');
}

# A login over TLS: both replies come there.
{
  my $r = popup(env => { POP3AUTH => '-apop' }, program => ['sh', '-c', 'exit 111'],
    in => "STLS\r\n", tls => "USER a\r\nPASS b\r\nQUIT\r\n");
  is($r->{out}, "+OK h.example ready\r\n$ok", 'a fault after STLS: in the clear');
  is($r->{tls}, "$ok-ERR [SYS/TEMP] service unavailable, please wait\r\n",
    'a fault after STLS: over TLS');
}

# The time before login is not begun anew.
{
  POSIX::mkfifo("$tmp/fifo", 0600) or die "mkfifo: $!";
  my $r = popup(env => { POP3LOGINTIME => 1 }, in => "STLS\r\n", fifo => "$tmp/fifo");
  is($r->{control}, 'y', 'silent after STLS: the control');
  is($r->{err}, "qmail-popup: pid $r->{pid} from unknown closed: no login in time\n",
    'silent after STLS: closed in time');
}

for my $row ([two => { SSLREADFD => undef }], [closed => { SSLCTLFD => 9 }],
  ['no number' => { SSLREADFD => '6x' }], [empty => { SSLWRITEFD => '' }],
  ['standard input' => { SSLREADFD => 0 }], ['the log' => { SSLCTLFD => 2 }],
  ['too large' => { SSLWRITEFD => '4294967303' }]) {
  my ($what, $env) = @$row;
  my $r = popup(env => $env, in => "QUIT\r\n");
  is($r->{code}, 100, "descriptors wrong, $what: exit");
  is($r->{out}, '', "descriptors wrong, $what: not a word");
  like($r->{err}, qr/^qmail-popup: fatal: .*SSLCTLFD/, "descriptors wrong, $what: log");
}

# ---- what the next program is left with ----

my $look = "$tmp/look.pl";
spew($look, <<'END');
for (sort keys %ENV) { print STDERR "$_=$ENV{$_}\n" if /SSL/ }
opendir my $d, '/proc/self/fd';
my $own = fileno $d;
for (sort { $a <=> $b } grep { /\d/ } readdir $d) {
  next if $_ == $own || $_ == 3 || $_ == 2;
  print STDERR "$_ ", readlink("/proc/self/fd/$_") =~ s/pipe:.*/pipe/r, "\n";
}
open my $c, '<&=', 3;
print STDERR "3 ", scalar(<$c>) =~ s/\0.*//sr, "\n";
END
my $log_in = "USER alice\r\nPASS word\r\n";
for my $row (['in the clear', '', $log_in, '', "0 pipe\n1 pipe\n3 alice\n"],
  ['with TLS', '', "STLS\r\n", $log_in, "0 $tmp/in\n1 $tmp/tls\n3 alice\n"],
  ['not offered', '-', $log_in, '', "0 pipe\n1 pipe\n3 alice\n"]) {
  my ($what, $ucspitls, $in, $tls, $left) = @$row;
  my $r = popup(env => { UCSPITLS => $ucspitls }, in => $in, tls => $tls,
    program => [$^X, $look]);
  is($r->{err}, $left, "the next program, $what: descriptors and variables");
}

# ---- real TLS ----

if (!eval { require IO::Socket::SSL; 1 } || !installed('s_client')) {
  SKIP: { skip 'no IO::Socket::SSL or openssl here', 1 }
  done_testing();
  exit 0;
}

my ($pem, $ca) = ("$tmp/server.pem", "$tmp/ca.pem");
{
  my $r = run(argv => [qw(openssl req -x509 -newkey ec -pkeyopt
    ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=127.0.0.1 -addext),
    'subjectAltName=IP:127.0.0.1,DNS:localhost', '-keyout', "$tmp/key", '-out', $ca]);
  is($r->{code}, 0, 'a certificate') or die $r->{err};
  spew($pem, slurp("$tmp/key"), slurp($ca));
  chmod 0600, $pem;
}

my @servers;
my @program = (softlimit(), qw(qmail-popup pop3.example.org checkpassword qmail-pop3d
  ./Maildir/));

# server(environment, argv with PORT in it): what fetch wants to know of it
sub server {
  my ($env, @argv) = @_;
  my $port = free_port();
  my $log = scratch() . '/log';
  s/^PORT$/$port/ for @argv;
  push @servers, start(log => $log, env => $env, argv => \@argv);
  close dial($port);
  return (port => $port, log => $log, ca => $ca);
}

sub stls_server {
  my (%env) = @_;
  return (way => 'stls', server(\%env, $^X, 'tests/ucspi-tls.pl', $pem,
    '127.0.0.1', 'PORT', @program));
}

sub all_fetch {
  my ($only, %server) = @_;
  for my $name (grep { can_way($_, $server{way}) } @clients) {
    next if $only && !grep { $_ eq $name } @$only;
    SKIP: {
      skip "no $name here", 1 if !installed($name);
      fetches_all($name, %server);
    }
  }
  unlike(slurp($server{log}), qr/geheim/, 'no password in the log');
  like(slurp($server{log}), qr/from 127\.0\.0\.1 user/, 'the address in the log');
}

all_fetch(undef, stls_server(UCSPITLS => ''));
my %required = stls_server(UCSPITLS => '!', POP3AUTH => '-apop');
all_fetch([qw(curl fetchmail mutt)], %required);
all_fetch(['s_client'], stls_server(ONEFD => 1));

# In the clear, where TLS is required, nobody gets in.
{
  my $home = user('clear', 60998, hash('geheim', 'y'));
  maildir({}, "$home/Maildir", 60998);
  eval { fetch('poplib', %required, way => 'clear', user => 'clear',
    password => 'geheim', home => scratch()) };
  like($@, qr/-ERR TLS is required here, begin with STLS/,
    '[stls-required] TLS required: a client in the clear learns why');
}

# Commands in one segment with STLS: to a real server they are a handshake
# that fails, and no login.
{
  my %server = stls_server();
  my $s = dial($server{port});
  setsockopt($s, SOL_SOCKET, SO_RCVTIMEO, pack('l!l!', HANGS, 0));
  like(scalar <$s>, qr/^\+OK pop3/, 'injection: a greeting');
  syswrite $s, "STLS\r\nUSER clear\r\nPASS geheim\r\nSTAT\r\nQUIT\r\n";
  is(scalar <$s>, $ok, 'injection: STLS');
  local $/;
  unlike(<$s> // '', qr/\+OK|-ERR/, 'injection: no other answer');
  is(slurp($server{log}), '', '[stls-no-login] injection: no login');
}

# ---- TLS from the first byte ----

SKIP: {
  skip 'no tlswrapper here', 1 if !-x '/usr/bin/tlswrapper';
  all_fetch(undef, way => 'tls', server({}, qw(tcpserver -HR -l 0 127.0.0.1 PORT
    tlswrapper -f), $pem, @program));
}

SKIP: {
  skip 'no stunnel here', 1 if !-x '/usr/bin/stunnel4';
  my $conf = "$tmp/stunnel.conf";
  spew($conf, join "\n", 'foreground = yes', 'pid =', 'syslog = no', 'debug = 3',
    "cert = $pem", 'exec = /usr/bin/env', "execArgs = env @program", '');
  all_fetch(undef, way => 'tls', server({}, qw(tcpserver -HR -l 0 127.0.0.1 PORT
    stunnel4), $conf));
}

stop($_) for @servers;
done_testing();
