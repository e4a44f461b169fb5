# Two hosts behind haproxy and behind nginx, as SCALE has it: its recipes are run
# as printed, with the real programs (Front.pm); a drain, a queue, a host that
# crashes, and new programs under load.  With CHAIN_FULL=1 messages are long, and
# haproxy checks as seldom as SCALE says.  fronts.t has the other proxies.
#
# HOSTS_OLD in the environment is a folder with the programs of an older
# release: the hosts begin with them, and what it lacked is not ok.
use strict;
use warnings;
use lib 'tests';
use Chain;
use Front;
use Hosts;
use IO::Handle;
use IO::Select;
use IO::Socket::UNIX;
use POSIX ();
use Session;
use Test::More;
use Tree qw(conf copy_built make);

private();
prepare();

# ---- haproxy ----

# asks haproxy's socket
sub admin {
  my ($command) = @_;
  my $s = wait_for { IO::Socket::UNIX->new(file('admin.sock')) } 'the socket of haproxy';
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

# the host that greets, by its name; in older releases that is behind <PID.TIME@
sub named { my ($c) = @_; return $c->{greeting} =~ /^\+OK .*\b(\w)\.example/ ? $1 : '' }

# a session of the user on that host
sub on {
  my ($name, $user) = @_;
  return wait_for {
    my $c = visit(PROXY, CLIENT);
    if (named($c) eq $name) { by_user($c, $user); return $c }
    close $c->{s};
    return;
  } "a session on $name";
}

# Clients that come again and again until they are told to stop, each as one user;
# a line for each session is in its file.
my @clients;
sub load_file { return file("load.$_[0]") }
sub load_client {
  my ($n, $user) = @_;
  spew(load_file($n), '');
  my $pid = fork // die "fork: $!";
  return $pid if $pid;
  open my $file, '>>', load_file($n) or POSIX::_exit(1);
  $file->autoflush;
  while (!-e file('stop')) {
    my $c = visit(PROXY, CLIENT);
    my $said = join '', $c->{greeting}, by_user($c, $user),
      ask($c, 'RETR 1', qr/^\.\r\n\z/m), leave($c);
    my $good = $said =~ /\A\+OK .*\n\+OK .*\n\+OK .*\nSubject: \d\r\n\r\n\.\r\n\+OK \r\n\z/;
    print $file $good ? "served\n" : 'failed: ' . $said =~ s/\s+/ /gr . "\n";
  }
  POSIX::_exit(0);
}
sub begin_load {
  unlink file('stop');
  push @clients, load_client(scalar @clients, $_) for @_;
}
# what went wrong
sub end_load {
  spew(file('stop'), '');
  waitpid $_, 0 for @clients;
  my @failed = map { slurp(load_file($_)) =~ /^(failed.*)/mg } 0 .. $#clients;
  @clients = ();
  return join "\n", @failed;
}

# has each client been served once more since it was asked for?
my %served;
sub answered {
  my %now = map { $_ => -s load_file($_) } 0 .. $#clients;
  $served{$_} //= $now{$_} for keys %now;
  return if grep { $now{$_} <= $served{$_} } keys %now;
  %served = ();
  return 1;
}
sub all_served { return eval { wait_for { answered() } 'each client is served'; 1 } }

# what the programs of a host call themselves, in a session that ends with it
sub version {
  my ($c) = @_;
  my ($version) = ask($c, 'CAPA', qr/^\.\r\n\z/m) =~ /^IMPLEMENTATION (\S+)/m;
  leave($c);
  return $version;
}

# ---- programs of each host ----

my %bin = map { $_ => scratch() } qw(a b);

# as "make setup" does it, one after the other
sub install {
  my ($name, $from) = @_;
  for my $program (qw(fromproxy qmail-popup checkpassword checkpassword-nss qmail-pop3d)) {
    next if !-e "$from/$program"; # older releases have no checkpassword-nss
    spew("$bin{$name}/new", slurp("$from/$program"));
    chmod 0755, "$bin{$name}/new" or die "chmod: $!";
    rename "$bin{$name}/new", "$bin{$name}/$program" or die "rename: $!";
  }
}
sub path_of { return (PATH => "$bin{ $_[0] }:/usr/bin:/bin:/usr/sbin:/sbin") }

# the same sources, and another name in CAPA; without CHAIN_FULL, which has the
# time to build it, the same programs
use constant NEXT => 'qmail-pop3d' . (FULL ? '-next' : '');
my $tree;
sub new_release {
  return Chain::programs() if !FULL;
  return $tree if $tree;
  $tree = copy_built();
  my $pop3 = slurp("$tree/pop3.c");
  $pop3 =~ s/IMPLEMENTATION qmail-pop3d/$&-next/ or die 'pop3.c';
  spew("$tree/pop3.c", $pop3);
  my ($said, $status) = make($tree, {}, qw(qmail-popup checkpassword qmail-pop3d fromproxy));
  die $said if $status;
  return $tree;
}

# As SCALE says: it is drained, and another machine takes its place.  If it were
# let in while haproxy still believes that the old one is there, the next check
# could end the sessions on it.
sub replace_host {
  my ($name) = @_;
  admin("set server pop3/$name state drain");
  wait_for { column($name, 'scur') eq '0' } "$name is empty";
  stop(machine($name)->{server});
  wait_for { column($name, 'status') =~ /^DOWN/ } "$name is down";
  crash(machine($name));
  all_served();
  boot($name, path_of($name));
  wait_for { column($name, 'status') eq 'DRAIN' } "$name is there";
  admin("set server pop3/$name state ready");
  wait_for { column($name, 'status') eq 'UP' } "$name is up";
}

sub drain {
  store('alice', map { ("new/$_.a" => "Subject: $_\n\n") } 1 .. 3);
  my $c = on('a', 'alice');
  admin('set server pop3/a state drain');
  my %greeted;
  for (1 .. 6) {
    my $d = visit(PROXY, CLIENT);
    ++$greeted{ named($d) };
    close $d->{s};
  }
  is(join(' ', keys %greeted), 'b',
    'haproxy, a is drained: new sessions go to b');
  is(ask($c, 'DELE 1'), $OK, '  the session on a goes on');
  is(leave($c), $OK, '  to its end');
  ok(eval { wait_for { column('a', 'scur') eq '0' } 'a is empty' }, '  and a is empty');
  admin('set server pop3/a state ready');
  $c = on('a', 'alice');
  is(ask($c, 'STAT'), "+OK 2 28\r\n", '  ready again: a is used');
  leave($c);
}

sub upgrade {
  my $new = new_release();
  begin_load(('alice') x 3);
  all_served();
  for my $name (qw(a b)) {
    my $c = on($name, 'alice');
    install($name, $new);
    is(version(on($name, 'alice')), NEXT, "haproxy, under load: $name has new programs");
    is(ask($c, 'STAT') . leave($c), "+OK 2 28\r\n$OK", '  a session from before goes on');
  }
  all_served();
  replace_host($_) for 'a', 'b';
  ok(all_served(), '  two machines are replaced in turn');
  is(end_load(), '', '[rolling-upgrade] no session cut, no login refused');
}

# svc -d, by the programs of daemontools, on a host that is drained.  Without a
# check, as haproxy hangs up on the sessions of a host whose check fails.
sub service_down {
  my $service = file('service');
  mkdir $service or die "mkdir: $!";
  my $h = machine('a');
  stop($h->{server});
  spew("$service/run", "#!/bin/sh\nexec 2>&1\nexec tcpserver -v -HR -l a.example.org "
    . "-b 128 -c 31 -x "
    . file('cdb') . " 0 110 fromproxy qmail-popup a.example.org checkpassword qmail-pop3d"
    . " ./Maildir/\n");
  chmod 0755, "$service/run" or die "chmod: $!";
  my $pid = start(argv => [inside($h, 'supervise', $service)], log => $h->{log},
    env => { path_of('a') });
  wait_for { `svstat $service 2>&1` =~ /: up/ } 'a is up';
  my $c = on('a', 'alice');
  admin('disable health pop3/a');
  admin('set server pop3/a state drain');
  system('svc', '-d', $service) == 0 or die 'svc';
  wait_for { `svstat $service 2>&1` =~ /: down/ } 'a is down';
  my $d = visit(PROXY, CLIENT);
  like($d->{greeting}, qr/^\+OK b\./, 'svc -d on a: haproxy takes b');
  close $d->{s};
  is(ask($c, 'STAT') . leave($c), "+OK 2 28\r\n$OK", '  the session on a goes on to its end');
  system('svc', '-u', $service) == 0 or die 'svc';
  wait_for { `svstat $service 2>&1` =~ /: up/ } 'a is up again';
  admin('enable health pop3/a');
  admin('set server pop3/a state ready');
  leave(on('a', 'alice'));
  pass('  svc -u: a is used again');
  system('svc', '-dx', $service) == 0 or die 'svc';
  wait_for { waitpid($pid, POSIX::WNOHANG()) } 'supervise has ended';
  serve_by('a', undef, path_of('a'));
  wait_for { column('a', 'status') eq 'UP' } 'a is up';
}

# 120 clients, and one host with its 31 places
sub queue {
  for my $n (0 .. 11) {
    account("u$n", 61100 + $n, PASSWORD);
    Hosts::ip(Hosts::addition('wire', '10.77.0.' . (100 + $n)));
  }
  admin('set server pop3/b state maint');
  my $down = column('a', 'chkdown');
  my @client = map { { n => $_ % 12, s => IO::Socket::IP->new(PeerHost => PROXY,
    PeerPort => 110, LocalHost => '10.77.0.' . (100 + $_ % 12)) || die "client $_: $!" } } 1 .. 120;
  ok(eval { wait_for { column('a', 'scur') == 30 && column('BACKEND', 'qcur')
    + column('a', 'qcur') == 90 } '90 wait' }, 'haproxy, 120 clients: 30 are on a, 90 wait');
  my $checks = sub { scalar(() = slurp(machine('a')->{log}) =~ /user check quit/g) };
  my $before = $checks->();
  ok(eval { wait_for { $checks->() > $before + 1 } 'checks' }, '  a check has a place');
  my %waits = map { $_->{s} => $_ } @client;
  my $select = IO::Select->new(map { $_->{s} } @client);
  my $served = 0;
  while (my @ready = $select->can_read(HANGS)) {
    $select->remove(@ready);
    for my $c (@waits{@ready}) {
      next if hear($c, qr/\n/) !~ /^\+OK a/;
      ++$served if by_user($c, "u$c->{n}") =~ /^\+OK/ && leave($c) eq $OK;
    }
  }
  is($served, 120, '[haproxy-queue] all are served');
  is(column('a', 'status'), 'UP', '  and a has been up all the time');
  is(column('a', 'chkdown'), $down, '  at each check');
  admin('set server pop3/b state ready');
}

# what the log has of health checks, and the patterns of SCALE for multilog
sub checks {
  my $log = machine('b')->{log};
  ok(eval { wait_for { slurp($log) =~ /^qmail-pop3d: .* user check quit/m } 'b check' },
    'haproxy: tcpserver and others tell of each check');
  my @check = grep { /user check quit/ } multilog($log, 't')
    =~ /(^\S+ tcpserver: status: 1.*\n(?:^\S+ (?!tcpserver: status).*\n)*^.* status: 0.*\n)/mg;
  my $bytes = length $check[-1];
  my ($written) = slurp('SCALE') =~ /writes (\d+) bytes each time/;
  cmp_ok(abs($bytes - $written), '<', $written / 20, "  in as many bytes as SCALE has: $bytes");
  my ($line) = slurp('SCALE') =~ /multilog multilog (t (?:'[^']*'[\s\\]*)+)/;
  my $kept = multilog($log, $line =~ s/\\\n//r);
  is(scalar(() = $kept =~ /tcpserver:|user check/g), 0, '  its patterns leave that away');
  like($kept, qr/^\@\w+ qmail-pop3d: pid \d+ from \Q${\CLIENT}\E user alice quit/m,
    '  and nothing else');
}

sub multilog {
  my ($log, $script) = @_;
  my $to = scratch();
  system("multilog $script s9999999 $to <$log") == 0 or die "multilog $script";
  return slurp("$to/current");
}

sub host_crashes {
  my $c = on('a', 'alice');
  is(ask($c, 'DELE 1'), $OK, 'haproxy, a crashes in mid-session');
  unplug(machine('a'));
  is(rest($c), '', '[host-down] the session is cut, nobody hears +OK');
  crash(machine('a'));
  my $d = on('b', 'alice');
  is(ask($d, 'STAT'), "+OK 2 28\r\n", '  nothing is lost: b has all of it');
  leave($d);
  ok(eval { wait_for { column('a', 'status') =~ /^DOWN/ } 'a is down' }, '  a is down');
  boot('a', path_of('a'));
  ok(eval { wait_for { column('a', 'status') eq 'UP' } 'a is up' }, '  and comes back');
}

sub over_tls {
  my ($kind) = @_;
  my $s = IO::Socket::SSL->new(PeerHost => PROXY, PeerPort => 995, LocalHost => OTHER,
    SSL_verify_mode => 0) or die 'no TLS';
  print $s "USER alice\r\nPASS ${\PASSWORD}\r\nQUIT\r\n";
  like(join('', <$s>), qr/\Q$OK\E\z/, "$kind: TLS ends there");
}

install($_, $ENV{HOSTS_OLD} || Chain::programs()) for qw(a b);
for (qw(a b)) { stop(machine($_)->{server}); serve_by($_, undef, path_of($_)) }

SKIP: {
  skip 'haproxy is not installed', 1 if !there('haproxy');
  my $pid = proxy('haproxy', edit => sub { FULL ? $_[0] : $_[0] =~ s/inter 2s/inter 300ms/r });
  common('haproxy');
  SKIP: {
    skip 'no IO::Socket::SSL', 1 if !eval { require IO::Socket::SSL };
    over_tls('haproxy');
    logged(qr/^fromproxy: pid \d+ from \Q${\OTHER}\E tls by \Q${\PROXY}\E$/m,
      '  and the log says so');
  }
  my $six = visit('fd00:77::2', 'fd00:77::77');
  by_user($six, 'alice');
  is(leave($six), $OK, 'haproxy: a client with IPv6');
  logged(qr/ from fd00:77::77 user alice quit /, '  and the log has his address');
  readers('[proxy-fail2ban] haproxy');
  limits('[proxy-limit] haproxy', sub { visit(PROXY, $_[0]) });
  drain();
  upgrade();
  service_down();
  checks();
  queue();
  host_crashes();
  stop($pid);
}

# ---- nginx ----

# Each wrong password holds a place for two seconds.
sub nginx_limits {
  Hosts::ip(Hosts::addition('wire', '10.77.0.79'));
  my @many = map { visit(PROXY, '10.77.0.79') } 1 .. 20;
  ask($_, 'USER alice') for @many;
  syswrite $_->{s}, "PASS wrong\r\n" for @many;
  my $c = visit(PROXY, CLIENT);
  like(by_user($c, 'alice'), qr/^\+OK/,
    '[nginx-limit] nginx, many of one address: another comes in');
  leave($c);
  my %told;
  ++$told{ hear($_, qr/\n/) } for @many;
  my $refused = delete $told{ +REFUSED };
  cmp_ok($refused, '>=', 10, '  ten of them have their turn');
  is(join('', keys %told),
    "-ERR [SYS/TEMP] too many connections from your address, please wait\r\n",
    '  and the others are told so');
}

# As SCALE says: all users of that host are sent to the other one, or to those
# that are printed there.  Returns the workers that are to end.
sub reload {
  my ($nginx, $printed, $ip) = @_;
  my $text = $printed;
  if ($ip) { $text =~ s/^( +(?:default|~\^b) +)[\d.]+;/$1$ip;/mg == 2 or die 'SCALE: no map' }
  spew(file('nginx.conf'), $text);
  my @old = grep { (eval { slurp("/proc/$_/cmdline") } // '') =~ /worker process/ }
    Hosts::children($nginx);
  system(inside(machine('proxy'), 'nginx', '-c', file('nginx.conf'), '-e', file('nginx.error'),
    '-g', 'pid ' . file('nginx.pid') . ';', '-s', 'reload')) == 0 or die 'reload';
  return @old;
}
sub ended { my (@old) = @_; wait_for { !grep { -e "/proc/$_" } @old } 'old workers have ended' }

sub behind_nginx {
  my ($user) = @_;
  my $c = visit(PROXY, CLIENT);
  by_user($c, $user);
  return $c;
}

sub replace_behind_nginx {
  my ($nginx, $printed, $name, $user, $other) = @_;
  my $c = behind_nginx($user);
  my @old = reload($nginx, $printed, machine($other)->{ip});
  is(ask($c, 'STAT'), "+OK 1 14\r\n", "nginx, $name is taken out: its session goes on");
  is(leave($c), $OK, '  to its end');
  ended(@old);
  wait_for { !sessions(machine($name)) } "$name is empty";
  stop(machine($name)->{server});
  crash(machine($name));
  ok(all_served(), "  all are served without $name");
  boot($name, path_of($name));
  ended(reload($nginx, $printed));
  ok(all_served(), "  and with a new $name");
}

sub upgrade_behind_nginx {
  my ($nginx) = @_;
  my $printed = slurp(file('nginx.conf'));
  my %user = (a => 'alice', b => 'bob');
  store($_, 'new/1.a' => "Subject: 1\n\n") for values %user;
  install($_, Chain::programs()) for keys %user;
  begin_load('alice', 'bob', 'alice', 'bob');
  all_served();
  for my $name (sort keys %user) {
    my $c = behind_nginx($user{$name});
    install($name, new_release());
    is(version(behind_nginx($user{$name})), NEXT, "nginx, under load: $name has new programs");
    is(ask($c, 'STAT') . leave($c), "+OK 1 14\r\n$OK", '  a session from before goes on');
  }
  replace_behind_nginx($nginx, $printed, 'a', 'alice', 'b');
  replace_behind_nginx($nginx, $printed, 'b', 'bob', 'a');
  is(end_load(), '', '[nginx-upgrade] no session cut, no login refused');
}

sub crash_behind_nginx {
  my $c = behind_nginx('bob');
  is(ask($c, 'DELE 1'), $OK, 'nginx, b crashes in mid-session');
  unplug(machine('b'));
  crash(machine('b'));
  boot('b', path_of('b'));
  syswrite $c->{s}, "QUIT\r\n";
  is(rest($c), '', '[nginx-host-down] nobody hears +OK');
  $c = behind_nginx('bob');
  is(ask($c, 'STAT'), "+OK 1 14\r\n", '  and nothing is lost');
  leave($c);
}

SKIP: {
  skip 'nginx or its mail proxy is not installed', 1 if !there('nginx');
  my $pid = proxy('nginx');
  common('nginx', half => 'cut');
  readers('[nginx-fail2ban] nginx');
  SKIP: {
    skip 'no IO::Socket::SSL', 1 if !eval { require IO::Socket::SSL };
    over_tls('nginx');
    logged(qr/^fromproxy: pid \d+ from \Q${\OTHER}\E by \Q${\PROXY}\E$/m,
      '  and the log has the address, without "tls"');
    my $c = visit(PROXY, CLIENT);
    is(ask($c, 'STLS'), "+OK\r\n", 'nginx: STLS');
    IO::Socket::SSL->start_SSL($c->{s}, SSL_verify_mode => 0) or die 'no TLS';
    print { $c->{s} } "USER alice\r\nPASS ${\PASSWORD}\r\nQUIT\r\n";
    like(join('', readline $c->{s}), qr/\Q$OK\E\z/, '  and a login');
  }
  store('bob', 'new/1.b' => "Subject: b\n\n");
  my $c = visit(PROXY, CLIENT);
  like(by_user($c, 'bob'), qr/^\+OK/, 'nginx: another user');
  like(slurp(machine('b')->{log}), qr/ from \Q${\CLIENT}\E .*user bob/, '  is on his own host');
  ask($c, 'DELE 1');
  kill 'KILL', sessions(machine('b'));
  is(rest($c), '', 'nginx: that session is killed, and nobody hears +OK');
  stop(machine('b')->{server});
  $c = visit(PROXY, CLIENT);
  like(by_user($c, 'bob'), qr/^-ERR (?!\[AUTH\])/, '  then a login is an error, but no refusal');
  $c = visit(PROXY, CLIENT);
  like(by_user($c, 'alice'), qr/^\+OK/, '  the users of the other host are served');
  serve_by('b', undef, path_of('b'));
  $c = visit(PROXY, CLIENT);
  by_user($c, 'bob');
  is(ask($c, 'STAT'), "+OK 1 14\r\n", '  and nothing is lost');
  leave($c);
  nginx_limits();
  upgrade_behind_nginx($pid);
  crash_behind_nginx();
  stop($pid);
}

done_testing();
