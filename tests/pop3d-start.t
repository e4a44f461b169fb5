# qmail-pop3d: who may run it, with what, and what it gives up.
use strict;
use warnings;
use lib 'tests';
use Chain;
use POSIX ();
use Pop3d;
use Session;
use Test::More;

my $who = qr/qmail-pop3d: pid \d+ from \S+ user \S+/;

needs(qw(strace softlimit));
plan skip_all => 'a sanitizer makes calls of its own' if $ENV{CHAIN_SANITIZE};

{
  my $dir = maildir(\%three);
  my $id = UID;
  my @ids = (
    ['root', undef],
    ['root in effect', sub { $< = $id }],
    ['root by its real id', sub { $> = $id }],
  );
  for my $row (@ids) {
    my ($name, $before) = @$row;
    my $r = run(argv => ['./qmail-pop3d', $dir], in => "STAT\r\nDELE 1\r\nQUIT\r\n",
      before => $before);
    is("$r->{code} $r->{out}", '100 ', "[root-refused] $name: refused without a byte");
    like($r->{err}, qr/\A$who fatal: will not run as root\n\z/, "$name: the log");
  }
  is_deeply(contents($dir), \%three, 'and nothing is touched');
  for my $args ([], [$dir, $dir]) {
    my $r = pop3d($dir, "STAT\r\n", argv => ['./qmail-pop3d', @$args]);
    is("$r->{code} $r->{out}", '100 ', @$args . ' arguments: wrong usage');
    like($r->{err}, qr/\A$who fatal: usage: qmail-pop3d maildir\n\z/, 'the log');
  }
  for my $fd (0, 1, 2) {
    my $r = pop3d($dir, "DELE 1\r\nQUIT\r\n", close => [$fd]);
    is("$r->{code} $r->{out}$r->{err}", '111 ', "descriptor $fd closed: 111");
  }
  is_deeply(contents($dir), \%three, 'and nothing is touched');

  my $c = serving($dir, before => sub {
    umask 0;
    my $set = POSIX::SigSet->new(POSIX::SIGPIPE, POSIX::SIGALRM, POSIX::SIGCHLD);
    POSIX::sigprocmask(POSIX::SIG_BLOCK, $set);
  });
  hear($c, qr/\n/);
  my $status = slurp("/proc/$c->{pid}/status");
  my $limits = slurp("/proc/$c->{pid}/limits");
  my %line = $status =~ /^(\w+):\s+(.*)$/mg;
  is($line{Umask}, '0077', 'umask');
  is($line{NoNewPrivs}, 1, 'no new privileges');
  is($line{SigBlk}, '0' x 16, 'no signal stays blocked');
  is((hex(substr $line{SigIgn}, 8) >> 12) & 1, 1, 'SIGPIPE is ignored');
  like($limits, qr/^Max processes +0 +0 /m, 'no processes');
  like($limits, qr/^Max core file size +0 +0 /m, 'no core');
  finish($c);

  for my $row ([3, qr/^0 -ERR \[SYS\/TEMP\] [^\r\n]+\r\n\z/],
      [5, qr/^0 \+OK \r\n\+OK \r\n\Q$one\E\+OK \r\n\z/]) {
    my ($files, $like) = @$row;
    my $r = pop3d($dir, "RETR 1\r\nQUIT\r\n",
      argv => ['softlimit', '-o', $files, './qmail-pop3d', $dir]);
    like("$r->{code} $r->{out}", $like, "at most $files descriptors");
  }
}

# system call 444, landlock_create_ruleset, tells the version that the kernel has
my $landlock = slurp('haslandlock.h') =~ /define/ && syscall(444, 0, 0, 1) >= 2;
for my $call ('setrlimit,prlimit64', 'landlock_restrict_self', 'landlock_add_rule') {
  my $dir = maildir(\%three);
  my $r = fault($dir, "RETR 1\r\nDELE 1\r\nQUIT\r\n", "$call:error=EPERM");
  SKIP: {
    skip 'no Landlock here', 3 if $call =~ /^landlock/ && !$landlock;
    is($r->{out}, "-ERR [SYS/PERM] unable to confine the session\r\n",
      "[confined-or-not-at-all] $call fails");
    like($r->{err}, qr/^$who fatal: cannot confine itself to /m, 'the log');
    is_deeply(contents($dir), \%three, 'and nothing is touched');
  }
}

done_testing();
