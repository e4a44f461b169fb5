# A file that another host has removed: network file systems say ESTALE of it,
# where others say ENOENT, at any call.  One such message hides no other.
use strict;
use warnings;
use lib 'tests';
use Chain;
use Test::More;

need_root();
plan skip_all => 'strace is not installed' if system 'strace -V >/dev/null 2>&1';

my $OK = "+OK \r\n";
my %three = map { ("new/$_" => "x\n") } qw(100.a untimed 300.c); # by mtime, the last
my $GONE = "-ERR [SYS/TEMP] unable to open that message\r\n";

# a session where that call, of that file, says ESTALE; when is as strace has it
sub stale {
  my ($dir, $in, $call, $path, $when) = @_;
  my $trace = scratch() . '/trace';
  # which must be root to see what the names are
  my $r = run(in => $in, argv => ['strace', '-qq', '-o', $trace, '-P', $path,
    '-P', "$dir/$path", '-e', "trace=$call", '-e', "inject=$call:error=ESTALE:when=$when",
    'setpriv', '--reuid', UID, '--regid', UID, '--clear-groups', './qmail-pop3d', $dir]);
  like(slurp($trace), qr/ESTALE.*INJECTED/, "$call of $path, $when");
  return $r->{out};
}
sub list { join '', $OK, map({ "$_\r\n" } @_), ".\r\n" }

my $look = '/^(open|openat|lstat|newfstatat|fstatat64|statx)$';
{
  my $dir = maildir(\%three);
  is(stale($dir, "LIST\r\nRETR 1\r\n", '/^open(at)?$', 'new/100.a', 1),
    $OK . list('1 3', '2 3', '3 3') . "${OK}x\r\n.\r\n", 'it is looked for again, and found');
  is(stale($dir, "LIST\r\nRETR 1\r\nRETR 2\r\n", $look, 'new/100.a', '1+'),
    $OK . list('1 0', '2 3', '3 3') . "$GONE${OK}x\r\n.\r\n",
    '[stale-gone] or is gone, and it alone');
}
{
  my $dir = maildir(\%three);
  is(stale($dir, "LIST\r\nRETR 2\r\n", 'read', 'new/100.a', '1+'),
    $OK . list('1 2', '2 3', '3 3') . "${OK}x\r\n.\r\n", 'the list is whole');
  my $r = stale($dir, "RETR 1\r\nNOOP\r\n", 'read', 'new/100.a', '1+');
  is($r, $OK, 'and half a message has no end');
}
{
  my $dir = maildir(\%three);
  is(stale($dir, "DELE 1\r\nQUIT\r\n", '/^unlink', 'new/100.a', 1), $OK x 3,
    'deleted by another host, or by us');
  ok(!-e "$dir/new/100.a" && !-e "$dir/cur/100.a:2,", 'and it has gone');
}
{
  my $dir = maildir(\%three);
  my $r = stale($dir, "STAT\r\n", $look, 'untimed', '1+');
  is($r, "$OK+OK 2 6\r\n", 'a name that is no longer there');
}

done_testing();
