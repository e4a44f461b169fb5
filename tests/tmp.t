# What QUIT removes from tmp/.  Nobody can give a file another time of its last
# change, so the program is shown another time: what time() says is ahead.
use strict;
use warnings;
use lib 'tests';
use Chain;
use Tree;
use Test::More;

use constant AGE => 36 * 3600;

need_root();
plan skip_all => 'a sanitizer must be the first library' if slurp('conf-cc') =~ /-fsanitize/;

my $lab = scratch();
spew("$lab/shim.c", <<'END');
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>
time_t time(time_t *t)
{
  struct timeval now;
  gettimeofday(&now, 0);
  now.tv_sec += atol(getenv("AHEAD"));
  if (t) *t = now.tv_sec;
  return now.tv_sec;
}
END
my $large = '-D_FILE_OFFSET_BITS=64 -D_TIME_BITS=64'; # time has another name so, on 32 bits
my $said = `cc $large -shared -fPIC -o "$lab/shim.so" "$lab/shim.c" 2>&1`;
plan skip_all => "no shim: $said" if !-e "$lab/shim.so";
my $program = dynamic('qmail-pop3d');

# what is left in tmp/ after a session on a host that is so far ahead
sub left {
  my ($dir, $ahead) = @_;
  my $r = run(argv => [$program, $dir], in => "QUIT\r\n", uid => UID,
    env => { LD_PRELOAD => "$lab/shim.so", AHEAD => $ahead });
  is($r->{out}, "+OK \r\n+OK \r\n", 'QUIT');
  opendir my $d, "$dir/tmp" or die;
  return join ' ', sort grep { !/^\.\.?$/ } readdir $d;
}

sub old { # as rsync -t leaves it: made now, and none of the other times says so
  my ($dir, @files) = @_;
  system('touch', '-h', '-d', '@1000000000', map { "$dir/$_" } @files) == 0 or die 'touch';
}

my $dir = maildir({ 'tmp/old' => 'x', 'tmp/read' => 'x', 'tmp/written' => 'x',
  'tmp/.old' => 'x', 'new/1.x' => "x\n" });
spew("$dir/kept", 'x');
symlink '../kept', "$dir/tmp/link" or die;
mkdir "$dir/tmp/folder" or die;
old($dir, qw(tmp/old tmp/link tmp/folder kept new/1.x));
my $then = time + 2 * AGE;
utime $then, 1, "$dir/tmp/read" or die;
utime 1, $then, "$dir/tmp/written" or die;
my $all = '.old folder link old read written';

is(left($dir, 0), $all, 'what was made just now stays, whatever its other times');
is(left($dir, 2 * AGE), $all, '[tmp-clock] also on a host that is three days ahead');
utime $then, $then, "$dir/tmp" or die;
is(left($dir, 2 * AGE), '.old folder read written',
  '[tmp-kept] three days later it goes, but not what was read or written since, and no folder');
ok(-e "$dir/kept" && -e "$dir/cur/1.x:2,", 'and nothing outside, nor what a link names');

done_testing();
