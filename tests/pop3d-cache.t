# qmail-pop3d: its cache of octets, in a session.
use strict;
use warnings;
use lib 'tests';
use Chain;
use POSIX ();
use Pop3d;
use Session;
use Test::More;

needs('strace');
plan skip_all => 'a sanitizer makes calls of its own' if $ENV{CHAIN_SANITIZE};

{
  my %five = (%three, 'new/400.d' => "d\n\n", 'cur/500.e:2,' => '', 'cur/e' => ".\n");
  my @octets = qw(21 24 3 5 0 3);
  my @names = qw(100.a 200.b 300.c 400.d 500.e e);
  my $cache = join '', map { "$octets[$_] $names[$_]\n" } 0 .. 5;
  my $told = sub { crlf("+OK \n+OK \n", map({ $_ + 1 . " $_[$_]\n" } 0 .. 5), ".\n") };
  my $in = "LIST\r\nQUIT\r\n";
  my $left = sub {
    my ($dir) = @_;
    opendir my $d, "$dir/tmp" or die;
    return join ' ', grep { !/^\.{1,2}\z/ } readdir $d;
  };

  my $dir = maildir(\%five);
  is(pop3d($dir, $in)->{out}, $told->(@octets) . $OK, 'counted');
  is(slurp("$dir/pop3.octets"), $cache, 'and kept in pop3.octets, in order of messages');
  my @st = stat "$dir/pop3.octets";
  is(sprintf('%o', $st[2] & 07777), '600', 'for the user alone');
  is($left->($dir), '', 'and nothing is left in tmp');
  my $r = fault($dir, "STAT\r\n", undef, calls => 'open,openat,lstat,newfstatat');
  is($r->{out}, "+OK \r\n+OK 6 56\r\n", 'the second session');
  is(() = $r->{trace} =~ /O_NOFOLLOW/g, 1, 'opens the cache and no message');

  my $wrong = $cache =~ s/^\d+/7/mgr;
  my @rows = (
    ['the cache is believed', $wrong, [(7) x 6]],
    ['some messages only', "8 200.b\n9 500.e\n", [21, 8, 3, 5, 9, 3]],
    ['others among them', "1 1.x\n8 100.a\n1 150.x\n9 300.c\n1 999.x\n", [8, 24, 9, 5, 0, 3]],
    map({ ["malformed: $_->[0]", $wrong . $_->[1], \@octets] }
      ['the last line has no end', '1 x'], ['no name', "1 \n"], ['no name, no space', "1\n"],
      ['no number', " x\n"], ['not a number', "x x\n"], ['an empty line', "\n"],
      ['2^64', "18446744073709551616 x\n"], ['a sign', "-1 x\n"]),
    ['malformed at the start', "x\n$wrong", \@octets],
    ['an empty cache', '', \@octets],
  );
  for my $row (@rows) {
    my ($name, $bytes, $octets) = @$row;
    my $one = maildir({ %five, 'pop3.octets' => $bytes });
    is(pop3d($one, $in)->{out}, $told->(@$octets) . $OK, $name);
  }
  my $sized = maildir({ %five, 'cur/500.e,W=4:2,' => '', 'pop3.octets' => "7 500.e,W=4\n" });
  unlink "$sized/cur/500.e:2," or die;
  like(pop3d($sized, $in)->{out}, qr/^5 7\r\n/m, 'what a cache says comes before a name');

  for my $link (sub { symlink 'there', $_[0] }, sub { POSIX::mkfifo($_[0], 0666) },
      sub { mkdir $_[0] }) {
    my $odd = maildir({ %five, there => $wrong });
    $link->("$odd/pop3.octets") or die;
    is(pop3d($odd, $in)->{out}, $told->(@octets) . $OK,
      '[cache-no-file] a cache that is no file: none');
    is(slurp("$odd/there"), $wrong, 'and a link is not followed');
  }

  my $closed = maildir(\%five);
  chmod 0555, "$closed/tmp";
  is(pop3d($closed, $in)->{out}, $told->(@octets) . $OK, 'tmp not writable: no cache, no error');
  ok(!-e "$closed/pop3.octets", 'none');
  my $hung = maildir(\%five);
  pop3d($hung, "LIST\r\n");
  ok(!-e "$hung/pop3.octets", 'nor without QUIT');
  my %old = (%five, 'pop3.octets' => "9 x.old\n");
  my $clean = fault(maildir(\%old), $in, undef, calls => 'close');
  my $last = () = $clean->{trace} =~ /^close\(/mg;
  --$last;    # after it only tmp/ is read
  my $kept = maildir(\%old);
  is(fault($kept, $in, "close:error=EDQUOT:when=$last")->{out}, $told->(@octets) . $OK,
    'closing the cache fails: no error');
  is(slurp("$kept/pop3.octets"), "9 x.old\n", 'and the old cache is kept');
  for my $inject (qw(write:error=ENOSPC close:error=EDQUOT rename:error=EIO)) {
    sweep("the cache, $inject", \%old, $in, $inject, sub {
      my ($r, $d) = @_;
      return 'the reply' if index $told->(@octets) . $OK, $r->{out};
      return 'left in tmp: ' . $left->($d) if $left->($d);
      return slurp("$d/pop3.octets") =~ /\A(9 x\.old\n|\Q$cache\E)\z/ ? '' : 'a wrong cache';
    });
  }
}

done_testing();
