# pop3check: what it says of the faults in PLANTED that are those of a service that
# runs: of daemontools, systemd, the recipe, inetd, s6 and runit.
use strict;
use warnings;
use lib 'tests';
use Chain;
use File::Path qw(make_path);
use Planted;
use Systemd;
use Test::More;
use Tree;

# The commands of a section of INSTALL are tried by other tests; here is what
# comes of them.
sub started {
  my ($name, @argv) = @_;
  my $pid = start(argv => \@argv, env => { PATH => $PATH }, chdir => '/', log => "$tmp/$name");
  wait_for { `ss -Hltn sport = :110` } $name;
  return $pid;
}

# until nothing listens any more
sub ended {
  my ($pid, $dir) = @_;
  sh($dir) if $dir;
  stop($pid);
  wait_for { !`ss -Hltn sport = :110` } 'the end';
}

# the answer of a program that is there already and is another server
sub also {
  my ($service, $answer, $what) = @_;
  my $r = run(argv => ['pop3check', 'alice', $service], env => { PATH => $PATH }, chdir => '/');
  is($r->{out}, $answer, $what);
  is($r->{code}, 1, '  which is a fault');
}

ok(sh('rm -rf /etc/service /service; mkdir /etc/service'), 'a /etc/service');

# ---- daemontools ----

my ($dir, $pid) = '/etc/pop3d';
if (asked('up')) {
  ok(sh("qmail-pop3d-conf checkpassword pop3log $dir pop3.example.org; ln -s $dir /etc/service/"),
    'a service');
  $pid = started('svscan', 'svscan', '/etc/service');
  well($dir, 'daemontools');
  plant('up', $dir, $dir, {}, map { "$dir/$_" } qw(run tcp tcp.cdb));
  well($dir, 'daemontools, again');
  ended($pid, "rm /etc/service/pop3d; svc -dx $dir $dir/log");
}

# ---- systemd ----

chdir source() or die 'chdir';
make_path('/etc/systemd/system');
ok(sh('cp services/systemd/*pop3d* /etc/systemd/system'), 'units of systemd');
spew('/etc/default/qmail-pop3d', "MAILDIR=./Maildir\n"); # which others below read, too
if (asked('systemd')) {
  my $other = started('other', qw(tcpserver -HRl0 127.0.0.1 110 printf),
    "+OK Dovecot ready.\\r\\n");
  also('qmail-pop3d.socket', 'pop3check: another program answers at port 110 of 127.0.0.1,'
    . qq( with "+OK Dovecot ready.": ss -ltnp sport = :110\n), '[check-other] another server');
  ended($other);

  $pid = started('activate', activate('/etc/systemd/system', 'qmail-pop3d', "$tmp/journal"));
  well('qmail-pop3d.socket', 'systemd');
  well('qmail-pop3d', 'systemd, by the name without .socket');
  plant('systemd', '/etc/systemd/system', 'qmail-pop3d.socket', { words => { LISTENER => $pid } },
    $people, '/etc/default/qmail-pop3d', '/etc/systemd/system');
  stop($pid);
}

# ---- the recipe ----

$dir = '/var/svc.d/qmail-pop3d';
make_path("$dir/log", '/etc/tcprules', '/var/multilog/qmail-pop3d');
user('multilog', 60992, '!');
{
  my $install = slurp('INSTALL');
  my $file = sub {
    my ($name) = @_;
    my ($text) = $install =~ m{\Q$name\E:?\n\n((?: {8}.*\n|\n(?= {8}))+)} or die $name;
    return $text =~ s/^ {8}//mgr;
  };
  spew("$dir/run", $file->("$dir/run") =~ s/MAILDIR\.POP/Maildir/r);
  spew("$dir/log/run", $file->("$dir/log/run"));
  spew('/etc/tcprules/pop3.rules', $file->('/etc/tcprules/pop3.rules'));
  my ($make) = $install =~ /^ {4}(printf 'pop3\.cdb: .*)$/m or die 'printf';
  ok(sh("$make; make -sC /etc/tcprules pop3.cdb; chmod 755 $dir/run $dir/log/run;"
    . ' chown multilog /var/multilog/qmail-pop3d; chmod 750 /var/multilog/qmail-pop3d'),
    'the recipe');
}
if (asked('recipe')) {
  well($dir, 'the recipe', "pop3check: not in service yet: ln -s $dir /etc/service/\n");
  plant('recipe', $dir, $dir, {}, $dir, '/etc/tcprules');
  ok(sh("ln -s $dir /etc/service/"), 'in service');
  $pid = started('svscan', 'svscan', '/etc/service');
  well($dir, 'the recipe, in service');
  ended($pid, "rm /etc/service/*; svc -dx $dir $dir/log");
}

# ---- inetd ----

SKIP: {
  last if !asked('inetd');
  skip 'no inetd here', 1 if !-x '/usr/sbin/inetd';
  my $program = '/usr/local/sbin/qmail-pop3d.inetd';
  ok(sh("install -m 755 services/inetd/qmail-pop3d.inetd $program;"
    . ' cp services/inetd/inetd.conf /etc/inetd.conf'), 'inetd');
  $pid = started('inetd', qw(inetd -i /etc/inetd.conf));
  well('/etc/inetd.conf', 'inetd');
  plant('inetd', '/usr/local/sbin', '/etc/inetd.conf', { words => { LISTENER => $pid } },
    $program, '/etc/inetd.conf');
  stop($pid);
}

# ---- s6 and runit ----

for my $row (['s6', 's6-svscan', 's6-svc -d'], ['runit', 'runsvdir', 'sv -w 60 down']) {
  my ($name, $scan, $down) = @$row;
  SKIP: {
    last if !asked($name);
    skip "no $name here", 1 if !-x "/usr/bin/$scan";
    my ($dir, $log) = ("/etc/pop3.$name", '/var/log/qmail-pop3d');
    ok(sh("cp -R services/$name $dir; rm -rf /etc/service/* $log; ln -s $dir /etc/service/"),
      $name);
    $pid = started($name, $scan, '/etc/service');
    wait_for { -s "$log/current" } 'the log'; # which starts by itself
    well($dir, $name);
    plant($name, $dir, $dir, {}, "$dir/run");
    well($dir, "$name, again");
    ended($pid, "rm /etc/service/*; $down $dir");
  }
}

done_testing();
