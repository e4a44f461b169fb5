# The power fails: a session, and what another program does beside it, on a disk
# that remembers the order of all writes and flushes (recorder.c).  What had come
# to the disk at each flush is mounted and looked at: every message that was not
# DELEd is there whole, once, and qmail-pop3d serves it.
#
# All of it is in namespaces of its own, and a loop device that mount attaches is
# detached when it is unmounted, so nothing stays however this ends.
use strict;
use warnings;
use lib 'tests';
use Chain;
use Fcntl qw(O_DIRECTORY O_RDONLY);
use File::Path 'make_path';
use IO::Handle;
use POSIX ();
use Test::More;

full_only();
need_root();
if (!$ENV{POWERCUT_INSIDE}) {
  $ENV{POWERCUT_INSIDE} = 1;
  exec 'unshare', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc',
    '--propagation', 'private', $^X, '-Itests', $0, @ARGV or die "unshare: $!";
}
plan skip_all => "there is no $_" for grep { !-e } qw(/dev/fuse /dev/loop-control);

my $top = scratch();
Chain::mount('-t', 'tmpfs', 'none', $top);
END { if (defined $top) { chdir '/'; system('umount', $top) } }
my $said = `cc -o "$top/recorder" tests/recorder.c 2>&1`;
plan skip_all => "no recorder: $said" if !-x "$top/recorder";

# ---- disks ----

my %mkfs = (ext4 => ['mkfs.ext4', '-qF'], xfs => ['mkfs.xfs', '-q'], btrfs => ['mkfs.btrfs', '-q']);

# Can it be made and mounted here at all? Nothing, or why not.
sub lacks {
  my ($fs) = @_;
  return "there is no $mkfs{$fs}[0]"
    if !grep { -x "$_/$mkfs{$fs}[0]" } qw(/sbin /usr/sbin /usr/local/sbin);
  make_path("$top/try");
  my $said = `cd $top && ( truncate -s 320M one && @{ $mkfs{$fs} } one &&
    mount -o loop one try && umount try ) 2>&1; e=\$?; rm one; exit \$e`;
  return $? ? $said =~ s/\n/ /gr : '';
}

sub copy {
  my ($from, $to) = @_;
  system('cp', '--sparse=always', $from, $to) == 0 or die 'cp';
}

# A new disk with that file system, mounted: { mnt, log, image = what it was }.
sub disk {
  my ($fs) = @_;
  my $dir = "$top/$fs";
  system('rm', '-rf', $dir) == 0 or die 'rm';
  make_path("$dir/mnt");
  my %d = (dir => $dir, mnt => "$dir/mnt", log => "$dir/log", file => "$dir/file");
  spew($d{$_}, '') for qw(log file);
  open my $image, '>', "$dir/now" or die "$dir/now: $!";
  truncate $image, 320 << 20 or die "truncate: $!"; # mkfs.xfs wants 300
  my $said = `@{ $mkfs{$fs} } $dir/now 2>&1`;
  die "@{ $mkfs{$fs} }: $said" if $?;
  copy("$dir/now", "$dir/image");
  $d{recorder} = start(argv => ["$top/recorder", "$dir/now", $d{log}, $d{file}], log => "$dir/err");
  eval { wait_for { -s $d{file} } 'the recorder'; 1 } or die slurp("$dir/err");
  Chain::mount('-o', 'loop', $d{file}, $d{mnt});
  return \%d;
}

sub eject {
  my ($d) = @_;
  system('umount', $_) == 0 or die "umount $_" for $d->{mnt}, $d->{file};
  wait_for { waitpid($d->{recorder}, POSIX::WNOHANG()) != 0 } 'the recorder ends';
}

# how much the disk has been told so far
sub position { return -s $_[0]{log} }

# Calls check(position, maildir) for what a power cut at each flush from that
# position on leaves, mounted.
sub cuts {
  my ($d, $from, $check) = @_;
  open my $log, '<:raw', $d->{log} or die "log: $!";
  open my $image, '+<:raw', "$d->{dir}/image" or die "image: $!";
  my ($changed, $at, $cuts) = (1, 0, 0);
  while (read $log, my $head, 16) {
    my ($offset, $n) = unpack 'Q2', $head;
    if ($n) {
      read($log, my $bytes, $n) == $n or die "the log is cut";
      seek $image, $offset, 0 or die "seek: $!";
      print $image $bytes or die "image: $!";
      $changed = 1;
    }
    elsif ($at >= $from && $changed) {
      $image->flush;
      copy("$d->{dir}/image", "$d->{dir}/cut");
      Chain::mount('-o', 'loop', "$d->{dir}/cut", $d->{mnt});
      my $ok = eval { $check->($at, "$d->{mnt}/Maildir"); 1 };
      my $why = $@;
      system('umount', $d->{mnt}) == 0 or die 'umount';
      die $why if !$ok;
      $changed = 0;
      ++$cuts;
    }
    $at += 16 + $n;
  }
  return $cuts;
}

# ---- what happens ----

my $OK = "+OK \r\n";
my %mail = map { ("$_" => "Subject: $_\n\n" . "$_\n" x 500) }
  'new/100.a', 'new/200.b', 'new/300.c', 'new/400.d', 'cur/500.e:2,S', 'cur/600.f:2,';

sub pop3d {
  my ($dir, $in, @before) = @_;
  return run(argv => [@before, 'qmail-pop3d', $dir], in => $in, uid => UID)->{out};
}

sub sync_it {
  my ($path) = @_;
  sysopen my $f, $path, O_RDONLY or die "$path: $!";
  $f->sync or die "$path: $!";
}

my %act = ( # each with the maildir
  'nothing' => sub { },
  'an fsync of new' => sub { sync_it("$_[0]/new") },
  'an fsync of cur' => sub { sync_it("$_[0]/cur") },
  'an fsync of each message' => sub { sync_it($_) for glob "$_[0]/cur/* $_[0]/new/*" },
  'flags' => sub {
    my ($dir) = @_;
    for (glob "$dir/cur/*") { rename $_, s/:2,.*/:2,RS/r or die "$_: $!" }
    sync_it("$dir/cur");
  },
  'flags, message by message' => sub {
    my ($dir) = @_;
    for (glob "$dir/cur/*") {
      my $new = s/:2,.*/:2,RS/r;
      rename $_, $new or die "$_: $!";
      sync_it($new);
    }
  },
  'a second session' => sub { pop3d($_[0], "STAT\r\nQUIT\r\n"); sync_it("$_[0]/new") },
  'a delivery' => sub { deliver($_[0], '700.new') },
);

# as Dovecot does: the file, then its folder
sub deliver {
  my ($dir, $name) = @_;
  my $tmp = "$dir/tmp/$name";
  spew($tmp, "Subject: $name\n");
  chown UID, UID, $tmp;
  sync_it($tmp);
  rename $tmp, "$dir/new/$name" or die "$tmp: $!";
  sync_it("$dir/new");
  return ["Subject: $name\n"];
}

# what the client says, the messages it deletes, what is in front of qmail-pop3d
my @sessions = (
  { title => 'keeps all', in => "UIDL\r\nQUIT\r\n" },
  { title => 'lists and keeps all', in => "LIST\r\nUIDL\r\nQUIT\r\n" },
  { title => 'deletes some', in => "DELE 1\r\nDELE 3\r\nDELE 5\r\nQUIT\r\n",
    dele => ['new/100.a', 'new/300.c', 'cur/500.e:2,S'] },
);
# where nothing can be moved in one step
push @sessions, { title => 'keeps all, by link and unlink', in => "UIDL\r\nQUIT\r\n",
  argv => [qw(strace -qq -o /dev/null -e trace=renameat2 -e inject=renameat2:error=ENOSYS)] }
  if !system 'strace -V >/dev/null 2>&1';

# Is that one file?
sub one {
  my ($dir, @names) = @_;
  my %inodes = map { ((stat "$dir/$_")[1] => 1) } @names;
  return keys %inodes == 1;
}

# what is wrong with the mail, or nothing: must = what has to be there, may = what
# can be; each whole and once.  A file may have two names where told so: the log of
# btrfs may know that it has come to cur, and not yet that it has left new.
sub wrong {
  my ($dir, $names, $must, $may) = @_;
  my $now = contents($dir);
  my (%named, %must);
  push @{ $named{ $now->{$_} } }, $_ for sort keys %$now;
  $must{$_} = 1 for @$must;
  for my $bytes (@$must, @$may) {
    my ($subject) = $bytes =~ /(.*)/;
    my $there = delete $named{$bytes};
    return "$subject is lost" if !$there && $must{$bytes};
    next if !$there;
    return "$subject is there as @$there" if @$there > $names || !one($dir, @$there);
  }
  return join ' ', 'cut or strange:', map { @$_ } values %named if %named;
  return '';
}

# what qmail-pop3d has to say of that
sub served {
  my ($dir) = @_;
  my $now = contents($dir);
  my %octets = map { (m{/([^:]*)} => length($now->{$_}) + ($now->{$_} =~ tr/\n//)) } keys %$now;
  my @ids = sort { ($a =~ /(\d+)/)[0] <=> ($b =~ /(\d+)/)[0] } keys %octets;
  my $n = 0;
  my $list = join '', map { ++$n . " $octets{$_}\r\n" } @ids;
  $n = 0;
  my $uidl = join '', map { ++$n . " $_\r\n" } @ids;
  return "$OK$OK$list.\r\n$OK$uidl.\r\n$OK";
}

# all that is wrong after a cut: also what is served, and what the next QUIT leaves
sub damage {
  my ($dir, $must, $may) = @_;
  my $wrong = wrong($dir, 2, $must, $may);
  return $wrong if $wrong;
  my $want = served($dir);
  my $got = pop3d($dir, "LIST\r\nUIDL\r\nQUIT\r\n");
  return "served: $got, not $want" if $got ne $want;
  $wrong = wrong($dir, 1, $must, $may);
  return $wrong ? "after the next QUIT: $wrong" : '';
}

# A session and an act beside it: what is wrong, and how many cuts were tried.
sub try {
  my ($fs, $session, $act) = @_;
  my $d = disk($fs);
  my $dir = maildir(\%mail, "$d->{mnt}/Maildir");
  system('sync', '-f', $d->{mnt}) == 0 or die 'sync';
  my $begin = position($d);
  my $replies = pop3d($dir, $session->{in}, @{ $session->{argv} || [] });
  my $came = $act{$act}->($dir);
  my $end = position($d);
  eject($d);
  return "not a good session: $replies" if $replies !~ /\+OK \r\n\z/;
  my %dele = map { ($mail{$_} => 1) } @{ $session->{dele} || [] };
  my @keep = grep { !$dele{$_} } values %mail;
  my @came = ref $came ? @$came : ();
  my $wrong = '';
  my $cuts = cuts($d, $begin, sub {
    my ($at, $there) = @_;
    my $safe = $at >= $end; # what came
    $wrong ||= damage($there, [@keep, $safe ? @came : ()], [keys %dele, $safe ? () : @came]);
  });
  return ($wrong, $cuts);
}

# ---- every file system, session and act ----

for my $fs (sort keys %mkfs) {
  SKIP: {
    my $lacks = lacks($fs);
    skip "no $fs here: $lacks", 1 if $lacks;
    my $cuts = 0;
    for my $session (@sessions) {
      for my $act (sort keys %act) {
        my ($wrong, $n) = try($fs, $session, $act);
        $cuts += $n || 0;
        is($wrong, '', "[power-cut] $fs: a session $session->{title}, then $act");
      }
    }
    cmp_ok($cuts, '>', 50, "$fs: many cuts were tried");
    diag("$fs: $cuts power cuts");
  }
}

done_testing();
