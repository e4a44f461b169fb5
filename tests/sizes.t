# Numbers over 32 bits, which a program of 32 bits must be built for: of
# inodes, of a message's octets, of a year, of a limit.
use strict;
use warnings;
use lib 'tests';
use Chain;
use Test::More;

private();

sub session { # of qmail-pop3d
  my ($dir, @commands) = @_;
  return run(argv => ['qmail-pop3d', $dir], uid => UID,
    in => join '', map { "$_\r\n" } @commands);
}

# ---- inodes: a layer of an overlay whose numbers have the highest bit ----

my $mnt = scratch();
my %at = map { ($_ => "$mnt/$_") } qw(lower upper merged);
mkdir $_ or die "mkdir: $!" for values %at;
Chain::mount('-t', 'tmpfs', 'none', $at{$_}) for qw(lower upper);
mkdir "$at{upper}/$_" or die "mkdir: $!" for qw(up work);
chown UID, UID, "$at{upper}/up" or die "chown: $!";
maildir({ 'new/1.a' => "one\n", 'cur/2.b:2,S' => "two\n", 'new/3.c' => "three\n" },
  "$at{lower}/Maildir");
Chain::mount('-t', 'overlay', '-o', "lowerdir=$at{lower},upperdir=$at{upper}/up,"
  . "workdir=$at{upper}/work,xino=on", 'none', $at{merged});
cmp_ok((stat "$at{merged}/Maildir/new/1.a")[1], '>', 2**32, 'an inode over 2^32');
my $r = session("$at{merged}/Maildir", 'STAT', 'RETR 1', 'DELE 3', 'QUIT');
is($r->{out}, "+OK \r\n+OK 3 17\r\n+OK \r\none\r\n.\r\n+OK \r\n+OK \r\n",
  '[large-inode]   is listed, sent, and deleted');
is_deeply([sort keys %{ contents("$at{merged}/Maildir") }], ['cur/1.a:2,', 'cur/2.b:2,S'],
  '  and moved');

# ---- octets: of a file in memory, with nothing in it ----

my $BIG = 3 << 30;
my $dir = maildir({ 'new/1.a' => "one\n", 'new/2.big' => '' }, "$at{upper}/Maildir");
truncate "$dir/new/2.big", $BIG or die "truncate: $!";
$r = session($dir, 'STAT', 'LIST', 'QUIT');
my $octets = $BIG + 2;
is($r->{out}, "+OK \r\n+OK 2 @{[$octets + 5]}\r\n+OK \r\n1 5\r\n2 $octets\r\n.\r\n+OK \r\n",
  '[large-message] a message of 3 GB');

# ---- years ----

$dir = maildir({ 'new/1.a' => "one\n", 'new/undated' => "later\n" });
my @touch = ('touch', '-d', '2040-01-01T00:00Z', "$dir/new/undated");
system(@touch) == 0 or die 'touch'; # perl may know 32 bits only
$r = session($dir, 'UIDL', 'QUIT');
is($r->{out}, "+OK \r\n+OK \r\n1 1.a\r\n2 undated\r\n.\r\n+OK \r\n",
  '[large-year] a file of the year 2040');
system('rm', "$dir/cur/undated:2,") == 0 or die 'rm'; # perl may not be able to look at it

# ---- limits ----

SKIP: {
  skip 'a sanitizer needs terabytes', 2 if $ENV{CHAIN_SANITIZE};
  my $password = 'correct horse';
  user('alice', 64990, hash($password, 'y'));
  $r = run(argv => ['prlimit', '--as=30000000:5000000000', 'checkpassword', 'cat',
    '/proc/self/limits'], fd3 => "alice\0$password\0x\0");
  is($r->{code}, 0, '[large-limit] a hard limit over 4 GB');
  like($r->{out}, qr/^Max address space +30000000 +5000000000 /m, '  and it stays');
}

system('umount', @at{qw(merged upper lower)}) == 0 or die 'umount';
done_testing;
