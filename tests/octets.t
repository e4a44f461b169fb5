# pop3.octets, the cache of exact sizes: when it is written, what is believed
# of it, and that nothing can make it do harm.
use strict;
use warnings;
use lib 'tests';
use Chain;
use POSIX ();
use Pop3d qw(pop3d);
use Session;
use Test::More;

private();
my $strace = system('strace -V >/dev/null 2>&1') == 0;

my $commands = "STAT\r\nLIST\r\nUIDL\r\nQUIT\r\n";
my $file = 'pop3.octets';

# ---- sessions ----

# one under strace, which must be root to see what the names are
sub watched {
  my ($dir, $in, %o) = @_;
  return traced(%o, in => $in, argv => ['setpriv', '--reuid', UID, '--regid', UID,
    '--clear-groups', './qmail-pop3d', $dir]);
}

# the sizes that LIST gives, of any session with one LIST
sub sizes {
  my ($r) = @_;
  my ($list) = $r->{out} =~ /\+OK \r\n((?:\d+ \d+\r\n)*)\.\r\n/ or return;
  return [$list =~ /^\d+ (\d+)\r$/mg];
}

# what LIST has to say of the maildir, whose names all have times
sub right_sizes {
  my ($dir) = @_;
  my $files = contents($dir);
  my %by_name = map { (m{/([^:]*)})[0] => $files->{$_} } keys %$files;
  my @in_order = sort { ($a =~ /^(\d+)/)[0] <=> ($b =~ /^(\d+)/)[0] || $a cmp $b }
    keys %by_name;
  return [map { length($_) + tr/\n// } @by_name{@in_order}];
}

# which messages a session opened
sub opened {
  my ($dir, $in) = @_;
  my $r = watched($dir, $in, calls => 'open,openat');
  my @opened = $r->{trace} =~ m{"(?:new|cur)/((?:[^"\\]|\\.)+)"}g;
  return ($r, @opened);
}

# six messages, of 7 to 12 octets
sub six { map { ("cur/$_.mx:2,S" => 'x' x $_ . "\n") } 5 .. 10 }
my $six = join '', map { ($_ + 2) . " $_.mx\n" } 5 .. 10;

sub cache {
  my ($dir) = @_;
  return -l "$dir/$file" ? 'link' : -f _ ? slurp("$dir/$file") : -e _ ? 'else' : undef;
}

sub left { # in tmp
  my ($dir) = @_;
  opendir my $d, "$dir/tmp" or die "$dir/tmp: $!";
  return grep { !/^\.\.?$/ } readdir $d;
}

# ---- when it is written ----

# where: with the same pid in the same second, two hosts do not meet
SKIP: {
  skip 'strace is not installed', 4 if !$strace;
  my $as = 'printf %s "$1" >/proc/sys/kernel/hostname && shift && exec "$@"';
  for my $name ('mx.example', 'other', 'x' x 64, '../no') {
    my $dir = maildir({ six() });
    my $r = traced(in => $commands, calls => 'open,openat', argv => ['unshare', '--uts', 'sh',
      '-c', $as, 'sh', $name, 'setpriv', '--reuid', UID, '--regid', UID, '--clear-groups',
      './qmail-pop3d', $dir]);
    my $host = $name =~ tr{/}{_}r;
    like($r->{trace}, qr{"tmp/\d+\.\d+\.\Q$host\E\.pop3\.octets", O_WRONLY},
      "[cache-host] $name: the name of the file in tmp/ has the host's");
  }
}

{
  my $dir = maildir({ six() });
  my $r = pop3d($dir, $commands);
  is_deeply(sizes($r), [7 .. 12], 'the first session counts');
  is(cache($dir), $six, 'and writes the cache at QUIT');
  my @st = stat "$dir/$file";
  is($st[2] & 07777, 0600, 'for its user alone');
  is($st[4], UID, 'who owns it');
  is_deeply([left($dir)], [], 'nothing stays in tmp');
  is_deeply(contents($dir), { six() }, 'the mail is as it was');
  pop3d($dir, $commands);
  is((stat "$dir/$file")[1], $st[1], 'a session that learns nothing writes none');
}

for (
  # commands, what is in the maildir, what is in the cache then
  ["UIDL\r\nQUIT\r\n", { six() }, undef, 'nothing was asked'],
  ["LIST\r\n", { six() }, undef, 'no QUIT'],
  ["LIST 2\r\nQUIT\r\n", { six() }, "8 6.mx\n", 'one was asked'],
  ["RETR 2\r\nQUIT\r\n", { six() }, "8 6.mx\n", 'one was sent'],
  ["TOP 2 0\r\nQUIT\r\n", { six() }, "8 6.mx\n", 'all of one was sent by TOP'],
  ["TOP 2 0\r\nQUIT\r\n", { six(), 'cur/6.mx:2,S' => "a\n\nb\n" }, undef,
    'some lines of one were sent'],
  ["LIST\r\nQUIT\r\n", { map { ("cur/$_.mx:2,S" => "x\n") } 1 .. 3 }, undef, 'three'],
  ["LIST\r\nQUIT\r\n", { map { ("cur/$_.mx,W=3" => "x\n") } 1 .. 9 }, undef,
    'sizes in names'],
  ["LIST\r\nDELE 1\r\nDELE 6\r\nQUIT\r\n", { six() }, $six =~ s/^.*5.mx\n|12.*\n//gr,
    'two were deleted'],
  ["LIST\r\nDELE 1\r\nDELE 2\r\nDELE 3\r\nQUIT\r\n", { six() }, undef, 'three are left'],
  ["LIST\r\nDELE 1\r\nRSET\r\nQUIT\r\n", { six() }, $six, 'none was after all'],
  ["LIST\r\nQUIT\r\n", { map { ("new/$_.mx" => "x\n") } 1 .. 4 },
    join('', map { "3 $_.mx\n" } 1 .. 4), 'all were new'],
) {
  my ($in, $mail, $wanted, $title) = @$_;
  my $dir = maildir($mail);
  pop3d($dir, $in);
  is(cache($dir), $wanted, "$title: " . (defined $wanted ? 'written' : 'not written'));
}

# ---- what is believed ----

SKIP: {
  skip 'strace is not installed', 9 if !$strace;
  my $dir = maildir({ six() });
  my ($r, @opened) = opened($dir, $commands);
  is(@opened, 6, 'the first session opens each message once');
  ($r, @opened) = opened($dir, $commands);
  is_deeply(sizes($r), [7 .. 12], 'the next one knows them');
  is_deeply(\@opened, [], 'and opens none');

  maildir({ 'new/11.mx' => "new\n", 'cur/1.mx:2,' => "old\n" }, $dir);
  unlink "$dir/cur/7.mx:2,S" or die $!;
  rename "$dir/cur/8.mx:2,S", "$dir/cur/8.mx:2,RS" or die $!;
  rename "$dir/cur/9.mx:2,S", "$dir/new/9.mx" or die $!;
  ($r, @opened) = opened($dir, $commands);
  is_deeply(sizes($r), [5, 7, 8, 10, 11, 12, 5], 'mail came, went and moved');
  is_deeply([sort @opened], ['1.mx:2,', '11.mx'], 'what is new is opened, and only that');
  is(cache($dir), "5 1.mx\n7 5.mx\n8 6.mx\n10 8.mx\n11 9.mx\n12 10.mx\n5 11.mx\n",
    'and the cache has it');

  # as a client does that knows the rest: no LIST, one new message
  maildir({ 'new/12.mx' => "new\n" }, $dir);
  pop3d($dir, "UIDL\r\nRETR 8\r\nQUIT\r\n");
  ($r, @opened) = opened($dir, $commands);
  is_deeply(\@opened, [], 'what was known before and not asked for stays known');
  is_deeply(sizes($r), right_sizes($dir), 'and right');

  # nobody opens a message to see whether the line is right
  spew("$dir/$file", slurp("$dir/$file") =~ s/^8 6.mx$/88 6.mx/mr);
  is(sizes(pop3d($dir, $commands))->[2], 88, 'a line in good order is believed');
}

# A file that was changed under its name, by a filter that edits in place, or by a
# backup: what was sent is known from then on, to that session and to all others.
for my $row (['few', 2, '%d.mx', undef], ['many', 9, '%d.mx', undef],
  ['few, a wrong cache', 2, '%d.mx', "99 2.mx\n"], ['many, a wrong cache', 9, '%d.mx', "99 2.mx\n"],
  ['few, in names', 2, '%d.mx,W=7', undef], ['many, in names', 9, '%d.mx,W=7', undef],
  ['in names, a wrong cache', 9, '%d.mx,W=7', "99 2.mx,W=7\n"]) {
  my ($title, $n, $name, $cache) = @$row;
  for my $first ('', "LIST\r\n", "LIST 2\r\n", "STAT\r\n") { # what the client had heard
    my $dir = maildir({ map { ('cur/' . sprintf($name, $_) . ':2,S' => "12345\n") } 1 .. $n });
    pop3d($dir, $commands) if !defined $cache;
    spew("$dir/$file", $cache) if defined $cache;
    spew("$dir/cur/" . sprintf($name, 2) . ':2,S', "changed by a filter\n");
    my $told = "+OK 2 21\r\n";
    like(pop3d($dir, "${first}RETR 2\r\nLIST 2\r\nQUIT\r\n")->{out},
      qr/\.\r\n\Q$told\E\+OK \r\n\z/, "[sent-wins] a file changed, $title: right after RETR");
    like(pop3d($dir, "LIST 2\r\nQUIT\r\n")->{out}, qr/\Q$told\E/, '  and in the next session');
    is_deeply(sizes(pop3d($dir, $commands)), [7, 21, (7) x ($n - 2)], '  and in the list')
  }
}

# Lines that say nothing of the mail that is there, before, between and behind.
for ("1 4.mx\n", "1 zzz\n", "1 5.m\n", "1 5.mxx\n", "9 7.mx,S=3\n", "1 ...\n",
  "1 99999999999999999999.mx\n", "7 a b\n", "7 \xff\n", "7 \r\n") {
  my $dir = maildir({ six() });
  my $cache = $_ . $six =~ s/^(?=10 8)/$_/mr . $_;
  spew("$dir/$file", $cache);
  chown UID, UID, "$dir/$file";
  my $r = pop3d($dir, $commands);
  is_deeply(sizes($r), [7 .. 12], 'useless lines do no harm: ' . s/[^ -~]/?/gr);
}

# Lines in another order tell less, but nothing that is wrong.
{
  my $dir = maildir({ six() });
  spew("$dir/$file", join '', reverse $six =~ /.*\n/g);
  chown UID, UID, "$dir/$file";
  is_deeply(sizes(pop3d($dir, $commands)), [7 .. 12], 'lines backwards');
  is(cache($dir), $six, 'are put right');
}

# ---- what is not believed ----

# All of these lie about the sizes; one line of each is not as it should be.
my $lies = $six =~ s/^/1/mgr;
my %malformed = (
  'no number' => "x 7.mx\n", 'no name' => "9\n", 'an empty name' => "9 \n",
  'an empty line' => "\n", 'a space before the number' => " 9 7.mx\n",
  'a tab' => "9\t7.mx\n", 'a minus' => "-9 7.mx\n", 'a plus' => "+9 7.mx\n",
  'a fraction' => "9.5 7.mx\n", 'hexadecimal' => "0x9 7.mx\n",
  'a colon' => "9 7.mx:2,S\n", 'over 64 bits' => "18446744073709551616 7.mx\n",
  'a NUL in the name' => "9 7.\0mx\n", 'a NUL at its end' => "9 7.mx\0\n",
  'a NUL in the number' => "9\0 7.mx\n", 'NULs' => "\0" x 512,
  'a line too long' => '9 ' . '7' x 5000 . "\n", 'other text' => "# sizes\n",
  'a page without a line end' => 'x' x 4096,
);
for my $kind (sort keys %malformed) {
  my $bad = $malformed{$kind};
  for my $where ('first', 'amid', 'last') {
    my $dir = maildir({ six() });
    spew("$dir/$file", $where eq 'first' ? $bad . $lies : $where eq 'last' ? $lies . $bad
      : $lies =~ s/^(?=11\d 9)/$bad/mr =~ s/^(?=110 8)/$bad/mr);
    chown UID, UID, "$dir/$file";
    my $r = pop3d($dir, $commands);
    is_deeply(sizes($r), [7 .. 12], "[cache-not-believed] $kind, $where: nothing is believed")
      or diag($r->{err});
    is(cache($dir), $six, '[cache-anew] and it is written anew');
  }
}

# A cut anywhere but at a line's end is seen; at a line's end, all is true.
{
  my $dir = maildir({ six() });
  my $wrong = 0;
  for my $len (0 .. length $six) {
    my $whole = $len == 0 || substr($six, $len - 1, 1) eq "\n";
    spew("$dir/$file", substr $whole ? $six : $lies, 0,
      $whole ? $len : $len + (substr($six, 0, $len) =~ tr/\n//) + 1);
    chown UID, UID, "$dir/$file";
    ++$wrong if "@{ sizes(pop3d($dir, $commands)) }" ne '7 8 9 10 11 12';
  }
  is($wrong, 0, 'cut short at each byte');
}

# ---- what is no such file ----

{
  my $else = scratch();
  spew("$else/lies", $lies);
  chmod 0755, $else;
  my %there = (
    'a directory' => sub { mkdir $_[0] },
    'a directory with something in it' => sub { mkdir $_[0]; spew("$_[0]/x", 'x') },
    'a link to a file' => sub { symlink "$else/lies", $_[0] },
    'a link to /dev/zero' => sub { symlink '/dev/zero', $_[0] },
    'a link to nowhere' => sub { symlink "$else/nothing", $_[0] },
    'a FIFO' => sub { POSIX::mkfifo($_[0], 0666) },
    'a socket' => sub { IO::Socket::UNIX->new(Listen => 1, Local => $_[0]) },
    "root's file" => sub { spew($_[0], $lies); chmod 0600, $_[0] },
    'a file that nobody may read' => sub {
      spew($_[0], $lies);
      chown UID, UID, $_[0];
      chmod 0, $_[0];
    },
    'an empty file' => sub { spew($_[0], '') },
  );
  require IO::Socket::UNIX;
  for my $what (sort keys %there) {
    my $dir = maildir({ six() });
    $there{$what}->("$dir/$file");
    my $r = pop3d($dir, $commands);
    is_deeply(sizes($r), [7 .. 12], "$what there");
    like($r->{out}, qr/\.\r\n\+OK \r\n\z/, 'QUIT is well');
    is(cache($dir), $what =~ /directory/ ? 'else' : $six,
      $what =~ /directory/ ? 'it stays' : 'it gives way');
    is_deeply([left($dir)], [], 'nothing stays in tmp');
  }
  is(slurp("$else/lies"), $lies, 'what a link named is as it was');
  ok(!-e "$else/nothing", 'and what it did not name is not there');
}

# ---- where nothing can be written ----

# Both folders are mounts of this test's own namespace.
sub mounted {
  my ($mail, @options) = @_;
  my $dir = scratch() . '/Maildir';
  mkdir $dir or die $!;
  Chain::mount('-t', 'tmpfs', '-o', 'size=64k', 'none', $dir);
  maildir($mail, $dir);
  return $dir;
}

{
  my $dir = mounted({ six() });
  Chain::mount('-o', 'remount,ro', $dir);
  my $r = pop3d($dir, $commands);
  is_deeply(sizes($r), [7 .. 12], 'a read-only maildir');
  like($r->{out}, qr/\.\r\n\+OK \r\n\z/, 'QUIT is well');
  is(cache($dir), undef, 'without a cache');
  Chain::mount('-o', 'remount,rw', $dir);
  pop3d($dir, $commands);
  Chain::mount('-o', 'remount,ro', $dir);
  is_deeply(sizes(pop3d($dir, $commands)), [7 .. 12], 'and with one');
  system('umount', $dir);
}

{
  my $dir = mounted({ six() });
  spew("$dir/$file", "8 6.mx\n");
  chown UID, UID, "$dir/$file";
  open my $f, '>', "$dir/fill" or die $!;
  1 while syswrite $f, 'x' x 4096;
  close $f;
  my $r = pop3d($dir, $commands);
  is_deeply(sizes($r), [7 .. 12], 'a full maildir');
  like($r->{out}, qr/\.\r\n\+OK \r\n\z/, 'QUIT is well');
  is(cache($dir), "8 6.mx\n", 'the old cache stays');
  is_deeply([left($dir)], [], 'and nothing in tmp');
  system('umount', $dir);
}

{
  my $dir = maildir({ six() });
  rmdir "$dir/tmp" or die $!;
  my $r = pop3d($dir, $commands);
  is_deeply(sizes($r), [7 .. 12], 'a maildir without tmp');
  is(cache($dir), undef, 'has no cache');
}

# ---- killed, or refused, at every call of the writing ----

# old knows two of six, so that the cache is read and written
my $old = "7 5.mx\n9 7.mx\n";
sub again {
  my ($dir) = @_;
  unlink "$dir/$file", map { "$dir/tmp/$_" } left($dir);
  spew("$dir/$file", $old);
  chown UID, UID, "$dir/$file";
}

SKIP: {
  skip 'strace is not installed', 1 if !$strace;
  my $dir = settle(maildir({ six() }));
  again($dir);
  my @calls = calls(watched($dir, $commands)->{trace});
  # from the file in tmp on
  my ($first) = grep { $calls[$_][2] =~ /O_EXCL/ } 0 .. $#calls;
  ok(defined $first, 'the cache is written through tmp');
  my @todo = @calls[$first .. $#calls];
  my ($renamed) = grep { $todo[$_][0] =~ /rename/ } 0 .. $#todo;
  is_deeply([map { $_->[0] =~ s/at2?$//r } @todo[0 .. $renamed]],
    [qw(open write close rename)], 'opened, written, closed, renamed');

  for my $i (0 .. $#todo) {
    my ($call, $nth) = @{ $todo[$i] };
    again($dir);
    my $r = watched($dir, $commands, inject => "$call:signal=KILL:when=$nth");
    my $title = "killed at $call $nth";
    is($r->{signal}, 9, $title) if $call !~ /^exit/;
    like($r->{out}, qr/\.\r\n\+OK \r\n\z/, 'after the last reply');
    # the signal comes before the call is made
    is(cache($dir), $i <= $renamed ? $old : $six, 'one of both is there');
    is_deeply(contents($dir), { six() }, 'the mail is as it was');
    $r = pop3d($dir, $commands);
    is_deeply(sizes($r), [7 .. 12], 'the next session is right');
    is(cache($dir), $six, 'and the cache complete');
  }

  for (['EACCES', 0], ['EMFILE', 0], ['ENOSPC', 1], ['EDQUOT', 1], ['EIO', 1], ['EIO', 2],
    ['EDQUOT', 2], ['EACCES', 3], ['ENOSPC', 3], ['EXDEV', 3]) {
    my ($error, $i) = @$_;
    my ($call, $nth) = @{ $todo[$i] };
    again($dir);
    my $r = watched($dir, $commands, inject => "$call:error=$error:when=$nth");
    is_deeply(sizes($r), [7 .. 12], "$call fails with $error");
    is($r->{code}, 0, 'and the session ends well');
    is(cache($dir), $old, '[cache-old-stays] the old one stays');
    is_deeply([left($dir)], [], 'and nothing in tmp');
  }

  # reading fails: as if there were none
  for my $error (qw(EIO EACCES ENOMEM)) {
    again($dir);
    spew("$dir/$file", $lies);
    my ($read) = grep { $calls[$_][2] =~ /"pop3\.octets", O_RDONLY/ } 0 .. $#calls;
    my ($call, $nth) = @{ $calls[$read + 1] };
    my $r = watched($dir, $commands, inject => "$call:error=$error:when=$nth");
    is_deeply(sizes($r), [7 .. 12],
      "[cache-not-believed] reading it fails with $error: nothing is believed");
  }
}

# ---- names ----

# The second session opens just those that no line can hold.
SKIP: {
  skip 'strace is not installed', 5 if !$strace;
  my %odd = (
    "5.a\nb" => 1, "6.a b" => 0, "7.\xff\x01" => 0, '8.' . 'n' x 240 => 0,
    "9.a\r" => 0, '10. ' => 0, "11.\t" => 0, '12.,W=' => 0,
    '13.a,S=2' => 0, '014.zero' => 0,
  );
  my $dir = maildir({ map { ("cur/$_:2,S" => "x\n") } keys %odd });
  my ($r, @opened) = opened($dir, $commands);
  is(@opened, 10, 'odd names are read');
  is_deeply(sizes($r), [(3) x 10], 'and counted');
  unlike(cache($dir), qr/^b/m, 'no line is made of a part of a name');
  ($r, @opened) = opened($dir, $commands);
  is_deeply(\@opened, ['5.a\nb:2,S'], 'all are known but that with a line feed');
  is_deeply(sizes($r), [(3) x 10], 'and right');
}

# Without times: in the order of their files' times.
SKIP: {
  skip 'strace is not installed', 4 if !$strace;
  my $dir = maildir({ map { ("cur/$_" => 'x' x ord . "\n") } 'a' .. 'h' });
  my $when = 1600000000;
  utime $when, $when++, "$dir/cur/$_" for reverse 'a' .. 'h';
  maildir({ 'cur/1600000003.mx' => "x\n", 'cur/1700000000.mx' => "x\n" }, $dir);
  my $first = sizes(pop3d($dir, $commands));
  my ($r, @opened) = opened($dir, $commands);
  is_deeply(sizes($r), $first, 'names without a time');
  is_deeply(\@opened, [], 'are known by the next session');
  unlink "$dir/cur/d" or die $!;
  ($r, @opened) = opened($dir, $commands);
  is_deeply(sizes($r), [grep { $_ != ord('d') + 2 } @$first], 'one is gone');
  is_deeply(\@opened, [], 'and the others are still known');
}

# ---- the manual ----

# Its example is what is written for messages of those sizes and names.
{
  my ($example) = slurp('pop3.octets.5') =~ /^\.Sh EXAMPLES\n\.Bd[^\n]*\n(.*?)^\.Ed/ms;
  my %octets = map { /^(\d+) (.*)$/ ? ($2 => $1) : () } split /\n/, $example;
  is(keys %octets, 4, 'pop3.octets.5 has an example');
  my $dir = maildir({ map { ("cur/$_:2,S" => 'x' x ($octets{$_} - 2) . "\n") }
    keys %octets });
  is_deeply(sizes(pop3d($dir, $commands)), [map { /^(\d+)/mg } $example],
    'which is in order');
  is(cache($dir), $example, 'and right');
}

# ---- two at once ----

# Each writes its own, whole; the last one stays.
{
  my $dir = maildir({ six() });
  my @runs = map {
    my $pid = fork // die "fork: $!";
    POSIX::_exit("@{ sizes(pop3d($dir, $commands)) }" ne "7 8 9 10 11 12") if !$pid;
    $pid;
  } 1 .. 4;
  my $bad = 0;
  for (@runs) { waitpid $_, 0; ++$bad if $? }
  is($bad, 0, 'four sessions at once');
  is(cache($dir), $six, 'leave one whole cache');
  is_deeply([left($dir)], [], 'and nothing in tmp');
}

done_testing;
