# Two hosts behind a proxy, as SCALE has it: its recipes are run as printed, with
# the real programs.  Clients, proxy and hosts are machines of their own
# (Hosts.pm); both hosts have the same homes.
use strict;
use warnings;
use lib 'tests';
use Chain;
use Hosts;
use IO::Handle;
use IO::Socket::UNIX;
use MIME::Base64 qw(encode_base64);
use POSIX ();
use Session;
use Test::More;

full_only();
private();

my $PASSWORD = 'open sesame';
my $REFUSED = "-ERR [AUTH] authorization failed\r\n";
my $LONG = ($ENV{CHAIN_FULL} ? 200 : 10) * 1_000_000;
my $dir = scratch();
my ($PROXY, $CLIENT, $OTHER) = ('10.77.0.2', '10.77.0.77', '10.77.0.78');
wire($CLIENT, $OTHER, 'fd00:77::77');

my %home;
sub account {
  my ($name, $uid, $password) = @_;
  $home{$name} = user($name, $uid, hash($password, 6));
  maildir({}, "$home{$name}/Maildir", $uid);
}
account('check', 61000, 'secret');
account('alice', 61001, $PASSWORD);
account('bob', 61002, $PASSWORD);

sub store { # the account's maildir has these messages and no other
  my ($user, %files) = @_;
  my $maildir = "$home{$user}/Maildir";
  unlink glob "$maildir/{new,cur}/*";
  maildir(\%files, $maildir, (stat $home{$user})[4]);
}

# ---- SCALE ----

my %recipe;
{
  my $name;
  for (split /^/, slurp('SCALE') =~ s/^(.+)\n-+$/\f$1/mgr) {
    if (/^\f(.*)/) { $name = $1 }
    elsif (/^    (.*\n)/ && $name) { $recipe{$name} .= $1 }
  }
}

# the recipe of that section, its files in our folder
sub recipe {
  my ($name) = @_;
  my $file = "$dir/$name";
  spew($file, $recipe{$name} =~ s{/etc/haproxy|/run/haproxy}{$dir}gr);
  return $file;
}

my ($rules) = $recipe{'The hosts'} =~ /^(10.*)/ms;
my $cdb = "$dir/cdb";
open my $tcprules, '|-', 'tcprules', $cdb, "$cdb.new" or die "tcprules: $!";
print $tcprules $rules;
close $tcprules or die "tcprules: $?";
like($recipe{'The hosts'}, qr/^  fromproxy qmail-popup/m, 'SCALE has what Hosts.pm runs');

my %address = (a => '10.77.0.11', b => '10.77.0.12');
my %host;
sub boot {
  my ($name, %env) = @_;
  $host{$name} = host($name, $address{$name});
  backend($host{$name}, $cdb, %env);
}

# ---- what both must do ----

# nginx ends a session whose client closes its sending side
my %half_closed = (haproxy => 1);

sub by_user { my ($c, $user) = @_; return enter($c, $user, $PASSWORD) }
sub by_plain {
  my ($c, $user) = @_;
  return ask($c, 'AUTH PLAIN ' . encode_base64("\0$user\0$PASSWORD", ''));
}
sub by_asking {
  my ($c, $user) = @_;
  my $plus = ask($c, 'AUTH PLAIN');
  return "no +: $plus" if $plus !~ /^\+ /;
  return ask($c, encode_base64("\0$user\0$PASSWORD", ''));
}

sub log_of { return join '', map { slurp($_->{log}) } @host{qw(a b)} }

sub logged {
  my ($like, $what) = @_;
  ok(eval { wait_for { log_of() =~ $like } $what }, $what) or diag(log_of());
}

sub leave {
  my ($c) = @_;
  my $said = ask($c, 'QUIT');
  close $c->{s};
  return $said;
}

sub common {
  my ($kind) = @_;
  store('alice', 'new/1.a' => "Subject: a\n\n.\nb\n");
  my %login = (USER => \&by_user, 'AUTH PLAIN' => \&by_plain, 'AUTH PLAIN asked' => \&by_asking);
  for my $way (sort keys %login) {
    my $c = visit($PROXY, $CLIENT);
    like($c->{greeting}, qr/^\+OK/, "$kind: greeting");
    like($login{$way}->($c, 'alice'), qr/^\+OK/, "  login by $way");
    is(ask($c, 'STAT'), "+OK 1 20\r\n", '  one message') ;
    is(leave($c), $OK, '  QUIT');
  }
  logged(qr/^qmail-pop3d: pid \d+ from \Q$CLIENT\E user alice quit /m,
    "$kind: the log has the client's own address");
  my $c = visit($PROXY, $OTHER);
  is(enter($c, 'alice', 'wrong'), $REFUSED, "$kind: a refusal and its code");
  close $c->{s};
  logged(qr/ from \Q$OTHER\E .*user alice .*refused|refused.* from \Q$OTHER\E/m,
    '  the log knows who that was');
  is(pipelined("STAT\r\nRETR 1\r\nQUIT\r\n"),
    "+OK 1 20\r\n+OK \r\nSubject: a\r\n\r\n..\r\nb\r\n.\r\n$OK",
    "$kind: pipelining, with the login too");
  my $long = "Subject: long\n\n" . ("x" x 71 . "\n") x ($LONG / 72);
  store('alice', 'new/1.long' => $long);
  $c = visit($PROXY, $CLIENT);
  by_user($c, 'alice');
  syswrite $c->{s}, "RETR 1\r\nQUIT\r\n";
  shutdown $c->{s}, 1 if $half_closed{$kind};
  my $wanted = "+OK \r\n" . $long =~ s/\n/\r\n/gr . ".\r\n$OK";
  ok(rest($c) eq $wanted, "$kind: a long message is whole"
    . ($half_closed{$kind} ? ', and who asks may have hung up' : ''));
}

# Sends the login and what follows at once; returns what answers the latter.
sub pipelined {
  my ($rest) = @_;
  my $c = visit($PROXY, $CLIENT);
  syswrite $c->{s}, "USER alice\r\nPASS $PASSWORD\r\n$rest";
  return rest($c) =~ s/\A\+OK[^\n]*\n\+OK[^\n]*\n//r;
}

# ---- haproxy ----

boot($_) for sort keys %address;
my $proxy = host('proxy', $PROXY, 'fd00:77::2');

# asks haproxy's socket
sub admin {
  my ($command) = @_;
  my $s = wait_for { IO::Socket::UNIX->new("$dir/admin.sock") } 'the socket of haproxy';
  syswrite $s, "$command\n";
  local $/;
  return scalar <$s>;
}

# how haproxy sees a host: its column
sub column {
  my ($name, $column) = @_;
  my ($head, @rows) = split /\n/, admin('show stat');
  my @names = split /,/, $head =~ s/^# //r;
  my ($row) = grep { /^pop3,$name,/ } @rows;
  my %row;
  @row{@names} = split /,/, $row;
  return $row{$column};
}

# a session of the user on that host
sub on {
  my ($name, $user) = @_;
  return wait_for {
    my $c = visit($PROXY, $CLIENT);
    if ($c->{greeting} =~ /^\+OK $name\.example/) { by_user($c, $user); return $c }
    close $c->{s};
    return;
  } "a session on $name";
}

# A client that comes again and again until it is told to stop; a line for each
# session is in its file.
sub load_client {
  my ($n) = @_;
  spew("$dir/load.$n", '');
  my $pid = fork // die "fork: $!";
  return $pid if $pid;
  open my $file, '>>', "$dir/load.$n" or POSIX::_exit(1);
  $file->autoflush;
  while (!-e "$dir/stop") {
    my $c = visit($PROXY, $CLIENT);
    my $said = join '', $c->{greeting}, by_user($c, 'alice'),
      ask($c, 'RETR 1', qr/^\.\r\n\z/m), leave($c);
    my $good = $said =~ /\A\+OK .*\n\+OK .*\n\+OK .*\nSubject: \d\r\n\r\n\.\r\n\+OK \r\n\z/;
    print $file $good ? "served\n" : 'failed: ' . $said =~ s/\s+/ /gr . "\n";
  }
  POSIX::_exit(0);
}

# has each of n clients been served once more since it was asked for?
my %served;
sub answered {
  my ($n) = @_;
  my %now = map { $_ => -s "$dir/load.$_" } 1 .. $n;
  $served{$_} //= $now{$_} for keys %now;
  return if grep { $now{$_} <= $served{$_} } keys %now;
  %served = ();
  return 1;
}

# as SCALE says; the new machine has programs of its own
sub replace_host {
  my ($name) = @_;
  admin("set server pop3/$name state drain");
  wait_for { column($name, 'scur') eq '0' } "$name is empty";
  crash($host{$name});
  wait_for { answered(3) } 'each client is served meanwhile';
  my $programs = scratch();
  for my $program (glob programs() . '/*') {
    system('cp', '-p', $program, $programs) == 0 or die "cp $program";
  }
  boot($name, PATH => "$programs:/usr/bin:/bin:/usr/sbin:/sbin");
  close visit($address{$name})->{s};
  admin("set server pop3/$name state ready");
  wait_for { column($name, 'status') eq 'UP' } "$name is up";
}

SKIP: {
  skip 'haproxy is not installed', 1 if !has('haproxy');
  system("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 "
    . "-subj /CN=pop3.example -keyout $dir/key -out $dir/cert 2>/dev/null") == 0 or die 'openssl';
  spew("$dir/pop3.pem", slurp("$dir/key"), slurp("$dir/cert"));
  my $pid = start(argv => [inside($proxy, 'haproxy', '-db', '-f', recipe('haproxy'))],
    log => "$dir/haproxy.log");
  common('haproxy');

  SKIP: {
    skip 'no IO::Socket::SSL', 1 if !eval { require IO::Socket::SSL };
    my $s = IO::Socket::SSL->new(PeerHost => $PROXY, PeerPort => 995, LocalHost => $OTHER,
      SSL_verify_mode => 0) or die 'no TLS';
    print $s "USER alice\r\nPASS $PASSWORD\r\nQUIT\r\n";
    like(join('', <$s>), qr/\Q$OK\E\z/, 'haproxy: TLS ends there');
    logged(qr/^fromproxy: pid \d+ from \Q$OTHER\E tls by \Q$PROXY\E$/m, '  and the log says so');
  }

  my $six = visit('fd00:77::2', 'fd00:77::77');
  by_user($six, 'alice');
  is(leave($six), $OK, 'haproxy: a client with IPv6');
  logged(qr/ from fd00:77::77 user alice quit /, '  and the log has his address');

  # a drain
  store('alice', map { ("new/$_.a" => "Subject: $_\n\n") } 1 .. 3);
  my $c = on('a', 'alice');
  admin('set server pop3/a state drain');
  my %greeted;
  for (1 .. 6) {
    my $d = visit($PROXY, $CLIENT);
    ++$greeted{ $d->{greeting} };
    close $d->{s};
  }
  is(join(' ', keys %greeted), "+OK b.example.org ready\r\n",
    'haproxy, a is drained: new sessions go to b');
  is(ask($c, 'DELE 1'), $OK, '  the session on a goes on');
  is(leave($c), $OK, '  to its end');
  ok(eval { wait_for { column('a', 'scur') eq '0' } 'a is empty' }, '  and a is empty');
  admin('set server pop3/a state ready');
  $c = on('a', 'alice');
  is(ask($c, 'STAT'), "+OK 2 28\r\n", '  ready again: a is used');
  leave($c);

  # new machines with new programs, one after the other, under load
  my @clients = map { load_client($_) } 1 .. 3;
  wait_for { answered(3) } 'each client has been served';
  replace_host($_) for 'a', 'b';
  ok(eval { wait_for { answered(3) } 'all are served' }, 'haproxy: two hosts are replaced in turn');
  spew("$dir/stop", '');
  waitpid $_, 0 for @clients;
  my @failed = map { slurp("$dir/load.$_") =~ /^(failed.*)/mg } 1 .. 3;
  is("@failed", '', '[rolling-upgrade] no session cut, no login refused');

  # what the log has of health checks
  my ($line) = slurp('SCALE') =~ /multilog multilog (t (?:'[^']*'[\s\\]*)+)/;
  $line =~ s/\\\n//;
  ok(eval { wait_for { slurp($host{a}{log}) =~ /^qmail-pop3d: .* user check quit/m } 'a check' },
    'tcpserver and others tell of each check');
  is(system("multilog $line $dir/multilog <$host{a}{log}"), 0, '  and multilog, as SCALE has it,');
  my $kept = slurp("$dir/multilog/current");
  is(scalar(() = $kept =~ /tcpserver:|user check/g), 0, '  leaves that away');
  like($kept, qr/^\@\w+ qmail-pop3d: pid \d+ from \Q$CLIENT\E user alice quit/m,
    '  and nothing else');

  # a crash
  $c = on('a', 'alice');
  is(ask($c, 'DELE 1'), $OK, 'haproxy, a crashes in mid-session');
  unplug($host{a});
  is(rest($c), '', '[host-down] the session is cut, nobody hears +OK');
  crash($host{a});
  my $d = on('b', 'alice');
  is(ask($d, 'STAT'), "+OK 2 28\r\n", '  nothing is lost: b has all of it');
  leave($d);
  ok(eval { wait_for { column('a', 'status') =~ /^DOWN/ } 'a is down' }, '  a is down');
  boot('a');
  ok(eval { wait_for { column('a', 'status') eq 'UP' } 'a is up' }, '  and comes back');
  stop($pid);
}

# ---- nginx ----

SKIP: {
  my ($module) = $recipe{nginx} =~ /load_module (\S+);/;
  skip 'nginx or its mail proxy is not installed', 1 if !has('nginx') || !-e $module;
  my $pid = start(argv => [inside($proxy, 'nginx', '-c', recipe('nginx'), '-e', "$dir/nginx.log",
    '-g', "daemon off; pid $dir/nginx.pid;")], log => "$dir/nginx.out");
  common('nginx');
  store('bob', 'new/1.b' => "Subject: b\n\n");
  my $c = visit($PROXY, $CLIENT);
  like(by_user($c, 'bob'), qr/^\+OK/, 'nginx: another user');
  like(slurp($host{b}{log}), qr/ from \Q$CLIENT\E .*user bob/, '  is on his own host');
  ask($c, 'DELE 1');
  kill 'KILL', sessions($host{b});
  is(rest($c), '', 'nginx: that session is killed, and nobody hears +OK');
  stop($host{b}{server});
  $c = visit($PROXY, $CLIENT);
  like(by_user($c, 'bob'), qr/^-ERR (?!\[AUTH\])/, '  then a login is an error, but no refusal');
  $c = visit($PROXY, $CLIENT);
  like(by_user($c, 'alice'), qr/^\+OK/, '  the users of the other host are served');
  backend($host{b}, $cdb);
  $c = visit($PROXY, $CLIENT);
  by_user($c, 'bob');
  is(ask($c, 'STAT'), "+OK 1 14\r\n", '  and nothing is lost');
  stop($pid);
}

done_testing();
