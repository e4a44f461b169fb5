# qmail-pop3d: system calls that fail, one at a time, by strace.
use strict;
use warnings;
use lib 'tests';
use Chain;
use Pop3d;
use Session;
use Test::More;

my $who = qr/qmail-pop3d: pid \d+ from \S+ user \S+/;

needs('strace');
plan skip_all => 'a sanitizer makes calls of its own' if $ENV{CHAIN_SANITIZE};

my $list = "UIDL\r\nQUIT\r\n";
my %mtime = (%three, 'new/d' => "d\n", 'cur/e:2,' => "e\n"); # need a stat

# the list is whole, or there is none
sub no_list {
  my ($inject, $r) = @_;
  return '' if $r->{out} eq '' && ($r->{code} || $r->{signal}); # libc could not even start
  return '' if $r->{out} =~
    /\A\Q-ERR [SYS\/TEMP] \E(unable to (scan|open) the maildir|unable to confine|out of)/
    || $inject =~ /EACCES/ && $r->{out} eq lasting($SCAN);
  my $ids = join ' ', $r->{out} =~ /^\d+ (\S+)\r$/mg;
  my $all_of = $ids =~ /^100\.a 200\.b 300\.c( d e| e d)$/;
  return $all_of && $r->{out} =~ /\A\+OK \r\n\+OK .*\.\r\n\+OK \r\n\z/s ? '' : 'a wrong list';
}

for my $inject ('getdents64:error=EIO', 'open,openat:error=EMFILE', 'open,openat:error=EACCES',
  'lstat,newfstatat:error=EIO', 'lstat,newfstatat:error=EACCES', 'brk:retval=0') {
  sweep("[list-faults] the list, $inject", \%mtime, $list, $inject, sub { no_list($inject, @_) });
}
sweep('[stat-enoent] newfstatat says ENOENT', \%mtime, $list, 'lstat,newfstatat:error=ENOENT', sub {
  my ($r) = @_;
  my $ids = join ' ', $r->{out} =~ /^\d+ (\S+)\r$/mg;
  return '' if $r->{out} eq $SCAN; # opendir's own call
  return $ids =~ /^100\.a 200\.b 300\.c/ && $r->{out} =~ /^\.\r\n\+OK \r\n\z/m ? ''
    : 'others are missing too';
});

{
  # moved when one of the folders was read, and before the other is
  my $r = fault(maildir(\%three), '', undef, calls => 'open,openat');
  my ($when) = map { $_->[1] } grep { $_->[2] =~ /O_DIRECTORY/ } reverse calls($r->{trace});
  my $dir = maildir(\%three);
  my $trace = trace_file(UID);
  my $c = serving($dir, with => [strace($trace, calls => 'open,openat',
    inject => "open,openat:signal=STOP:when=$when")]);
  wait_for { slurp($trace) =~ /stopped by SIGSTOP/ } 'the stop';
  rename "$dir/new/100.a", "$dir/cur/100.a:2," or die "rename: $!";
  kill 'CONT', slurp("/proc/$c->{pid}/task/$c->{pid}/children") =~ /(\d+)/;
  hear($c, qr/\n/);
  is(ask($c, 'UIDL', qr/\n\.\r\n\z/), "+OK \r\n1 100.a\r\n2 200.b\r\n3 300.c\r\n.\r\n",
    '[moved-while-read] moved while the folders are read: listed, and once');
  is(ask($c, 'RETR 1', qr/\A-ERR.*\n|\n\.\r\n\z/), "+OK \r\n$one", 'and is sent');
  finish($c);
}

my $fetch = "RETR 1\r\nRETR 2\r\nRETR 3\r\nQUIT\r\n";
my $fetched = "+OK \r\n+OK \r\n$one+OK \r\n$two+OK \r\nx\r\n.\r\n+OK \r\n";
sweep('RETR, a read fails', \%three, $fetch, 'read:error=EIO', sub {
  my ($r) = @_;
  return 'not the start of the transcript' if index $fetched, $r->{out};
  return 'all of it' if $r->{out} eq $fetched;
  return 'no line in the log' if $r->{err} !~ / (eof|error) retr \d \d+ dele 0 left 3 /;
  return 'exit code' if $r->{code};
  return '';
});
{
  my $big = 'z' x 200_000 . "\n";
  my $dir = maildir({ 'new/1.z' => $big });
  my $r = fault($dir, "RETR 1\r\nNOOP\r\n", 'read:error=EIO:when=3'); # command, file, file
  my ($start) = $r->{out} =~ /\A\+OK \r\n\+OK \r\n(z*)/;
  cmp_ok(length $start, '<', 200_000, 'a read that fails in the middle');
  is($r->{out}, "+OK \r\n+OK \r\n$start", '[read-fails] ends the session without the last dot');
  like($r->{err}, qr{\A$who fatal: cannot read $dir/new/1\.z: .*\n.* error retr 0 },
    'and is logged');
}
{
  my $dir = maildir(\%three);
  my ($open) = grep { $_->[0] =~ /^open/ && $_->[2] =~ /O_NOFOLLOW/ }
    calls(fault(maildir(\%three), "RETR 1\r\n")->{trace});
  my ($name, $n) = @$open;
  my $r = fault($dir, "LIST\r\nSTAT\r\nLIST 1\r\nNOOP\r\n",
    "$name:error=EMFILE:when=$n+");
  is($r->{out}, $OK . $COUNT x 3 . $OK,
    '[octets-not-guessed] octets that cannot be counted now are not guessed');
  $r = fault($dir, "RETR 1\r\nTOP 1 0\r\nRETR 3\r\nQUIT\r\n", "$name:error=EIO:when=$n");
  is($r->{out}, "$OK$OPEN+OK \r\nSubject: a\r\n\r\n.\r\n+OK \r\nx\r\n.\r\n$OK",
    '[open-fails] a message that cannot be opened: the session lives');
}

{
  my $n = nth(fault(maildir(\%three), "LIST 1\r\n")->{trace}, 'read', qr/^read\(3/);
  for my $when ($n, $n + 1) {
    my $r = fault(maildir(\%three), "LIST 1\r\nLIST 1\r\n", "read:error=EIO:when=$when");
    is($r->{out}, "$OK$COUNT+OK 1 21\r\n",
      '[octets-unread] nor are those of a message that cannot be read');
  }
}

# every not deleted message is there, whole, once
sub lost {
  my ($dir) = @_;
  my %now = %{ contents($dir) };
  return "$_ is lost" for grep {
    my ($name, $want) = ($_ =~ m{/(\d+)}, $three{$_});
    !grep { m{/$name} && $now{$_} eq $want } keys %now;
  } 'cur/200.b:2,S', 'new/300.c';
  return 'a strange file' if grep { !m{^(new/[13]00\.[ac]|cur/\d00\.[abc]:2,S?)\z} } keys %now;
  my $ids = join ' ', pop3d($dir, "UIDL\r\n")->{out} =~ /^\d+ (\S+)\r$/mg;
  return "then there are $ids" if $ids !~ /^(100\.a )?200\.b 300\.c\z/;
  return '';
}
my $delete = "RETR 2\r\nDELE 1\r\nQUIT\r\n";
my $told = "+OK \r\n+OK \r\n$two+OK \r\n";
for my $error (qw(EIO EACCES EROFS EPERM)) {
  sweep("[unlink-fails] unlink says $error", \%three, $delete, "unlink:error=$error", sub {
    my ($r, $dir) = @_;
    my $there = -e "$dir/new/100.a";
    my $refused = $error eq 'EIO' ? $UNLINK : lasting($UNLINK);
    return 'the reply' if $r->{out} ne $told . ($there ? $refused : $OK);
    return lost($dir);
  });
}
for my $error (qw(ENOSPC EDQUOT EIO EPERM EEXIST)) {
  my $dir = maildir(\%three);
  my $r = fault($dir, $delete, "renameat2:error=$error");
  ok($r->{hit}, "renameat2 says $error");
  is($r->{out}, $told . $OK, 'QUIT is +OK');
  is_deeply(contents($dir), { map { $_ => $three{$_} } 'cur/200.b:2,S', 'new/300.c' },
    '[unmoved-in-new] and what cannot move stays in new');
}
{
  my $dir = maildir({ map { ("new/$_.x" => "$_\n") } 1 .. 5 });
  my $r = fault($dir, join('', map { "DELE $_\r\n" } 1 .. 5) . "QUIT\r\n",
    'unlink:error=EIO:when=3');
  is($r->{out}, $OK x 6 . $UNLINK, '[unlink-one-of-five] one unlink of five fails: one reply');
  is_deeply(contents($dir), { 'new/3.x' => "3\n" }, 'and the other four are gone');
}
sweep('interrupted, one call of each name', \%three, $delete,
  'read,write,open,openat,poll,sendto:error=EINTR', sub {
  my ($r, $dir) = @_;
  return '' if $r->{out} eq $told . $OK && !-e "$dir/new/100.a" && !lost($dir);
  # what libc opens a folder with does not try again
  return $r->{out} eq $SCAN ? '' : 'not as usual';
});

done_testing();
