# The service of the README with all its 31 places wanted by more clients than
# it has: honest ones that fetch and delete, dead ones, slow ones, and hostile
# ones.  120 connections; 1,000 of them and two minutes with CHAIN_FULL=1.  Each
# is from an address of its own.  $POP3LOGINTIME is set, as nobody waits here for
# 120 seconds.
#
# Then the recipe as printed, and one address or one user that wants all of it:
# how long others wait, and how many guesses it has.
use strict;
use warnings;
use lib 'tests';
use Chain;
use IO::Poll qw(POLLIN POLLOUT POLLERR POLLHUP);
use Socket;
use Test::More;
use Time::HiRes 'time';

private();
own_root();

my $SECONDS = $ENV{CHAIN_FULL} ? 120 : 0; # at least
my $CONNECTIONS = $ENV{CHAIN_FULL} ? 1000 : 120; # at least
my $AT_ONCE = 44;  # 31 are served, and the kernel keeps 20 waiting
my $LOGIN_TIME = 5;
my $PATIENCE = 60; # seconds, after which something hangs
my $PASSWORD = 'open sesame';

# ---- the service, and its mail ----

delete @ENV{grep { /^MAKE|^MFLAGS$/ } keys %ENV}; # a make of its own
is(`make setup check >/dev/null; echo \$?`, "0\n", 'make setup check');

my $hash = crypt $PASSWORD, '$y$j75$F5Jx5fExrKuPp53xLKQ..1';
my $BIG = "Subject: big\r\n\r\n" . "all work and no play\r\n" x 150_000;
my @wanted;         # [account, unique name] of what nobody has asked for yet
my (%mail, %home);  # account => { unique name => bytes }, maildir
for my $i (1 .. 4) {
  my $account = "reader$i";
  my $dir = user($account, 64980 + $i, $hash) . '/MAILDIR.POP';
  my %files = ('new/1.big' => $BIG);
  for my $n (2 .. ($CONNECTIONS / 2 + 2)) {
    $files{ ($n % 2 ? "new/$n.a" : "cur/$n.a:2,S") } =
      "Subject: $account $n\r\n\r\n" . "line of $n\r\n" x ($n % 50);
    push @wanted, [$account, "$n.a"] if $n > 2; # 2.a is for those who do not QUIT
  }
  $home{$account} = maildir(\%files, $dir, 64980 + $i);
  $mail{$account} = { map { (s{^...\/}{}r =~ s/:.*//r => $files{$_}) } keys %files };
}
srand 7;
@wanted = map { $_->[1] } sort { $a->[0] <=> $b->[0] } map { [rand, $_] } @wanted;

my $log = scratch() . '/log';
spew('/etc/pop3.rules', "127.:allow\n:deny\n");
system('tcprules /etc/pop3.cdb /etc/pop3.tmp </etc/pop3.rules') == 0 or die 'tcprules';
my $server = start(log => $log, argv => ['sh', '-c', <<"END"]);
exec env -i PATH="\$PATH" POP3LOGINTIME=$LOGIN_TIME POP3PERUSER=0 softlimit -m 3000000 \\
  tcpserver -v -HR -b 128 -c 31 -x /etc/pop3.cdb 0 110 \\
    qmail-popup pop3.example.org /bin/checkpassword qmail-pop3d ./MAILDIR.POP/
END

# names of all processes here but this one, zombies marked
sub processes {
  my $ours = readlink '/proc/self/ns/net';
  my @found;
  for my $pid (map { m{(\d+)$} } glob '/proc/[0-9]*') {
    my $net = readlink "/proc/$pid/ns/net";
    my $stat = eval { slurp("/proc/$pid/stat") } or next;
    my ($name, $state, $parent) = $stat =~ /\((.*)\) (\S) (\d+)/s;
    push @found, "$name $state" if $state eq 'Z' && $parent == $server;
    push @found, $name if $pid != $$ && defined $net && $net eq $ours;
  }
  return join ' ', sort @found;
}
sub resident { (slurp("/proc/$server/status") =~ /^VmRSS:\s+(\d+)/m)[0] }

# ---- the clients ----

my $OK = qr/\A\+OK \r\n\z/;
my $LINES = qr/\r\n\.\r\n\z/;
my %served;  # "account unique name" => how many QUITs have deleted it
my @wrong;   # what went wrong
my %count;   # kind => how many have come to their end as they should

sub login { # then what is sent after it
  my ($account, @then) = @_;
  return ([qr/\A\+OK pop3\.example\.org ready\r\n\z/, "USER $account\r\n"],
    [$OK, "PASS $PASSWORD\r\n"], [$OK, @then]);
}

# steps are [what to wait for, what to send then, or a sub that returns it]
sub fetch {
  my ($account, $name, $at_once) = @_;
  my $bytes = $mail{$account}{$name};
  my $n;
  my $retr = sub {
    ($n) = $_[0] =~ /^(\d+) \Q$name\E\r$/m or return;
    return $at_once ? "RETR $n\r\nDELE $n\r\nQUIT\r\n" : "RETR $n\r\n";
  };
  my $whole = "+OK \r\n$bytes.\r\n";
  my $done = sub { ++$served{"$account $name"}; '' };
  return ([$LINES, $retr], [qr/\A\Q$whole\E\+OK \r\n\+OK \r\n\z/, $done]) if $at_once;
  return ([$LINES, $retr], [qr/\A\Q$whole\E\z/, sub { "DELE $n\r\n" }],
    [$OK, "QUIT\r\n"], [$OK, $done]);
}

sub honest {
  my ($account, $name) = @{ shift @wanted or return };
  return { steps => [login($account, "UIDL\r\n"), fetch($account, $name)] };
}

sub fast {
  my ($account, $name) = @{ shift @wanted or return };
  my $greeted = qr/\A\+OK pop3\.example\.org ready\r\n(?:\+OK \r\n){2}/;
  my ($list, @rest) = fetch($account, $name, 1);
  return { out => "USER $account\r\nPASS $PASSWORD\r\nUIDL\r\n", half => 1,
    steps => [[qr/$greeted.*$LINES/s, $list->[1]], @rest] };
}

my $resets = 0;
sub resetting { # at each step in turn, the last one after DELE, and never after QUIT
  my $account = 'reader' . (1 + int rand 4);
  my $n = $resets++ % 7;
  my @steps = (login($account, "UIDL\r\n"), fetch($account, '2.a'));
  splice @steps, -2, 2, [$OK, ''];
  @steps = (login($account, "RETR 1\r\n"), [qr/./, '']) if $n == 6;
  return { steps => [$n == 6 ? @steps : @steps[0 .. $n]], reset => 1 };
}

my %kind = (
  honest => \&honest, fast => \&fast, reset => \&resetting,
  dead => sub { return { cut => 1 } },
  slow => sub { return { cut => 1, slow => 'USER ' . 'x' x 900 } },
  junk => sub { return { cut => 1, out => join '', map { chr rand 256 } 1 .. 100_000 } },
  line => sub { return { cut => 1, out => 'x' x 1_000_000 } },
  commands => sub { return { cut => 1, out => "APOP a b\r\nNOOP\r\n" x 20_000 } },
  deaf => sub { return { cut => 1, deaf => 1, out => "CAPA\r\n" x 10_000 } },
  half => sub { return { cut => 1, out => "NOOP\r\nUSER a\r\n", half => 1 } },
  guess => sub { return { cut => 1, out => "USER reader1\r\nPASS no\r\n" x 4 } },
  stuck => sub { # has logged in, and reads nothing of what it wants
    return { steps => [login('reader1', "RETR 1\r\n" x 9)], deaf => 1, reset => 1, stay => 1 };
  },
);
# of each twenty
my @turn = ((qw(honest fast)) x 4, qw(dead slow reset junk honest line reset deaf half
  guess stuck reset commands));

my $begun = 0;
sub begin {
  my ($kind) = @_;
  my $c = $kind{$kind}->() or return;
  socket($c->{s}, PF_INET, SOCK_STREAM, 0) or die "socket: $!";
  bind($c->{s}, pack_sockaddr_in(0, pack 'C4', 127, 1, $begun / 250, 1 + $begun % 250))
    or die "bind: $!";
  connect($c->{s}, pack_sockaddr_in(110, INADDR_LOOPBACK)) or die "connect: $!";
  $c->{s}->blocking(0);
  return { in => '', out => '', steps => [], %$c, kind => $kind, since => time,
    next => time };
}

# with no wrong, it has come to its end as it should
sub finish {
  my ($c, $wrong) = @_;
  ++$count{ $c->{kind} } if !$wrong;
  push @wrong, "$c->{kind}: $wrong" if $wrong;
  setsockopt($c->{s}, SOL_SOCKET, SO_LINGER, pack 'ii', 1, 0) if $c->{reset};
  close $c->{s};
  $c->{over} = 1;
}

# goes on with what has come, as far as that goes
sub heard {
  my ($c) = @_;
  my $step = $c->{steps}[0] or return;
  return if $c->{in} !~ $step->[0];
  shift @{ $c->{steps} };
  my $send = ref $step->[1] ? $step->[1]->($c->{in}) : $step->[1];
  return finish($c, "its message is not there: $c->{in}") if !defined $send;
  $c->{out} .= $send;
  $c->{in} = '';
  return if @{ $c->{steps} };
  $c->{until} = time + 1 if $c->{stay};
  vanish($c);
}

# resets the connection when all is said
sub vanish {
  my ($c) = @_;
  finish($c) if $c->{reset} && !$c->{stay} && !@{ $c->{steps} } && $c->{out} eq '';
}

# the end of the connection
sub ended {
  my ($c) = @_;
  return finish($c) if $c->{cut} || !@{ $c->{steps} };
  finish($c, "cut off, having got <" . substr($c->{in}, 0, 200) . '>');
}

sub readable {
  my ($c) = @_;
  my $n = sysread $c->{s}, $c->{in}, 65536, length $c->{in};
  return if !defined $n && $!{EAGAIN};
  return ended($c) if !$n;
  $c->{in} = '' if $c->{cut};
  heard($c);
}

sub writable {
  my ($c) = @_;
  my $n = syswrite $c->{s}, $c->{out};
  return if !defined $n && $!{EAGAIN};
  return ended($c) if !$n;
  substr $c->{out}, 0, $n, '';
  shutdown $c->{s}, 1 if $c->{half} && $c->{out} eq '' && @{ $c->{steps} } < 2;
  vanish($c);
}

sub timed {
  my ($c) = @_;
  return finish($c) if $c->{until} && time > $c->{until};
  return finish($c, "not over in $PATIENCE seconds") if time > $c->{since} + $PATIENCE;
  return if !defined $c->{slow} || time < $c->{next};
  $c->{out} .= substr $c->{slow}, 0, 1, '';
  $c->{next} = time + 1;
}

sub turn {
  my (@clients) = @_;
  my $poll = IO::Poll->new;
  for my $c (@clients) {
    # who is deaf listens when it must be over: what is unread hides the end
    my $deaf = $c->{deaf} && !@{ $c->{steps} } && time < $c->{since} + 2 * $LOGIN_TIME;
    $poll->mask($c->{s}, ($deaf ? POLLERR : POLLIN) | ($c->{out} ne '' ? POLLOUT : 0));
  }
  $poll->poll(0.2);
  for my $c (@clients) {
    my $events = $poll->events($c->{s});
    readable($c) if $events & (POLLIN | POLLERR | POLLHUP);
    writable($c) if !$c->{over} && $events & POLLOUT && $c->{out} ne '';
    timed($c) if !$c->{over};
  }
  return grep { !$_->{over} } @clients;
}

# ---- before ----

sub quiet { slurp($log) =~ m{status: 0/31\n\z} }
close dial(110);
wait_for { quiet() } 'an end of the first connection';
my $processes = wait_for { my $p = processes(); $p eq 'tcpserver' && $p } 'tcpserver alone';
my $resident = resident();

# ---- the flood ----

my $started = time;
my @clients;
do {
  while (@clients < $AT_ONCE && ($begun < $CONNECTIONS || time < $started + $SECONDS)) {
    my $c = begin($turn[$begun++ % @turn]) or next;
    push @clients, $c;
  }
  @clients = turn(@clients);
} while @clients;
my $took = time - $started;

is(join("\n", @wrong), '', 'every client ends as it should');
is_deeply([sort keys %count], [sort keys %kind], '  of every kind')
  or diag(explain(\%count));
my $honest = $count{honest} + $count{fast};
cmp_ok($honest, '>=', $CONNECTIONS / 3, "$honest have fetched and deleted");
diag sprintf '%d connections in %.0f seconds: %s', $begun, $took,
  join ', ', map { "$count{$_} $_" } sort keys %count;

# ---- after ----

wait_for { quiet() } 'an end of the last connection';
is(processes(), $processes, 'no process is left, and no zombie');
# a page for each connection would be more; some libc begins with less of them
cmp_ok(resident() - $resident, '<=', 256, 'tcpserver has the memory that it had');
my @status = slurp($log) =~ m{status: (\d+)/31}g;
is((sort { $b <=> $a } @status)[0], 31, 'all places were taken, and no more');
is(scalar(grep { $_ > 1 } values %served), 0, 'nothing was deleted by two');
for my $account (sort keys %mail) {
  my (%now, @twice);
  my $files = contents($home{$account});
  for my $file (keys %$files) {
    my $name = $file =~ s{^...\/}{}r =~ s/:.*//r;
    push @twice, $file if exists $now{$name};
    $now{$name} = $files->{$file};
  }
  is_deeply(\@twice, [], "$account: no message is there twice");
  my %should = map { $served{"$account $_"} ? () : ($_ => $mail{$account}{$_}) }
    keys %{ $mail{$account} };
  is_deeply([grep { !exists $now{$_} || $now{$_} ne $should{$_} } sort keys %should], [],
    '  every message that nobody deleted is there, whole');
  is_deeply([grep { !exists $should{$_} } sort keys %now], [], '  and no other');
}
unlike(slurp($log), qr/signal|crash|fatal/, 'nothing in the log of a crash or fault');

stop($server);

# ---- one address, one user ----

$log = scratch() . '/log';
$server = start(log => $log, argv => ['sh', '-c', <<'END']);
exec env -i PATH="$PATH" softlimit -m 3000000 \
  tcpserver -v -HR -b 128 -c 31 -x /etc/pop3.cdb 0 110 \
    qmail-popup pop3.example.org /bin/checkpassword qmail-pop3d ./MAILDIR.POP/
END
close dial(110);

sub socket_from {
  my ($address) = @_;
  socket(my $s, PF_INET, SOCK_STREAM, 0) or die "socket: $!";
  bind($s, pack_sockaddr_in(0, inet_aton($address))) or die "bind: $!";
  return $s;
}

# Seconds of a whole session from the address, and what came back.
sub honest_login {
  my ($address, $account) = @_;
  my $start = time;
  my $s = socket_from($address);
  connect($s, pack_sockaddr_in(110, INADDR_LOOPBACK)) or die "connect: $!";
  syswrite $s, "USER $account\r\nPASS $PASSWORD\r\nQUIT\r\n";
  my $said = '';
  my $rin = '';
  vec($rin, fileno $s, 1) = 1;
  while (select(my $r = $rin, undef, undef, $PATIENCE)) {
    sysread $s, $said, 4096, length $said or last;
  }
  return (time - $start, $said);
}

# A process that keeps so many connections from the address, and comes back at
# once; it sends the next of the bytes after each line that it gets.
sub attack {
  my ($address, $connections, @send) = @_;
  my $pid = fork // die "fork: $!";
  return $pid if $pid;
  my %c;
  my $poll = IO::Poll->new;
  for (;;) {
    while (keys %c < $connections) {
      my $s = socket_from($address);
      $s->blocking(0);
      connect($s, pack_sockaddr_in(110, INADDR_LOOPBACK));
      $c{$s} = { s => $s, next => 0 };
      $poll->mask($s, POLLIN | POLLERR | POLLHUP);
    }
    $poll->poll(1);
    for my $c (map { $c{$_} } $poll->handles(POLLIN | POLLERR | POLLHUP)) {
      if (!sysread $c->{s}, my $bytes, 4096) {
        $poll->remove($c->{s});
        delete $c{ $c->{s} };
        close $c->{s};
        next;
      }
      syswrite $c->{s}, $send[$c->{next}++ % @send] if @send;
    }
  }
}

# How long others waited while it lasts, each from an address of its own, or all
# from the one that is given.
sub others {
  my ($seconds, $what, $address) = @_;
  my $end = time + $seconds;
  my $whole = "+OK pop3.example.org ready\r\n" . "+OK \r\n" x 3;
  my ($most, $n, @odd) = (0, 0);
  while (time < $end) {
    my $from = $address // '127.5.' . ($n / 250 % 250) . '.' . (1 + $n % 250);
    my ($took, $said) = honest_login($from, 'reader2');
    push @odd, $said if $said ne $whole;
    $most = $took if $took > $most;
    ++$n;
    select undef, undef, undef, 0.1;
  }
  is("@odd", '', "$what: others are served, $n times");
  return $most;
}

sub over {
  my (@attackers) = @_;
  kill 'KILL', @attackers;
  waitpid $_, 0 for @attackers;
  wait_for { slurp($log) =~ m{status: 0/31\n\z} } 'the end of all';
}

sub meanwhile {
  my ($seconds, $what, @attackers) = @_;
  my $most = others($seconds, $what);
  over(@attackers);
  return $most;
}

my $limit = 3;

# more where the machine is busy, which may be so for a while
sub measure {
  my $quiet = others(2, 'nobody attacks');
  diag sprintf 'an honest session: %.2f seconds at most', $quiet;
  $limit = $quiet * 20 if $quiet * 20 > $limit;
}
measure();

# 40 that say nothing, 40 that hang up before the end of a line
for my $row (['silent', 40], ['talking', 40, "USER x\r\n"], ['wrong', 40, "STAT\r\n"]) {
  my ($what, $connections, @send) = @$row;
  my $most = meanwhile($ENV{CHAIN_FULL} ? 30 : 5, "$connections of one address, $what",
    attack('127.9.9.1', $connections, @send));
  measure() if $most >= $limit;
  cmp_ok($most, '<', $limit, "[one-address] and wait no longer than $limit seconds");
  diag sprintf '%d of one address, %s: others wait %.2f seconds at most', $connections, $what,
    $most;
}

# 100 that guess: the first of them come at once, and so the first half minute
# has most
{
  my @attackers = attack('127.9.9.2', 100, "USER reader1\r\nPASS no\r\n");
  my ($most, $seconds, $before) = (0, 0, 0);
  for my $row ([30, 20], [30, 12], $ENV{CHAIN_FULL} ? [60, 20] : ()) {
    my ($more, $limit) = @$row;
    my $wait = others($more, '100 of one address that guess');
    $most = $wait if $wait > $most;
    my $guesses = () = slurp($log) =~ / from 127\.9\.9\.2 user reader1 refused: /g;
    cmp_ok($guesses, '>', $before, "  from second $seconds on they have guesses");
    cmp_ok($guesses - $before, '<=', $limit, "[guesses] and in $more seconds $limit at most");
    ($seconds, $before) = ($seconds + $more, $guesses);
    diag "100 of one address that guess: $guesses guesses in $seconds seconds";
  }
  cmp_ok($most, '<', $limit, "[guesser] and others wait no longer than $limit seconds");
  diag sprintf '100 of one address that guess: others wait %.2f seconds at most', $most;
  over(@attackers);
}

# an office behind one address
{
  my @attackers = attack('127.9.9.3', 3, "USER reader1\r\nPASS old\r\n");
  wait_for { slurp($log) =~ / from 127\.9\.9\.3 user reader1 refused: / } 'a failure';
  my $most = others(20, 'an office where three fail again and again', '127.9.9.3');
  over(@attackers);
  cmp_ok($most, '<', $limit, "[office] and wait no longer than $limit seconds");
  diag sprintf 'three of an office fail again and again: others of it wait %.2f seconds at most',
    $most;
}

# one user, from everywhere
{
  my @attackers = map { attack("127.9.8.$_", 4, "USER reader1\r\nPASS $PASSWORD\r\n") } 1 .. 10;
  my $most = meanwhile(5, 'one user with 40 connections', @attackers);
  cmp_ok($most, '<', $limit, "[one-user] and wait no longer than $limit seconds");
  like(slurp($log), qr/ user reader1 refused: IN-USE /, '  as the user has enough');
  diag sprintf 'one user with 40 connections: others wait %.2f seconds at most', $most;
}

stop($server);
done_testing();
