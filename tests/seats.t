# How many may be at the door and inside: $POP3PERHOST connections of one
# address that have not logged in, $POP3PERUSER sessions of one user; and how
# long an address waits that fails again and again.  All of it is known only as
# long as the processes live, or forgotten in minutes.
use strict;
use warnings;
use lib 'tests';
use Chain qw(:DEFAULT new_door);
use IO::Socket::INET;
use POSIX ();
use Session;
use Test::More;
use Time::HiRes 'time';

private();

my $GREETING = "+OK pop3.example.org ready\r\n";
my $REFUSED = "-ERR [AUTH] authorization failed\r\n";
my $HOST = "-ERR [SYS/TEMP] too many connections from your address, please wait\r\n";
my $FULL = "-ERR [IN-USE] too many sessions of this user, please wait\r\n";
my ($DOOR) = slurp('conf-door') =~ /(.*)/;
my $PASSWORD = 'open sesame';
my $uid = 61000;
for my $name (qw(alice bob carol)) {
  my $home = user($name, ++$uid, hash($PASSWORD, 6));
  maildir({ 'new/1.a' => "Subject: a\n\nb\n" }, "$home/Maildir", $uid);
}

# service({environment}, program, ...): a whole one; stop($_->{pid}) ends it
sub service {
  my ($env, @program) = @_;
  my %s = (port => free_port(), log => scratch() . '/log');
  @program = ('checkpassword') if !@program;
  $s{pid} = start(log => $s{log}, env => $env, argv => ['tcpserver', '-HRl0', '-c', 60, '0',
    $s{port}, 'qmail-popup', 'pop3.example.org', @program, 'qmail-pop3d', './Maildir/']);
  close dial($s{port});
  return \%s;
}

# a connection from the address, and what greets it
sub from {
  my ($s, $address) = @_;
  my $socket = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $s->{port},
    LocalAddr => $address) or die "connect from $address: $!";
  my $c = { s => $socket };
  $c->{greeting} = hear($c, qr/\n/);
  return $c;
}

# logs in, and returns the answer to PASS
sub enter {
  my ($c, $user, $password) = @_;
  ask($c, "USER $user");
  return ask($c, 'PASS ' . (defined $password ? $password : $PASSWORD));
}

sub children {
  my ($pid) = @_;
  return split ' ', slurp("/proc/$pid/task/$pid/children");
}

# ---- at the door ----

{
  my $s = service({});
  my @c = map { from($s, '127.0.0.2') } 1 .. 10;
  is(join('', map { $_->{greeting} } @c), $GREETING x 10, 'ten connections of one address wait');
  for (1 .. 3) {
    my $more = from($s, '127.0.0.2');
    is($more->{greeting}, $HOST, '[per-host] one more is told to come later');
    is(hear($more, qr/\z./s), '', '  and that is the end of it');
  }
  like(slurp($s->{log}), qr/^qmail-popup: pid \d+ from 127\.0\.0\.2 closed: as many from/m,
    '  in the log');
  is(from($s, '127.0.0.3')->{greeting}, $GREETING, '  not so from another address');

  is(enter($c[0], 'alice'), $OK, 'who has logged in waits no more');
  my $next = from($s, '127.0.0.2');
  is($next->{greeting}, $GREETING, '[per-host-inside]   and another one may come');
  is(from($s, '127.0.0.2')->{greeting}, $HOST, '  and no more than that');
  is(ask($c[0], 'STAT'), "+OK 1 17\r\n", '  the session lives');

  close $c[1]{s};
  ok(eval { wait_for { from($s, '127.0.0.2')->{greeting} eq $GREETING } 'a seat' },
    '[seats-vanish] a client that has left holds no seat') or diag($@);
  my @popup = children($s->{pid});
  kill 'KILL', @popup;
  wait_for { !children($s->{pid}) } 'the end of all';
  is(join('', map { $_->{greeting} } map { from($s, '127.0.0.2') } 1 .. 3), $GREETING x 3,
    '[seats-vanish] processes that were killed hold no seat');
  stop($s->{pid});
}
for my $row ([1, 1], [3, 3], [0, 12]) {
  my ($limit, $fit) = @$row;
  my $s = service({ POP3PERHOST => $limit });
  my @c = map { from($s, '127.0.0.4') } 1 .. $fit;
  is(join('', map { $_->{greeting} } @c), $GREETING x $fit, "POP3PERHOST=$limit: $fit wait");
  is(from($s, '127.0.0.4')->{greeting}, $HOST, '  and no more') if $limit;
  stop($s->{pid});
}

# by /64: qmail-popup alone, with an address in its environment
sub popup {
  my ($address) = @_;
  pipe my $r, my $w or die "pipe: $!";
  my $log = scratch() . '/log';
  my $pid = fork // die "fork: $!";
  if (!$pid) {
    POSIX::dup2(fileno $r, 0);
    POSIX::dup2(POSIX::open($log, POSIX::O_WRONLY() | POSIX::O_CREAT()), $_) for 1, 2;
    POSIX::close($_) for 3 .. 99;
    Chain::become(argv => [qw(qmail-popup pop3.example.org checkpassword true)],
      env => { PROTO => 'TCP6', TCP6REMOTEIP => $address, POP3PERHOST => 1 });
  }
  my $said = wait_for { -e $log && slurp($log) =~ /\n/ && slurp($log) } 'its first line';
  return { pid => $pid, w => $w, said => $said };
}
for my $row (['2001:db8::1', '2001:db8::ffff:2', 1], ['2001:db8::1', '2001:db8:0:1::1', 0],
    ['192.0.2.7', '::ffff:192.0.2.7', 1], ['::ffff:192.0.2.7', '::ffff:192.0.2.8', 0],
    ['::ffff:c000:207', '192.0.2.7', 1], ['192.0.2.7', '192.0.2.71', 0], ['x', 'x', 0]) {
  my ($one, $two, $same) = @$row;
  my @p = map { popup($_) } $one, $two;
  is($p[0]{said}, $GREETING, "$one comes");
  like($p[1]{said}, $same ? qr/\A\Q$HOST/ : qr/\A\Q$GREETING/,
    "[per-64] $two is " . ($same ? 'the same' : 'another'));
  for (@p) { close $_->{w}; waitpid $_->{pid}, 0 }
}

# ---- inside ----

{
  my $s = service({ POP3PERUSER => 2 });
  my @c = map { from($s, "127.0.1.$_") } 1 .. 4;
  is(enter($c[$_], 'bob'), $OK, 'a session of bob') for 0, 1;
  my $start = time;
  is(enter($c[2], 'bob'), $FULL, '[per-user] one more is told that it is in use');
  is(hear($c[2], qr/\z./s), '', '  and that is the end of it');
  my $log = slurp($s->{log});
  like($log, qr/^checkpassword: .* from 127\.0\.1\.3 user bob refused: IN-USE by/m, '  in the log');
  unlike($log, qr/fault|wrong password/, '  once');
  is(enter($c[3], 'carol'), $OK, '  not so another user');
  is(ask($c[0], 'QUIT'), $OK, 'a session ends');
  hear($c[0], qr/\z./s);
  wait_for { enter(from($s, '127.0.1.5'), 'bob') eq $OK } 'and another may begin';
  stop($s->{pid});
}

# ---- who cannot be looked into ----

{
  my $s = service({});
  my $c = from($s, '127.0.2.1');
  is(enter($c, 'alice'), $OK, 'a session');
  my ($pop3d) = grep { (readlink "/proc/$_/exe" // '') =~ m{/qmail-pop3d$} }
    map { children($_) } children($s->{pid});
  opendir my $d, "/proc/$pop3d/fd" or die "fd: $!";
  is(join(' ', sort grep { /\d/ && defined readlink "/proc/$pop3d/fd/$_" } readdir $d), '0 1 2',
    '[door-not-handed-on] has no descriptor of the file');
  my $asked = run(argv => ['perl', '-e', 'open my $f, "<", $ARGV[0] or print "no"', $DOOR],
    uid => 61001);
  is($asked->{out}, 'no', '  nor can its user open it');
  stop($s->{pid});
}

# ---- without the file, or with one that others could lock: all may come ----

for my $row (['is missing', sub { unlink $DOOR }, 'No such file or directory'],
    ['is not root\'s', sub { chown 61001, 0, $DOOR }, 'Operation not permitted'],
    ['can be read by others', sub { chmod 0640, $DOOR }, 'Operation not permitted'],
    ['is a link', sub { unlink $DOOR; spew("$DOOR.x", ''); chmod 0600, "$DOOR.x";
      symlink "$DOOR.x", $DOOR }, 'Too many levels of symbolic links'],
    ['is a FIFO', sub { unlink $DOOR; POSIX::mkfifo($DOOR, 0600) }, 'Operation not permitted'],
    ['is a folder', sub { unlink $DOOR; mkdir $DOOR }, 'Is a directory']) {
  my ($what, $spoil, $why) = @$row;
  new_door();
  $spoil->();
  my $s = service({ POP3PERHOST => 1, POP3PERUSER => 1 });
  my @c = map { from($s, '127.0.3.1') } 1 .. 3;
  is(join('', map { enter($_, 'alice') } @c), $OK x 3, "[door-open] the file $what: all come in");
  like(slurp($s->{log}), qr{^qmail-popup: pid .* warning: cannot use \Q$DOOR\E: \Q$why\E.*\n}m,
    '  and the log says why');
  stop($s->{pid});
  rmdir $DOOR or unlink $DOOR;
}
new_door();

# nothing in it is believed
for my $bytes ("\xff" x 300_000, "\0" x 300_000, join '', map { chr int rand 256 } 1 .. 300_000) {
  spew($DOOR, $bytes);
  my $s = service({ POP3PERHOST => 1, POP3PERUSER => 1 });
  my $c = from($s, '127.0.4.1');
  is($c->{greeting}, $GREETING, '[door-not-believed] odd bytes in the file: a greeting');
  is(from($s, '127.0.4.1')->{greeting}, $HOST, '  the limits hold');
  is(enter($c, 'alice'), $OK, '  and a login');
  stop($s->{pid});
}
new_door();

# ---- who fails again and again ----

# Seconds that wrong passwords wait for their answers, several clients at once:
# each row is an address, and the passwords that it tries, as user:password.
# What is no answer to a password is said in place of its seconds.
sub waits {
  my ($s, @rows) = @_;
  my @pipes;
  for my $row (@rows) {
    my ($address, @tries) = @$row;
    pipe my $r, my $w or die "pipe: $!";
    push @pipes, $r;
    next if fork // die "fork: $!";
    for (@tries) {
      my ($user, $password) = split /:/;
      my $c = from($s, $address);
      my $start = time;
      my $said = enter($c, $user, $password);
      my $took = time - $start;
      syswrite $w, sprintf "%s ", $said eq $REFUSED ? $took : $said eq $OK ? "in:$took" : 'odd';
    }
    POSIX::_exit(0);
  }
  return map { my $r = $_; [split ' ', <$r>] } @pipes;
}

sub about {
  my ($took, $want, $what) = @_;
  ok($took =~ /^[\d.]+\z/ && $took > $want - 0.3 && $took < $want + 1.9, "$what: $want seconds")
    or diag($took);
}

{
  my $s = service({});
  my $other = service({}, '/bin/false'); # which does not say who was refused
  my ($many, $right, $own) = waits($s, ['127.0.5.1', qw(alice:x bob:x nobody:x alice:x)],
    ['127.0.6.1', 'carol:x', 'carol:x', "carol:$PASSWORD", 'carol:x'],
    ['127.0.7.1', 'alice:x', 'bob:x', "bob:$PASSWORD", 'bob:x']);
  my ($any) = waits($other, ['127.0.5.3', qw(alice:x alice:x alice:x)]);
  about($many->[$_], (2, 4, 8, 15)[$_], "[pause-grows] failure $_") for 0 .. 3;
  about($right->[$_], (2, 4)[$_], 'a user who fails') for 0, 1;
  like($right->[2], qr/^in:[01]\./, '  and has the password then waits for nothing');
  about($right->[3], 2, '[success-clears] after which a failure is the first one');
  about($own->[$_], (2, 4)[$_], 'who guesses at others') for 0, 1;
  like($own->[2], qr/^in:/, '  and has a password too');
  about($own->[3], 8, '[own-account-clears-nothing] is not forgiven the others');
  about($any->[$_], (2, 4, 8)[$_], '[pause-any-checker] another checker') for 0 .. 2;
  stop($_->{pid}) for $s, $other;
}

# ---- who fails many times at once ----

# eleven, each before anything is known of the address; ten turns are there at
# once, and one comes back in four seconds
{
  my $s = service({ POP3PERHOST => 0 });
  my @c = map { from($s, '127.0.8.1') } 1 .. 11;
  my $failed = time; # or later
  syswrite $_->{s}, "USER alice\r\nPASS x\r\n" for @c;
  wait_for { 11 == (() = slurp($s->{log}) =~ /wrong password/g) } 'eleven failures';
  my $since = time - $failed;
  for (waits($s, map { ['127.0.8.1', "bob:$PASSWORD"] } 1, 2)) {
    my ($took) = $_->[0] =~ /^in:([\d.]+)\z/;
    ok(defined $took && $since + $took >= 6 && $took < 20,
      '[turns-settled] the next attempt waits for its turn') or diag("$since, $_->[0]");
  }
  my ($other) = waits($s, ['127.0.8.2', "bob:$PASSWORD"]);
  like($other->[0], qr/^in:[01]\./, '  not so from another address');
  stop($s->{pid});
}

# ---- one moment for all that depends on a login ----

{
  my $strange = user('dave', 61009, '$nosuch$kind$of$hash');
  my $s = service({ POP3AUTH => '+apop' });
  my @rows = (['a wrong password', "USER alice\r\nPASS x", $REFUSED],
    ['nobody', "USER nobody-here\r\nPASS x", $REFUSED],
    ['APOP', 'APOP alice ' . '0' x 32, $REFUSED],
    ['APOP with the password', "APOP alice $PASSWORD", $REFUSED],
    ['over 512 bytes', "USER alice\r\nPASS " . 'x' x 600, $REFUSED],
    ['for somebody else', 'AUTH PLAIN Ym9iAGFsaWNlAHg=', $REFUSED],
    ['a hash of no kind', "USER dave\r\nPASS x",
      "-ERR [SYS/TEMP] service unavailable, please wait\r\n"]);
  my @c = map { from($s, "127.0.11.$_") } 1 .. @rows;
  my $start = time;
  syswrite $c[$_]{s}, "$rows[$_][1]\r\n" for 0 .. $#rows;
  for (0 .. $#rows) {
    my ($what, $in, $reply) = @{ $rows[$_] };
    my $said = hear($c[$_], qr/-ERR .*\n/);
    my $took = time - $start;
    is($said =~ s/\A\+OK \r\n//r, $reply, "$what: the answer");
    ok($took > 1.9 && $took < 5, '[one-moment]   after two seconds') or diag($took);
  }
  stop($s->{pid});
}

done_testing();
