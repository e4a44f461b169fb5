# services/container as INSTALL has it: its commands, by Debian's podman.  The
# image is built from a fresh root of Debian 13 in the place of one that would
# have to be fetched from a registry.  Podman has namespaces of its own, and its
# files are in a folder of the test's.
use strict;
use warnings;
use lib 'tests';
use Chain;
use Test::More;
use Tree;

full_only();
need_root();
my $PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
for my $program (qw(podman debootstrap)) {
  plan skip_all => "no $program" if !grep { -x "$_/$program" } split /:/, $PATH;
}
my $PASSWORD = 'xyzzy plugh 17';

# ---- what INSTALL says ----

my ($section) = slurp('INSTALL') =~ /^IN A CONTAINER\n\n(.*?)\n\n\n/ms or die 'no section';
my @commands = map { map { s/^ {4}//mgr } split /(?<!\\)\n/ } grep { /^ {4}/ }
  split /\n\n+/, $section;
sub command { # the one that begins so
  my ($start) = @_;
  my ($one) = grep { /^\Q$start\E / } @commands;
  return $one // die "INSTALL: no $start\n";
}

# A podman for machines whose cgroups are mounted in an old way, which crun does
# not know, and without a registry; all else is what the command says.
sub podman_of {
  my ($dir) = @_;
  spew("$dir/podman", <<"END");
#!/bin/sh
what=\$1
shift
limits='--ulimit nofile=1024:1024 --ulimit nproc=1000:1000' # not above the machine's
case \$what in
  build) set -- --isolation chroot --network host \$limits \\
      --build-arg BASE=localhost/debian "\$@" ;;
  run) set -- --cgroups=disabled \$limits "\$@" ;;
esac
PODMAN_IGNORE_CGROUPSV1_WARNING=1 exec /usr/bin/podman "\$what" "\$@"
END
  chmod 0755, "$dir/podman" or die "chmod: $!";
  spew("$dir/storage.conf", "[storage]\ndriver = \"overlay\"\n",
    "runroot = \"$dir/run\"\ngraphroot = \"$dir/graph\"\n");
  $ENV{CONTAINERS_STORAGE_CONF} = "$dir/storage.conf";
  $ENV{PATH} = "$dir:$PATH";
}

# runs one, with what is typed; the code, and what it says
sub sh {
  my ($command, $typed, $dir) = @_;
  my $r = run(argv => ['sh', '-ec', $command], in => $typed // '', chdir => $dir // source(),
    env => { map { ($_ => $ENV{$_}) } qw(PATH CONTAINERS_STORAGE_CONF) });
  return ($r->{code}, $r->{out} . $r->{err});
}
sub works {
  my ($command, $typed, $dir) = @_;
  my ($code, $said) = sh($command, $typed, $dir);
  is($code, 0, substr($command =~ s/\s+/ /gr, 0, 70)) or diag substr $said, -3000;
  return $said;
}

# ---- the container, in a network and processes of its own ----

sub curl { return sh(command('curl') =~ s/-u (\S+) (\S+)/-q -sS -m 60 -u '$1:$PASSWORD' ${2}1/r) }

sub serves {
  my ($fetched) = @_;
  return eval { wait_for {
    my ($code, $said) = curl();
    $$fetched = $said;
    return $code == 0;
  } 'mail' };
}

if (@ARGV) {
  podman_of($ARGV[0]);
  system('ip', 'link', 'set', 'lo', 'up') == 0 or die 'no loopback';
  works(command('podman run --rm') =~ s/ -it / -i /r, "$PASSWORD\n");
  my ($volume) = `podman volume inspect mail --format '{{.Mountpoint}}'` =~ /(.+)/;
  spew("$volume/bob/Maildir/new/1700000000.a.h", "Subject: hello\n\nit works\n");
  chown 2000, 2000, "$volume/bob/Maildir/new/1700000000.a.h" or die "chown: $!";

  my $start = command('podman run -d');
  works($start);
  my $fetched;
  ok(serves(\$fetched), '[container-serves] mail is fetched from the container') or diag $fetched;
  like($fetched, qr/^Subject: hello\r?\n/, '  this message');
  my $log = works(command('podman logs'));
  like($log, qr/user bob\@example\.org quit/, '  and the session is in the log');
  unlike($log, qr/warning:|fatal:/, '  which knows no warning');
  my $status = works('podman exec pop3 cat /proc/1/status');
  like($status, qr/^Seccomp:\s2$/m, "[container-filter] under the engine's filter of calls");
  like($status, qr/^NoNewPrivs:\s1$/m, '  and without new privileges');
  my @caps = $start =~ /--cap-add (\S+)/g;
  my %bit = (SETGID => 6, SETUID => 7, NET_BIND_SERVICE => 10, SYS_CHROOT => 18);
  my $sum = 0;
  $sum |= 1 << $bit{$_} for @caps;
  like($status, qr/^CapBnd:\s0*@{[sprintf '%x', $sum]}$/m, "  with @caps, and no more");

  my $first = works('podman exec pop3 cat /proc/1/comm');
  is($first, "s6-svscan\n", 's6-svscan is the first process');
  works('podman exec pop3 s6-svc -r /etc/service/qmail-pop3d');
  ok(serves(\$fetched), 'which starts the service again');

  works('podman stop pop3');
  is(works('podman inspect --format "{{.State.ExitCode}}" pop3'), "0\n", 'it ends when it is told');
  works('podman rm pop3');
  works($start);
  ok(serves(\$fetched), '[container-volume] a new container has the same mail') or diag $fetched;
  works('podman rm -f pop3');

  for my $cap (@caps) {
    works($start =~ s/ --cap-add \Q$cap\E\b//r);
    my $said = '';
    ok(eval { wait_for { # it was tried, and failed
      curl();
      (undef, $said) = sh('podman logs pop3');
      return $said =~ /fatal:.*(?:denied|not permitted)/;
    } 'a fault' }, "[container-caps] without $cap nobody is served") or diag $said;
    unlike($said, qr/ quit retr /, '  nobody');
    works('podman rm -f pop3');
  }
  done_testing();
  exit;
}

# ---- the image, which needs the network; then the rest ----

if (!$ENV{CHAIN_CONTAINER}) {
  $ENV{CHAIN_CONTAINER} = 1;
  exec qw(unshare --mount --propagation private), $^X, '-Itests', $0 or die "unshare: $!";
}
delete @ENV{grep { /^MAKE|^MFLAGS$/ } keys %ENV}; # a make of its own
own_root();
system('umount /sys/fs/cgroup/unified 2>/dev/null');
my $dir = scratch();
END {
  local $?;
  system("umount -l '$dir'/graph/overlay 2>/dev/null") if $dir;
}
podman_of($dir);
my $mirror = $ENV{DEBIAN_MIRROR} // '';
my ($code, $said) = sh("debootstrap --variant=minbase trixie root $mirror", '', $dir);
plan skip_all => 'debootstrap cannot make a root of Debian 13' if $code;
works('tar -c -C root . | podman import - localhost/debian && rm -rf root', '', $dir);
my $tree = copy();
works(command('make'), '', $tree);
works(command('podman build'), '', $tree);

$said = `unshare --net --pid --fork --kill-child --mount-proc $^X -Itests $0 $dir 2>&1`;
is($?, 0, 'the commands of INSTALL, and what the container needs') or diag $said;
like($said, qr/^1\.\.\d\d/m, '  all of it');

done_testing();
