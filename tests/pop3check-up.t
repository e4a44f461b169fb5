# pop3check: what it says of the faults in PLANTED that are those of a service that
# runs, of daemontools, and that it finds nothing wrong with one of systemd.
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

my $dir = '/etc/pop3d';
ok(sh("qmail-pop3d-conf checkpassword pop3log $dir pop3.example.org; ln -s $dir /etc/service/"),
  'a service');
my $pid = started('svscan', 'svscan', '/etc/service');
well($dir, 'daemontools');

plant('up', $dir, $dir, {}, map { "$dir/$_" } qw(run tcp tcp.cdb));
well($dir, 'daemontools, again');
ended($pid, "rm /etc/service/pop3d; svc -dx $dir $dir/log");

# another server at the port of this one
{
  my $other = started('other', qw(tcpserver -HRl0 127.0.0.1 110 printf),
    "+OK Dovecot ready.\\r\\n");
  chdir source() or die 'chdir';
  make_path('/etc/systemd/system');
  ok(sh('cp services/systemd/*pop3d* /etc/systemd/system'), 'units of systemd');
  spew('/etc/default/qmail-pop3d', "MAILDIR=./Maildir\n");
  also('qmail-pop3d.socket', 'pop3check: another program answers at port 110 of 127.0.0.1,'
    . qq( with "+OK Dovecot ready.": ss -ltnp sport = :110\n), 'another server');
  ended($other);
}

# ---- systemd ----

$pid = started('activate', activate('/etc/systemd/system', 'qmail-pop3d', "$tmp/journal"));
well('qmail-pop3d.socket', 'systemd');
well('qmail-pop3d', 'systemd, by the name without .socket');
stop($pid);

done_testing();
