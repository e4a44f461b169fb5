# qmail-pop3d: what is a message, in what order, with what id; what is no
# maildir.
use strict;
use warnings;
use lib 'tests';
use Chain;
use POSIX ();
use Pop3d;
use Session;
use Socket;
use Test::More;

needs('strace');

# ---- what is a message, in what order, with what id ----

{
  my $in = "LIST\r\n";
  my @size = ('1.a,W=7' => 7, '2.a,S=4,W=8' => 8, '3.a,W=9,S=4' => 9,
    '4.a,W=' => 3, '5.a,W=7x' => 3, '6.a,W=x,W=5' => 5, '7.a:2,W=9' => 3,
    '8.a,W=18446744073709551616' => 3, '9.a,W=0' => 0, '91.aW=7' => 3, '92.a,w=7' => 3);
  my %size = @size;
  my $dir = maildir({ map { ("cur/$_" => "x\n") } keys %size });
  my $i = 0;
  is(pop3d($dir, $in)->{out}, crlf("+OK \n+OK \n",
    map({ ++$i . " $size[2 * $i - 1]\n" } keys %size), ".\n"),
    'octets: from ,W= of the name, else counted');
}

{
  my $now = time;
  my $dir = maildir({ map { ($_ => "x\n") } 'cur/10.a:2,S',
    qw(new/9.a new/10.b new/10.a2
    cur/1000.z new/nodot new/after cur/07.a new/4000000000.f cur/500x.y new/501 new/old
    cur/future) });
  touch("$dir/new/nodot", 900);
  touch("$dir/new/after", 1001);
  touch("$dir/cur/500x.y", 20);
  touch("$dir/new/501", 30);
  touch("$dir/new/old", 0);
  touch("$dir/cur/future", $now + 86400);
  touch("$dir/new/9.a", $now);
  my @order = qw(old 07.a 9.a 10.a 10.a2 10.b 500x.y 501 nodot 1000.z after future
    4000000000.f);
  my $i = 0;
  my $list = join '', map { ++$i . " $_\r\n" } @order;
  is(pop3d($dir, "UIDL\r\nQUIT\r\n")->{out}, "+OK \r\n+OK \r\n$list.\r\n+OK \r\n",
    '[order] by delivery time, else mtime, now and in the future too, then by name');
  is(pop3d($dir, "UIDL\r\n")->{out}, "+OK \r\n+OK \r\n$list.\r\n",
    'the same when all have moved to cur');
}

{
  my @plain = ('1.' . 'a' x 68, '2.!~#=', '3.x');
  my @odd = ('4.' . 'a' x 69, '5.' . 'a' x 240, '5.' . 'a' x 239 . 'b', '6.a b', "7.a\xe9",
    "8.a\x7f", "9.a\r\n.", "10.a\tb");
  my $dir = maildir({ map({ ("new/$_" => "x\n") } @plain, @odd), 'cur/:2,S' => "x\n" });
  touch("$dir/cur/:2,S", 11);
  my $first = pop3d($dir, "UIDL\r\nQUIT\r\n")->{out};
  my @id = $first =~ /^\d+ (.*)\r$/mg;
  is(@id, @plain + @odd + 1, 'strange names: all are listed');
  is("@id[0 .. 2]", "@plain", '[id-is-name] a legal name is its id');
  is(grep({ !/^[\x21-\x7e]{1,70}\z/ } @id), 0, '[every-id-legal] every id is legal');
  is(keys %{ { map { $_ => 1 } @id } }, @id, '[ids-unique] and unique');
  is(pop3d($dir, "UIDL\r\n")->{out} . $OK, $first,
    '[ids-same-in-cur] and the same after a move to cur');
}

{
  my $dir = maildir({ 'new/5.a' => "x\n", 'cur/.6.hidden' => "x\n", 'new/.7' => "x\n" });
  my $out = maildir({ 'new/1.x' => "secret\n" });
  symlink "$out/new/1.x", "$dir/new/1.link" or die;
  symlink "$out/nothing", "$dir/cur/2.dangling" or die;
  symlink '/dev/zero', "$dir/new/3.zero" or die;
  symlink $out, "$dir/new/nodot" or die;
  POSIX::mkfifo("$dir/new/4.fifo", 0666) or die;
  POSIX::mkfifo("$dir/cur/fifo", 0666) or die;
  mkdir "$dir/cur/6.dir" or die;
  system('mknod', "$dir/new/7.null", 'c', 1, 3) == 0 or die;
  socket my $s, AF_UNIX, SOCK_STREAM, 0 or die;
  bind $s, pack_sockaddr_un("$dir/cur/8.socket") or die;
  dialogue('[no-file] a link, FIFO, folder, device, socket or dot name is no message', $dir, [
    ['UIDL', "+OK \n1 5.a\n.\n"], ['STAT', "+OK 1 3\n"], ['DELE 1', "+OK \n"],
    ['QUIT', "+OK \n"] ]);
  ok(-f "$out/new/1.x" && -l "$dir/new/1.link" && -p "$dir/new/4.fifo"
    && -d "$dir/cur/6.dir" && -S "$dir/cur/8.socket" && -f "$dir/new/.7",
    'and stays where it is');
}

{
  my $dir = maildir({ %three, 'new/400.d' => "12\n", 'new/500.e' => 'y' });
  chmod 0, "$dir/new/400.d";
  my $r = dialogue('[unreadable-listed] an unreadable message is listed', $dir, [
    ['STAT', "+OK 5 54\n"], ['LIST 4', "+OK 4 3\n"],
    ['UIDL 4', "+OK 4 400.d\n"], ['RETR 4', lasting($OPEN)],
    ['TOP 4 0', lasting($OPEN)],
    ['LAST', "+OK 0\n"], ['RETR 5', "+OK \ny\n.\n"], ['DELE 4', "+OK \n"],
    ['QUIT', "+OK \n"] ]);
  my $who = qr/qmail-pop3d: pid \d+ from unknown user unknown/;
  like($r->{err}, qr{^$who warning: cannot read $dir/new/400\.d: Permission denied \(mode 0000 u}m,
    'its failure is logged');
  ok(!-e "$dir/new/400.d" && !-e "$dir/cur/400.d:2,", 'and it can be deleted');
}

# ---- no maildir ----

{
  my $top = scratch();
  chown UID, UID, $top;
  spew("$top/file", '');
  my @rows = (
    ['nothing there', "$top/none", $NONE],
    ['a file', "$top/file", $NONE],
    ['an empty argument', '', $NONE],
  );
  my $dir = maildir(\%three);
  chmod 0, $dir;
  push @rows, ['not to be entered', $dir, $NONE];
  push @rows, ['no new, cur and tmp', scratch(), $NONE];
  for my $sub (qw(new cur)) {
    my $nowhere = maildir({});
    rmdir "$nowhere/$sub" or die;
    symlink 'nowhere', "$nowhere/$sub" or die;
    push @rows, ["$sub leads nowhere", $nowhere, $SCAN];
    my $closed = maildir(\%three);
    chmod 0300, "$closed/$sub";
    push @rows, ["$sub/ not to be read", $closed, lasting($SCAN)];
    my $file = maildir({});
    rmdir "$file/$sub" or die;
    spew("$file/$sub", '');
    push @rows, ["$sub is a file", $file, lasting($SCAN)];
  }
  for my $row (@rows) {
    my ($name, $bad, $reply) = @$row;
    my $r = pop3d($bad, "STAT\r\nQUIT\r\n");
    is("$r->{code} $r->{out}", "0 $reply", "[no-maildir] $name: one reply and the end");
    my $what = $reply eq $NONE ? '(?:change to|find a maildir in)' : 'scan';
    like($r->{err}, qr/^qmail-pop3d: pid .* fatal: cannot $what \Q$bad\E\S*: .+\n.* error/,
      "$name: the log tells why");
  }
  my $good = maildir(\%three);
  rmdir "$good/tmp" or die;
  symlink $good, "$top/link" or die;
  is(pop3d("$top/link", "STAT\r\n")->{out}, "+OK \r\n+OK 3 48\r\n",
    '[linked-maildir] a link to a maildir will do, and tmp/ may be missing');
  for my $sub (qw(new cur)) {
    my $half = maildir(\%three);
    system('rm', '-r', "$half/$sub") == 0 or die 'rm';
    my $n = $sub eq 'new' ? 1 : 2;
    like(pop3d($half, "STAT\r\nQUIT\r\n")->{out}, qr/\A\+OK \r\n\+OK $n \d+\r\n\+OK \r\n\z/,
      "[no-folder] without $sub: what is in the other is served");
    my @there = sort keys %{ contents(maildir({}, $half)) };
    is(join(' ', @there), $sub eq 'new' ? 'cur/200.b:2,S' : 'cur/100.a:2, cur/300.c:2,',
      '  and is in cur then');
  }
  for my $error (qw(EIO ENFILE ENOMEM)) {
    is(fault($good, "STAT\r\n", "chdir:error=$error")->{out},
      "-ERR [SYS/TEMP] unable to open the maildir\r\n", "chdir says $error");
  }
}

done_testing();
