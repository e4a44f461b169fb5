# fail2ban as INSTALL has it: a real fail2ban-server with nftables, in a network
# of the test's own, which reads the log of daemontools or a real journal.  After
# six wrong passwords on port 995 the address is cut off, others are not, and
# later it comes back.
use strict;
use warnings;
use lib 'tests';
use Chain qw(:DEFAULT new_door);
use IO::Socket::IP;
use Systemd;
use Test::More;
use Time::HiRes qw(sleep);

for my $program (qw(fail2ban-server nft tlswrapper)) {
  plan skip_all => "no $program" if !grep { -x "$_/$program" } qw(/usr/bin /usr/sbin);
}
need_root();
private();
own_root();

my $PATH = '/usr/sbin:/usr/bin:/sbin:/bin';
my $RIGHT = 'xyzzy plugh 17';
my $BAD = '10.0.0.7';
sub sh { system('sh', '-ec', @_) == 0 or die "cannot @_\n" }

delete @ENV{grep { /^MAKE|^MFLAGS$/ } keys %ENV}; # a make of its own
delete $ENV{DESTDIR};
sh('make setup >/dev/null; useradd -m -p "$0" alice
  id pop3log >/dev/null 2>&1 || useradd -r pop3log
  ip addr add $1/32 dev lo; umask 077; mkdir -p /etc/ssl/private; cd /etc/ssl/private
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 \
    -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1 -keyout key -out cert 2>/dev/null
  cat key cert >pop3.pem; PATH=$2 qmail-pop3sd-conf checkpassword pop3log /etc/qmail-pop3sd \
    pop3.example.org /etc/ssl/private/pop3.pem ./Maildir
  rm -rf /etc/service; mkdir /etc/service; ln -s /etc/qmail-pop3sd /etc/service/qmail-pop3sd
  sed -i s/^:deny/:allow/ /etc/qmail-pop3sd/tcp; make -s -C /etc/qmail-pop3sd >/dev/null',
  hash($RIGHT, '6'), $BAD, $PATH);
my ($uid, $home) = (getpwnam 'alice')[2, 7];
maildir({ 'new/1000.a.h' => "x\n" }, "$home/Maildir", $uid);

sub reaches {
  my ($from) = @_;
  return IO::Socket::IP->new(PeerHost => '127.0.0.1', PeerPort => 995, LocalHost => $from,
    Timeout => 2) ? 1 : 0;
}
sub curl {
  my ($from, $password) = @_;
  return ('curl', '-q', '-sS', '--cacert', '/etc/ssl/private/cert', '--interface', $from,
    '-u', "alice:$password", 'pop3s://127.0.0.1/1');
}

# ---- the jail, as INSTALL has it; only shorter ----

my $install = slurp('INSTALL');
my $JAIL = '/etc/fail2ban/jail.d/qmail-pop3.conf';
my ($jail) = $install =~ m{\Q$JAIL\E:\n\n((?: {8}.*\n)+)} or die 'no jail';
$jail =~ s/^ {8}//mg;
my ($tries) = $jail =~ /^maxretry = (\d+)$/m;
is($tries, 6, 'six refusals');
# fail2ban 1.1 takes an address that this machine has for nobody to ban
$jail =~ s/^bantime = .*/bantime = 15\nignoreself = false/m or die 'no bantime';
sh('rm -f /etc/fail2ban/jail.d/qmail-pop3*');
spew('/etc/fail2ban/filter.d/qmail-pop3.conf', slurp('services/fail2ban-qmail-pop3.conf'));
my ($for_systemd) = $install =~ m{^    (sed -i 's/\^backend .* \Q$JAIL\E)$}m or die 'no sed';

my $dir = scratch();
my @of = ('-s', "$dir/sock", '-p', "$dir/pid", '--logtarget', "$dir/log");
sub client { return run(argv => ['fail2ban-client', @of, @_], env => { PATH => $PATH })->{out} }
sub told { return join '', map { -e $_ ? slurp($_) : '' } "$dir/said", "$dir/log" }

# what the packet filter says, as each connection costs much
sub banned { sleep 0.2; return `nft list ruleset` =~ /\Q$BAD\E/ ? 1 : 0 }

# the service listens; by it, and by what the log says, an address is banned
sub bans {
  my ($way, $log) = @_;
  wait_for { reaches('127.0.0.1') } 'the service';
  my $server = start(argv => ['fail2ban-server', '-f', '-x', @of, 'start'],
    env => { PATH => $PATH }, log => "$dir/said");
  ok(eval { wait_for { client('status', 'qmail-pop3') =~ /Currently banned/ } 'fail2ban' },
    "[fail2ban-starts] $way: it starts, with what Debian has for sshd") or diag told();
  is(reaches($BAD), 1, 'an address comes in');
  start(argv => [curl($BAD, "wrong$_")]) for 1 .. $tries - 1;
  wait_for { (() = $log->() =~ /from \Q$BAD\E user alice refused/g) == $tries - 1 } 'refusals';
  is(reaches($BAD), 1, 'after five refusals it still does');
  start(argv => [curl($BAD, 'wrong')]);
  ok(eval { wait_for { banned() } 'the ban' }, "[fail2ban-bans] $way: after six it is banned")
    or diag client('status', 'qmail-pop3'), told();
  is(reaches($BAD), 0, '  and cut off');
  is(reaches('127.0.0.1'), 1, '  and others are not');
  ok(eval { wait_for { !banned() } 'its end' }, "[fail2ban-ends] $way: later it is not")
    or diag told();
  is(reaches($BAD), 1, '  and comes in again');
  is(run(argv => [curl('127.0.0.1', $RIGHT)])->{out}, "x\r\n", 'who knows the password has mail');
  client('stop');
  wait_for { waitpid($server, POSIX::WNOHANG()) } 'the end of fail2ban';
}

# ---- the log of daemontools ----

my $svscan = start(argv => ['svscan', '/etc/service'], env => { PATH => $PATH }, chdir => '/');
spew($JAIL, $jail);
bans('daemontools', sub { slurp('/etc/qmail-pop3sd/log/main/current') });
sh('cd /etc/service/qmail-pop3sd; rm /etc/service/qmail-pop3sd; PATH=$0 svc -dx . log', $PATH);
stop($svscan);
wait_for { !reaches('127.0.0.1') } 'the end of tcpserver';
new_door(); # which remembers the failures

# ---- the journal ----

SKIP: {
  my @without = grep { !-e $_ } qw(/lib/systemd/systemd-journald
    /usr/bin/systemd-socket-activate /usr/lib/python3/dist-packages/systemd);
  skip "no @without", 1 if @without;
  sh('mkdir -p /run/systemd/journal /run/log/journal; rm -rf /var/log/journal; mkfifo $0
    mkdir /etc/systemd/system/test
    cp services/systemd/* /etc/systemd/system/test
    echo MAILDIR=./Maildir >/etc/default/qmail-pop3d', "$dir/fifo");
  start(argv => ['/lib/systemd/systemd-journald'], log => "$dir/journald");
  wait_for { -S '/run/systemd/journal/stdout' } 'the journal';
  start(argv => [qw(systemd-cat -t qmail-pop3sd sh -c), 'exec cat <>"$0"', "$dir/fifo"]);
  start(argv => [activate('/etc/systemd/system/test', 'qmail-pop3sd', "$dir/fifo")]);
  spew($JAIL, $jail);
  sh($for_systemd);
  bans('systemd', sub { scalar `journalctl -q -t qmail-pop3sd` });
}

done_testing();
