# Chain - what the tests in perl share: running our programs with everything
# they inherit set exactly, maildirs, private accounts, real servers.
#
# A test that needs accounts or port 110 calls private() first: it goes on in
# mount and network namespaces of its own, where /etc/passwd, /etc/shadow and
# /etc/group are copies, and only loopback exists.  One that installs calls
# own_root() after it: then nothing that it writes outside of /tmp and the
# source folder reaches the machine.
package Chain;
use strict;
use warnings;
use Exporter 'import';
use Fcntl qw(F_SETFD);
use File::Basename qw(dirname);
use File::Path qw(make_path);
use File::Temp qw(tempdir);
use IO::Select;
use IO::Socket::INET;
use POSIX ();
use Socket qw(INADDR_ANY IPPROTO_TCP PF_INET SOCK_STREAM TCP_NODELAY sockaddr_in);
use Time::HiRes qw(sleep time);

our @EXPORT = qw(need_root full_only private own_root user hash scratch source programs
  maildir settle contents spew slurp run start stop wait_for softlimit memory free_port dial
  UID HANGS);
our @EXPORT_OK = qw(new_door serve);

# nobody's uid, that a maildir belongs to and qmail-pop3d runs as
use constant UID => 64999;

# What does nothing for so many seconds hangs; a machine may be slow, and no
# test says that something takes too long but where that is what is tested.
use constant HANGS => 100;

my $source = POSIX::getcwd();
sub source { $source }    # the source folder, where make test runs

# A folder with the programs that a user of the tests can reach too; the
# source folder may be in somebody's closed home.
my $programs;
sub programs {
  return $programs if defined $programs;
  my $dir = scratch();
  for my $name (qw(fromproxy qmail-popup checkpassword checkpassword-nss checkmail
      qmail-pop3d)) {
    next if !-e "$source/$name";
    spew("$dir/$name", slurp("$source/$name"));
    chmod 0755, "$dir/$name" or die "chmod: $!";
  }
  return $programs = $dir;
}

my $owner = $$;           # forked children clean nothing up
my @pids;
$SIG{PIPE} = 'IGNORE';    # or END would not run
END { if ($$ == $owner) { my $code = $?; stop($pids[0]) while @pids; $? = $code } }

sub need_root {
  return if $> == 0;
  print "1..0 # SKIP only root can do this\n";
  exit 0;
}

# for a test that takes longer than anybody waits for each time
sub full_only {
  return if $ENV{CHAIN_FULL};
  print "1..0 # SKIP CHAIN_FULL=1 make test-all runs it\n";
  exit 0;
}

# ---- namespaces and accounts ----

sub private {
  need_root();
  if (!$ENV{CHAIN_PRIVATE}) {
    $ENV{CHAIN_PRIVATE} = 1;
    exec 'unshare', '--mount', '--net', '--propagation', 'private', $^X,
      '-Itests', $0, @ARGV or die "unshare: $!";
  }
  system('ip', 'link', 'set', 'lo', 'up') == 0 or die 'no loopback';
  my $etc = scratch();
  my $nobody = nobody_here();
  for my $file (qw(passwd shadow group)) {
    spew("$etc/$file", slurp("/etc/$file") =~ s/$nobody//gr);
    chmod $file eq 'shadow' ? 0600 : 0644, "$etc/$file";
    mount('--bind', "$etc/$file", "/etc/$file");
  }
  programs();
  my ($empty) = slurp('conf-empty') =~ /(.*)/;
  my ($door) = slurp('conf-door') =~ /(.*)/;
  return if -d $empty && -e $door;
  own_root(); # a machine on which nothing was installed yet
  make_path($empty);
  new_door();
}

# The file of doorfile.h as it is new: nobody is there, no failure is known.
sub new_door {
  my ($door) = slurp('conf-door') =~ /(.*)/;
  make_path(dirname($door));
  unlink $door;
  spew($door, '');
  chmod 0600, $door or die "$door: $!";
}

# Lines of accounts that a test makes itself, if the machine has them: those
# of people, and of logs.
sub nobody_here {
  my @people = map { $_->[0] } grep { $_->[1] >= 1000 && $_->[1] < 65534 }
    map { [(split /:/)[0, 2]] } map { split /\n/, slurp("/etc/$_") } qw(passwd group);
  my $names = join '|', map { quotemeta } @people, qw(alice bob carol multilog pop3log);
  return qr/^(?:$names):.*\n/m;
}

# A root directory that looks like the machine's, with layers in memory over
# it that take all writes.  The old root is gone then, so that no mistake of a
# test reaches it.
my $own_root;
sub own_root {
  return if $own_root++;
  my $root = tempdir(); # removed here, and never with anything in it
  my $here = POSIX::getcwd();
  mount('-t', 'tmpfs', '-o', 'mode=755', 'none', $root);
  mkdir "$root/.layer" or die "mkdir: $!";
  for my $dir (glob '/*') {
    my $new = "$root$dir";
    if (-l $dir) { symlink readlink $dir, $new or die "symlink: $!"; next }
    next if !-d $dir;
    mkdir $new or die "mkdir: $!";
    next if $dir eq '/home';
    if ($dir eq '/tmp') { mount('--bind', $dir, $new); next }
    if ($dir =~ m{^/(proc|sys|dev)$}) { mount('--rbind', $dir, $new); next }
    my ($up, $work) = map { "$root/.layer$dir.$_" } qw(up work);
    mkdir $_ or die "mkdir: $!" for $up, $work;
    chmod +(stat $dir)[2] & 07777, $up or die "chmod: $!";
    mount('-t', 'overlay', '-o', "lowerdir=$dir,upperdir=$up,workdir=$work",
      'none', $new);
  }
  for my $dir ($here, $ENV{TMPDIR} || ()) {
    make_path("$root$dir");
    mount('--bind', $dir, "$root$dir");
  }
  mkdir "$root/.old" or die "mkdir: $!";
  system('pivot_root', $root, "$root/.old") == 0 or die 'pivot_root';
  system('umount', '--lazy', '/.old') == 0 or die 'umount the old root';
  chdir $here or die "$here: $!";
  # what the machine may have of ours
  unlink glob '/{bin,usr/bin,usr/local/bin}/'
    . '{qmail-pop{up,3d,3d-conf,3sd-conf},checkpassword{,-nss}}';
  my $nobody = nobody_here(); # a layer has the machine's files, and not those of private()
  for my $file (grep { -e } map { "/etc/$_" } qw(passwd shadow group gshadow)) {
    spew($file, slurp($file) =~ s/$nobody//gr);
  }
  rmdir $root or die "rmdir $root: $!";
}

sub mount {
  system('mount', @_) == 0 or die "mount @_";
}

# user(name, uid, HASH, shadow fields after the hash...) adds an account with
# a home of its own and returns that home
sub user {
  my ($name, $uid, $hash, @fields) = @_;
  my $home = scratch();
  @fields = ('20000', '0', '99999', '7', '', '', '') if !@fields;
  append('/etc/passwd', "$name:x:$uid:$uid:a test:$home:/bin/sh\n");
  append('/etc/shadow', join(':', $name, $hash, @fields) . "\n");
  append('/etc/group', "$name:x:$uid:\n");
  chown $uid, $uid, $home or die "chown: $!";
  return $home;
}

# a hash as the system makes it: hash(password, 'y'), or '6' for sha512
sub hash {
  my ($password, $kind) = @_;
  my $salt = { y => '$y$j9T$', 6 => '$6$' }->{$kind} . 'testtesttesttest';
  $salt = '$y$j9T$F5Jx5fExrKuPp53xLKQ..1' if $kind eq 'y';
  my $hash = crypt $password, $salt;
  die "no crypt for $kind" if !defined $hash || $hash =~ /^\*/;
  return $hash;
}

# ---- files ----

# a new directory that others can pass through, gone when the test ends
sub scratch {
  my $dir = tempdir(CLEANUP => 1);
  chmod 0755, $dir or die "chmod: $!";
  return $dir;
}

sub slurp {
  my ($file) = @_;
  open my $f, '<:raw', $file or die "$file: $!";
  local $/;
  return scalar <$f>;
}

sub spew {
  my ($file, @bytes) = @_;
  open my $f, '>:raw', $file or die "$file: $!";
  print $f @bytes or die "$file: $!";
  close $f or die "$file: $!";
}

sub append {
  my ($file, $bytes) = @_;
  spew($file, slurp($file) . $bytes);
}

# maildir({ 'new/100.a' => 'bytes', ... }, directory or undef, uid or undef)
# makes one, and returns where it is
sub maildir {
  my ($files, $dir, $uid) = @_;
  $dir = scratch() . '/Maildir' if !defined $dir;
  $uid = UID if !defined $uid;
  make_path("$dir/new", "$dir/cur", "$dir/tmp");
  spew("$dir/$_", $files->{$_}) for keys %$files;
  chown $uid, $uid, $dir, map { "$dir/$_" } qw(new cur tmp), keys %$files;
  return $dir;
}

# Waits until the folders of a maildir have last changed so long ago that nobody
# needs to read them twice (folders.h); for who counts system calls.
sub settle {
  my ($dir) = @_;
  for my $folder ("$dir/new", "$dir/cur") {
    wait_for(sub { time - (Time::HiRes::stat($folder))[10] > 0.03 }, 'still folders');
  }
  return $dir;
}

# { 'cur/100.a:2,' => 'bytes', ... } as it is now, without what is in tmp
sub contents {
  my ($dir) = @_;
  my %files;
  for my $sub (qw(new cur)) {
    opendir my $d, "$dir/$sub" or die "$dir/$sub: $!";
    for my $name (grep { !/^\./ } readdir $d) {
      $files{"$sub/$name"} = -f "$dir/$sub/$name" ? slurp("$dir/$sub/$name") : undef;
    }
  }
  return \%files;
}

# ---- running ----

# What the new process does before exec; %o as in run.
sub become {
  my (%o) = @_;
  $SIG{INT} = $SIG{QUIT} = 'DEFAULT'; # a shell's job in the background ignores them
  if (defined $o{chdir}) { chdir $o{chdir} or POSIX::_exit(126) }
  $o{before}->() if $o{before};
  if ($o{uid}) {
    $) = "$o{uid} $o{uid}";
    $( = $o{uid};
    POSIX::setuid($o{uid}) or POSIX::_exit(126);
  }
  POSIX::close($_) for @{ $o{close} || [] };
  %ENV = (PATH => "$programs:/usr/bin:/bin:/usr/sbin:/sbin", %{ $o{env} || {} });
  no warnings 'exec';
  exec { $o{argv}[0] } @{ $o{argv} };
  POSIX::_exit(127);
}

# run(argv => [...], in => bytes, and if wanted: fd3 => bytes, uid => N,
# env => {...} besides PATH, chdir => dir, close => [fds], before => sub to
# call in the new process)
# returns { out => bytes, err => bytes, code => exit code, signal => N,
# pid => what it was }
sub run {
  my (%o) = @_;
  programs();
  pipe my $in_r, my $in_w or die "pipe: $!";
  pipe my $out_r, my $out_w or die "pipe: $!";
  pipe my $err_r, my $err_w or die "pipe: $!";
  pipe my $c_r, my $c_w or die "pipe: $!";
  my $pid = fork // die "fork: $!";
  if (!$pid) {
    POSIX::dup2(fileno $in_r, 200); # clear of every number wanted below
    POSIX::dup2(fileno $out_w, 201);
    POSIX::dup2(fileno $err_w, 202);
    POSIX::dup2(fileno $c_r, 203);
    POSIX::dup2(200, 0);
    POSIX::dup2(201, 1);
    POSIX::dup2(202, 2);
    POSIX::close($_) for 3 .. 203 - 1;
    defined $o{fd3} ? POSIX::dup2(203, 3) : 1;
    POSIX::close(203);
    become(%o);
  }
  close $_ for $in_r, $out_w, $err_w, $c_r;
  local $SIG{PIPE} = 'IGNORE';
  if (defined $o{fd3}) { syswrite $c_w, $o{fd3} if length $o{fd3} }
  close $c_w;
  my $feeder = fork // die "fork: $!";
  if (!$feeder) {
    close $_ for $out_r, $err_r;
    my $in = defined $o{in} ? $o{in} : '';
    while (length $in) {
      my $n = syswrite $in_w, $in;
      last if !$n;
      substr $in, 0, $n, '';
    }
    POSIX::_exit(0);
  }
  close $in_w;
  my %r = (pid => $pid, out => '', err => '');
  my $select = IO::Select->new($out_r, $err_r);
  my $done = 0; # the work that was seen
  while ($select->count) {
    my @ready = $select->can_read(HANGS);
    my $work = @ready ? 0 : work($pid);
    if (!@ready && $work == $done) { kill 'KILL', $pid; $r{late} = 1; last }
    $done = $work if !@ready;
    for my $f (@ready) {
      my $n = sysread $f, my $bytes, 65536;
      if (!$n) { $select->remove($f); next }
      $r{ $f == $out_r ? 'out' : 'err' } .= $bytes;
    }
  }
  waitpid $pid, 0;
  @r{qw(code signal)} = ($? >> 8, $? & 127);
  kill 'KILL', $feeder;
  waitpid $feeder, 0;
  return \%r;
}

# the CPU time that a process and those below it have had, in ticks
sub work {
  my ($pid) = @_;
  my $stat = eval { slurp("/proc/$pid/stat") } // return 0;
  my $ticks = 0;
  $ticks += $_ for (split ' ', $stat =~ s/.*\) //sr)[11 .. 14];
  my @below = split ' ', eval { slurp("/proc/$pid/task/$pid/children") } // '';
  $ticks += work($_) for @below;
  return $ticks;
}

# start(argv => [...], log => file for its 1 and 2, the rest as in run) runs
# until stop(pid) or the end of the test; returns the pid
sub start {
  my (%o) = @_;
  programs();
  my $pid = fork // die "fork: $!";
  if (!$pid) {
    open STDIN, '<', '/dev/null';
    open STDOUT, '>>', $o{log} || '/dev/null';
    open STDERR, '>&', \*STDOUT;
    POSIX::setsid(); # so that stop reaches all that it starts
    become(%o);
  }
  push @pids, $pid;
  return $pid;
}

sub stop {
  my ($pid) = @_;
  return if !grep { $_ == $pid } @pids;
  @pids = grep { $_ != $pid } @pids;
  kill 'TERM', -$pid, $pid; # it may not have come to setsid yet
  my $end = time + 5;
  while (waitpid($pid, POSIX::WNOHANG()) == 0) {
    kill 'KILL', -$pid if time > $end;
    sleep 0.01;
  }
  kill 'KILL', -$pid;
}

# serve(what is in front of $PATH, checkpassword) starts the run script of the
# README with these, for port 110 of loopback; returns its pid
sub serve {
  my ($path, $checkpassword) = @_;
  my $dir = scratch();
  spew("$dir/pop3.rules", "127.:allow\n:deny\n");
  system("tcprules $dir/pop3.cdb $dir/tmp <$dir/pop3.rules") == 0 or die 'tcprules';
  spew("$dir/run", <<"END");
#!/bin/sh
CONLIMIT=31  POPHOST="pop3.example.org"  POPDIR="./MAILDIR.POP/"
exec 2>&1
exec env -i PATH="$path:\$PATH" softlimit -m 3000000 \\
  tcpserver -v -HR -c \${CONLIMIT} -x $dir/pop3.cdb 0 110 \\
    qmail-popup \${POPHOST} $checkpassword qmail-pop3d \${POPDIR}
END
  return start(argv => ['sh', "$dir/run"], log => "$dir/log", chdir => '/',
    env => { PATH => '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' });
}

# waits until the block is true, and returns its value; dies if it hangs
sub wait_for(&$) {
  my ($block, $what) = @_;
  my $end = time + HANGS;
  while (time < $end) {
    my $value = $block->();
    return $value if $value;
    sleep 0.01;
  }
  die "waited in vain: $what\n";
}

# the limit of the README; what has an address sanitizer takes terabytes
sub softlimit { return $ENV{CHAIN_SANITIZE} ? () : qw(softlimit -m 3000000) }

# all that a process can read in its own memory
sub memory {
  my ($pid) = @_;
  no warnings 'portable'; # addresses have 64 bits
  my $all = '';
  open my $mem, '<:raw', "/proc/$pid/mem" or die "mem of $pid: $!";
  for (split /\n/, slurp("/proc/$pid/maps")) {
    my ($from, $to) = /^([0-9a-f]+)-([0-9a-f]+) r/ or next;
    next if /\[v(var|var_vclock|syscall)\]$/; # the kernel's own
    my $left = hex($to) - hex $from;
    sysseek $mem, hex $from, 0 or die "seek in $pid: $!";
    while ($left) {
      my $n = sysread $mem, $all, $left, length $all or die "cannot read $_: $!";
      $left -= $n;
    }
  }
  return $all;
}

# a port that nobody has at any address; it is none of those that the kernel
# gives to clients, as a client could get it before the server does
my $port = 10_000 + $$ % 10_000;
sub free_port {
  while (++$port < 32_000) {
    socket my $s, PF_INET, SOCK_STREAM, 0 or die "socket: $!";
    return $port if bind $s, sockaddr_in($port, INADDR_ANY);
  }
  die 'no port is free';
}

# a connection to the port, once somebody listens there
sub dial {
  my ($port) = @_;
  my $s = wait_for {
    IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $port)
  } "port $port";
  $s->setsockopt(IPPROTO_TCP, TCP_NODELAY, 1);
  return $s;
}

1;
