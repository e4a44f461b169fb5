# fail2ban as INSTALL has it: a real fail2ban-server with nftables, in a network
# of the test's own.  After six wrong passwords on port 995 the address is cut
# off, others are not, and later it comes back.
use strict;
use warnings;
use lib 'tests';
use Chain;
use IO::Socket::IP;
use Test::More;

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
start(argv => ['svscan', '/etc/service'], env => { PATH => $PATH }, chdir => '/');

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
wait_for { reaches('127.0.0.1') } 'the service';

# ---- the jail, as INSTALL has it; only shorter ----

my ($jail) = slurp('INSTALL')
  =~ m{/etc/fail2ban/jail\.d/qmail-pop3\.conf:\n\n((?: {8}.*\n)+)}
  or die 'no jail';
$jail =~ s/^ {8}//mg;
my ($tries) = $jail =~ /^maxretry = (\d+)$/m;
is($tries, 6, 'six refusals');
$jail =~ s/^bantime = .*/bantime = 15/m or die 'no bantime';
sh('rm -f /etc/fail2ban/jail.d/qmail-pop3*');
spew('/etc/fail2ban/jail.d/qmail-pop3.conf', $jail);
spew('/etc/fail2ban/filter.d/qmail-pop3.conf', slurp('services/fail2ban-qmail-pop3.conf'));
my $dir = scratch();
my @of = ('-s', "$dir/sock", '-p', "$dir/pid", '--logtarget', "$dir/log");
start(argv => ['fail2ban-server', '-f', '-x', @of, 'start'], env => { PATH => $PATH },
  log => "$dir/said");
sub client { return run(argv => ['fail2ban-client', @of, @_], env => { PATH => $PATH })->{out} }
ok(eval { wait_for { client('status', 'qmail-pop3') =~ /Currently banned/ } 'fail2ban' },
  '[fail2ban-starts] it starts, with what Debian has for sshd')
  or diag slurp("$dir/said"), -e "$dir/log" ? slurp("$dir/log") : '';

# ---- six wrong passwords ----

is(reaches($BAD), 1, 'an address comes in');
my $log = sub { slurp('/etc/qmail-pop3sd/log/main/current') };
start(argv => [curl($BAD, "wrong$_")]) for 1 .. $tries - 1;
wait_for { (() = $log->() =~ /from \Q$BAD\E user alice refused/g) == $tries - 1 } 'refusals';
is(reaches($BAD), 1, 'after five refusals it still does');
start(argv => [curl($BAD, 'wrong')]);
ok(eval { wait_for { !reaches($BAD) } 'the ban' }, '[fail2ban-bans] after six it is cut off')
  or diag client('status', 'qmail-pop3'), slurp("$dir/log"), `nft list ruleset`;
is(reaches('127.0.0.1'), 1, '  and others are not');
ok(eval { wait_for { reaches($BAD) } 'its end' }, '[fail2ban-ends] later it comes back')
  or diag slurp("$dir/log"), `nft list ruleset`;
is(run(argv => [curl('127.0.0.1', $RIGHT)])->{out}, "x\r\n", 'who knows the password has mail');

client('stop');
done_testing();
