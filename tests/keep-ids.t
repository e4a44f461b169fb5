# tools/keep-ids where it cannot do all: ended at any call and run again, ids that
# are taken, ids that are none for us.  That it does what it should with lists of
# Dovecot and Courier is in upgrade.t.
use strict;
use warnings;
use lib 'tests';
use Chain;
use Test::More;

need_root();
my $keep_ids = scratch() . '/keep-ids';
spew($keep_ids, slurp(source() . '/tools/keep-ids'));

# a maildir with these files, and a list of Dovecot's of [name, id]
sub make {
  my ($files, @list) = @_;
  my $dir = maildir($files);
  my $n = 0;
  spew("$dir/dovecot-uidlist", "3 V1 N9\n", map { ++$n . " P$_->[1] :$_->[0]\n" } @list);
  return $dir;
}

sub keep {
  my ($dir, @before) = @_;
  my $r = run(argv => [@before, $^X, $keep_ids, 'dovecot', $dir], uid => UID);
  return "$r->{code} $r->{out}$r->{err}";
}

# { id => bytes } as qmail-pop3d says them, and what LIST says: both must be right
sub served {
  my ($dir) = @_;
  my $out = run(argv => ['./qmail-pop3d', $dir], in => "LIST\r\nUIDL\r\n", uid => UID)->{out};
  my ($list, $uidl) = $out =~ /\A\+OK \r\n\+OK \r\n(.*?)\.\r\n\+OK \r\n(.*)\.\r\n\z/s;
  my %octets = $list =~ /^(\d+) (\d+)\r$/mg;
  my %id = $uidl =~ /^(\d+) (\S+)\r$/mg;
  return { map { ($id{$_} => $octets{$_}) } keys %id };
}
sub body { 'x' x $_[0] . "\n" } # has two octets more

# ---- nothing can be in the way ----

sub says {
  my ($kept, $unknown, @why) = @_;
  my $left = @why ? ', ' . @why . ' cannot have theirs' : '';
  return (@why ? 1 : 0)
    . " $kept messages have the ids of dovecot, $unknown have no id there$left\n"
    . join '', map { "keep-ids: $_\n" } @why;
}
my $long = 'n' x 71;
for (
  # title, files, list, what it says, ids and octets then
  ['two messages have one id', { 'cur/1.a:2,S' => 1, 'cur/2.b:2,' => 2, 'new/3.c' => 3 },
    [['1.a', 'one'], ['2.b', 'one'], ['3.c', 'three']],
    [2, 0, '2.b keeps its name: its id one is also that of 1.a'],
    { one => 3, '2.b' => 4, three => 5 }],
  ['an id is the name of a message without one', { 'cur/1.a' => 1, 'new/taken' => 2,
    'cur/3.c:2,' => 3 }, [['1.a', 'taken'], ['3.c', 'three']],
    [1, 1, '1.a keeps its name: its id taken is the name of another message'],
    { '1.a' => 3, taken => 4, three => 5 }],
  ['ids are names of each other', { 'cur/1.a:2,' => 1, 'cur/2.b:2,' => 2, 'new/3.c' => 3 },
    [['1.a', '2.b'], ['2.b', '1.a'], ['3.c', 'three']],
    [1, 0, map { "$_->[0] keeps its name: its id $_->[1] is the name of another message" }
      ['1.a', '2.b'], ['2.b', '1.a']], { '1.a' => 3, '2.b' => 4, three => 5 }],
  ['an id is the name of a message that has gone', { 'cur/1.a:2,' => 1 },
    [['1.a', '2.b'], ['2.b', 'two']],
    [0, 0, '1.a keeps its name: its id 2.b is the name of another message'], { '1.a' => 3 }],
  ['an id is its own name, also with a size', { 'cur/1.a,W=3:2,S' => 1, 'new/2.b' => 2 },
    [['1.a,W=3', '1.a,W=3'], ['2.b', '2.b']], [2, 0], { '1.a,W=3' => 3, '2.b' => 4 }],
  ['an id that tells a size', { 'cur/1.a:2,' => 1, 'cur/2.b' => 2 },
    [['1.a', 'x,W=5'], ['2.b', 'two']],
    [1, 0, '1.a keeps its name: its id x,W=5 would tell a size of the message'],
    { '1.a' => 3, two => 4 }],
  ['ids that are none for us', { map { ("cur/$_.m:2,S" => $_) } 1 .. 5 },
    [['1.m', $long], ['2.m', "\xe9"], ['3.m', '.dot'], ['4.m', 'sl/ash'], ['5.m', 'fine']],
    [1, 0, "1.m keeps its name: its id $long is not one that qmail-pop3d says as it is",
      "2.m keeps its name: its id \xe9 is not one that qmail-pop3d says as it is",
      '3.m keeps its name: its id .dot is no file name',
      '4.m keeps its name: its id sl/ash is no file name'],
    { '1.m' => 3, '2.m' => 4, '3.m' => 5, '4.m' => 6, fine => 7 }],
) {
  my ($title, $files, $list, $says, $served) = @$_;
  my $dir = make({ map { ($_ => body($files->{$_})) } keys %$files }, @$list);
  for my $time ('first', 'second') {
    is(keep($dir), says(@$says), "$title, the $time time");
    is_deeply(served($dir), $served, '  and what is served');
  }
}

# ---- links, faults ----

{
  my $dir = make({ 'cur/1.a:2,' => body(1), 'cur/2.b' => body(2) }, ['1.a', 'one'], ['2.b', 'two'],
    ['3.c', 'three']);
  my $else = scratch() . '/else';
  spew($else, 'x');
  chown UID, UID, $else;
  utime 1000000000, 1000000000, $else;
  symlink $else, "$dir/new/3.c" or die;
  is(keep($dir), says(2, 0), 'a link is no message');
  is((stat $else)[9], 1000000000, 'and what it names keeps its times');
  is((stat "$dir/cur/one:2,")[9], 1, 'a message gets that of its delivery');
}
{
  my $dir = make({ 'cur/1.a:2,' => body(1), 'cur/2.b' => body(2) }, ['1.a', 'one'], ['2.b', 'two']);
  chown 0, 0, "$dir/cur/1.a:2,";
  chmod 0600, "$dir/cur/1.a:2,";
  rmdir "$dir/new" or die;
  is(keep($dir), says(1, 0, '1.a keeps its name: its id one fails: Permission denied'),
    "somebody else's file stays, the others do not wait for it; new/ may be missing");
}

# ---- ended at any call ----

SKIP: {
  skip 'strace is not installed', 1 if system 'strace -V >/dev/null 2>&1';
  my %files = ('cur/1.a:2,S' => 1, 'new/1.a' => 1, 'cur/2.b:2,' => 2, 'new/3.c' => 3,
    'new/4.d' => 4);
  my @list = (['1.a', 'one'], ['2.b', 'two'], ['3.c', 'three']);
  my $right = { one => 3, two => 4, three => 5, '4.d' => 6 };
  my $fresh = sub {
    my $dir = make({ map { ($_ => body($files{$_})) } keys %files }, @list);
    unlink "$dir/new/1.a";
    link "$dir/cur/1.a:2,S", "$dir/new/1.a" or die; # as a crash leaves it
    return $dir;
  };
  my $dir = $fresh->();
  is(keep($dir), says(3, 1), 'one has two names already');
  is_deeply(served($dir), $right, '  and what is served');
  for my $call (qw(link unlink fsync)) {
    for my $nth (1 .. 4) {
      $dir = $fresh->();
      my $said = keep($dir, 'strace', '-qq', '-o', '/dev/null', '-e', "trace=$call",
        '-e', "inject=$call:signal=KILL:when=$nth");
      my %now = map { ($_ => 1) } values %{ contents($dir) };
      is(keys %now, 4, "killed at $call $nth: all is there");
      is(keep($dir), says(3, 1), '  and the next run ends it') or diag $said;
      is_deeply(served($dir), $right, '  and what is served');
    }
  }
}

done_testing();
