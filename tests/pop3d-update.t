# qmail-pop3d: what is deleted and moved, and what others do meanwhile.
use strict;
use warnings;
use lib 'tests';
use Chain;
use POSIX ();
use Pop3d;
use Session;
use Socket;
use Test::More;

needs();
$SIG{PIPE} = sub { }; # a program that died early is seen by what it did not say

{
  my $dir = maildir(\%three);
  dialogue('[dele-quit] DELE and QUIT', $dir, [['DELE 1', $OK], ['DELE 2', $OK], ['QUIT', $OK]]);
  is_deeply(contents($dir), { 'cur/300.c:2,' => 'x' },
    'what was marked is gone, what was new is in cur with :2,');
}

{
  my $dir = maildir({ 'new/1.a:2,S' => 'a', 'new/2.b:1,x' => 'b', 'cur/3.c' => 'c' });
  dialogue('QUIT with flags in new/', $dir, [['QUIT', $OK]]);
  is_deeply(contents($dir), { 'cur/1.a:2,S' => 'a', 'cur/2.b:1,x' => 'b', 'cur/3.c' => 'c' },
    'a name that has flags keeps them');
}

{
  my $dir = maildir(\%three);
  my $away = maildir(\%three);
  for my $sub (qw(new cur)) {
    system('rm', '-r', "$dir/$sub");
    symlink "$away/$sub", "$dir/$sub" or die;
  }
  dialogue('new and cur are links to elsewhere', $dir,
    [['STAT', "+OK 3 48\n"], ['RETR 3', "+OK \nx\n.\n"], ['DELE 1', $OK], ['QUIT', $OK]]);
  is_deeply([sort keys %{ contents($away) }], ['cur/200.b:2,S', 'cur/300.c:2,'],
    'deletes and moves there');
}

{
  my $in = "DELE 1\r\nDELE 2\r\nDELE 3\r\nQUIT\r\n";
  my @wrong;
  for my $n (0 .. length($in) - 1) {
    my $dir = maildir(\%three);
    my $r = pop3d($dir, substr $in, 0, $n);
    my %now = %{ contents($dir) };
    my $same = join('', sort %now) eq join('', sort %three);
    push @wrong, $n if !$same || $r->{code} || $r->{err} !~ / eof retr 0 0 dele 0 left 3 /;
  }
  is("@wrong", '', '[hang-up] a hang-up after any byte before the end of QUIT: all is as it was');
}

{
  my $dir = maildir(\%three);
  my ($near, $far) = tcp();
  open my $copy, '+<&', $far or die; # shares the socket's options
  my $c = serving($dir, pair => [$near, $far]);
  is(hear($c, qr/\n/), $OK, 'a session on a TCP socket');
  ok(unpack('i', getsockopt $copy, SOL_SOCKET, SO_KEEPALIVE), '[keepalive] keepalive is on');
  ask($c, 'DELE 1');
  setsockopt $near, SOL_SOCKET, SO_LINGER, pack 'ii', 1, 0 or die;
  close $copy;
  like(finish($c)->{err}, qr/ eof retr 0 0 dele 0 left 3 /, 'a reset is logged as eof');
  is_deeply(contents($dir), \%three, 'and deletes nothing');
}

for my $sub (qw(new cur)) {
  my $dir = maildir(\%three);
  chmod 0555, "$dir/$sub";
  my $r = dialogue("QUIT with $sub/ not writable", $dir,
    [['DELE 1', $OK], ['DELE 2', $OK], ['QUIT', lasting($UNLINK)]]);
  like($r->{err}, qr/^qmail-pop3d: pid .* warning: cannot delete $dir\/$sub\/\S+: Permission/m,
    'the log tells why');
  like($r->{err}, qr/ quit retr 0 0 dele 1 left 2 /, 'and how many are left');
  my %now = %{ contents($dir) };
  my %want = $sub eq 'new'
    ? map({ $_ => $three{$_} } 'new/100.a', 'new/300.c')
    : map({ $_ => $three{$_} } 'cur/200.b:2,S', 'new/300.c');
  if ($sub eq 'new') {
    my $half = delete $now{'cur/300.c:2,'}; # one file, listed once
    is($half // 'x', 'x', 'a move that was cut short has the whole message');
  }
  is_deeply(\%now, \%want, 'what could not be deleted is there, the other gone');
  like(pop3d($dir, "STAT\r\n")->{out}, qr/\n\+OK 2 /, 'and the next session has both');
}

{
  my $dir = maildir(\%three);
  chmod 0555, "$dir/new", "$dir/cur", $dir;
  dialogue('a maildir to be read only', $dir,
    [['STAT', "+OK 3 48\n"], ['RETR 3', "+OK \nx\n.\n"], ['QUIT', $OK]]);
  is_deeply(contents($dir), \%three, 'QUIT is +OK and all is where it was');
}

# what other programs do during a session: [name, deed, rows, contents after];
# a true last field stands for the message that was replaced
my @meanwhile = (
  ['moved to cur',
    sub { rename "$_[0]/new/100.a", "$_[0]/cur/100.a:2,S" },
    [['RETR 1', "+OK \r\n$one"], ['LIST 1', "+OK 1 21\r\n"], ['QUIT', $OK]],
    { 'cur/100.a:2,S' => $three{'new/100.a'} }],
  ['flags changed, then TOP',
    sub { rename "$_[0]/cur/200.b:2,S", "$_[0]/cur/200.b:2,RS" },
    [['TOP 2 0', "+OK \r\nSubject: b\r\n\r\n.\r\n"], ['RETR 2', "+OK \r\n$two"], ['QUIT', $OK]],
    { 'cur/200.b:2,RS' => $three{'cur/200.b:2,S'} }],
  ['moved to cur, then DELE',
    sub { rename "$_[0]/new/100.a", "$_[0]/cur/100.a:2,S" },
    [['DELE 1', $OK], ['QUIT', $OK]], {}],
  ['flags changed, then DELE',
    sub { rename "$_[0]/cur/200.b:2,S", "$_[0]/cur/200.b:2,FS" },
    [['DELE 2', $OK], ['QUIT', $OK]], {}],
  ['deleted, then RETR',
    sub { unlink "$_[0]/new/100.a" },
    [['RETR 1', $OPEN], ['TOP 1 0', $OPEN], ['UIDL 1', "+OK 1 100.a\r\n"],
      ['RETR 2', "+OK \r\n$two"], ['QUIT', $OK]], {}],
  ['deleted, then DELE',
    sub { unlink "$_[0]/new/100.a" }, [['DELE 1', $OK], ['QUIT', $OK]], {}],
  ['delivered since',
    sub { spew("$_[0]/new/150.n", 'n') },
    [['STAT', "+OK 3 48\r\n"], ['DELE 1', $OK], ['DELE 2', $OK], ['QUIT', $OK]],
    { 'new/150.n' => 'n' }],
  ['a name in cur taken since',
    sub { spew("$_[0]/cur/100.a:2,", 'other') }, [['QUIT', $OK]],
    { 'new/100.a' => $three{'new/100.a'}, 'cur/100.a:2,' => 'other' }],
  ['replaced by a link',
    sub { unlink "$_[0]/new/100.a"; symlink '/etc/passwd', "$_[0]/new/100.a" },
    [['RETR 1', lasting($OPEN)], ['QUIT', $OK]], undef],
  ['replaced by a link to another',
    sub { unlink "$_[0]/new/100.a"; symlink '../cur/200.b:2,S', "$_[0]/new/100.a" },
    [['RETR 1', lasting($OPEN)], ['QUIT', $OK]], undef],
  ['replaced by a FIFO',
    sub { unlink "$_[0]/new/100.a"; POSIX::mkfifo("$_[0]/new/100.a", 0666) },
    [['RETR 1', $OPEN], ['RETR 3', "+OK \r\nx\r\n.\r\n"]], undef],
);
for my $row (@meanwhile) {
  my ($name, $deed, $rows, $want) = @$row;
  my $dir = maildir(\%three);
  my $c = serving($dir);
  hear($c, qr/\n/);
  $deed->($dir);
  for my $step (@$rows) {
    my ($command, $reply) = @$step;
    is(ask($c, $command, qr/\A-ERR.*\n|\Q$reply\E\z/), $reply, "[meanwhile] $name: $command");
  }
  finish($c);
  next if !$want;
  my %now = %{ contents($dir) };
  my ($about) = $name =~ /flags/ ? '200' : $name =~ /since/ ? '1.0' : '100';
  my %some = map { $_ => $now{$_} } grep { m{/$about} } keys %now;
  is_deeply(\%some, $want, "[meanwhile-left] $name: what is there after it") ;
}

{
  my $linked = maildir({ 'cur/1.a:2,S' => "one\n" });
  link "$linked/cur/1.a:2,S", "$linked/new/1.a" or die;
  dialogue('one file in both new and cur is one message', $linked,
    [['UIDL', "+OK \n1 1.a\n.\n"], ['STAT', "+OK 1 5\n"], ['RETR 1', "+OK \none\n.\n"],
      ['DELE 1', $OK], ['QUIT', $OK]]);
  is_deeply(contents($linked), {}, 'DELE removes it under both names');
  my $differ = maildir({ 'cur/1.a:2,S' => "one\n", 'new/1.a' => "two\n", 'cur/name:2,' => "x\n",
    'new/name' => "y\n", 'cur/55.between' => "z\n" });
  touch("$differ/cur/name:2,", 50);
  touch("$differ/new/name", 60);
  dialogue('[twins] two files of one name are one message', $differ,
    [['UIDL', "+OK \n1 1.a\n2 name\n3 55.between\n.\n"],
      ['RETR 1', "+OK \none\n.\n"], ['QUIT', $OK]]);
  is(join('', sort values %{ contents($differ) }), "one\ntwo\nx\ny\nz\n", 'and neither is lost');
  dialogue('deleting it', $differ, [['DELE 1', $OK], ['DELE 2', $OK], ['QUIT', $OK]]);
  is(join('', sort values %{ contents($differ) }), "two\ny\nz\n",
    'deletes what was seen, not what was not');
}
done_testing();
