# A store that hangs, as a file server does that is gone: a file system which
# nobody answers for, as a home, as a maildir or as a folder of one.  The login
# ends in bounded time, and its place is free again.
use strict;
use warnings;
use lib 'tests';
use Chain;
use Fcntl qw(F_SETFD);
use POSIX ();
use Session;
use Test::More;
use Time::HiRes 'time';

private();
open my $fuse, '+<', '/dev/fuse' or plan skip_all => "no /dev/fuse: $!";

# mounts one on the directory; whoever opens anything there waits for ever
my @open;
sub hung {
  my ($dir) = @_;
  open my $f, '+<', '/dev/fuse' or die "/dev/fuse: $!";
  fcntl $f, F_SETFD, 0 or die "fcntl: $!";
  my $options = 'fd=' . fileno($f) . ',rootmode=40000,user_id=0,group_id=0,allow_other';
  system('mount', '-i', '-n', '-t', 'fuse', '-o', $options, 'hung', $dir) == 0 or return 0;
  fcntl $f, F_SETFD, 1 or die "fcntl: $!";
  push @open, [$f, $dir];
  return 1;
}

my $PASSWORD = 'open sesame';
my $TEMP = "-ERR [SYS/TEMP] service unavailable, please wait\r\n";
my $uid = 61000;
my @clients;
for my $row (['a home', ''], ['a maildir', '/Maildir'], ['new', '/Maildir/new'],
    ['cur', '/Maildir/cur']) {
  my ($what, $where) = @$row;
  my $name = 'user' . ++$uid;
  my $home = user($name, $uid, hash($PASSWORD, 6));
  maildir({ 'new/1.a' => "Subject: a\n\nb\n" }, "$home/Maildir", $uid);
  hung("$home$where") or plan skip_all => 'no file system of this kind can be mounted';
  my $c = client(argv => [qw(qmail-popup pop3.example.org checkpassword qmail-pop3d Maildir)],
    log => scratch() . '/log');
  hear($c, qr/\n/);
  push @clients, [$what, $c, time];
  ask($c, "USER $name");
  syswrite $c->{s}, "PASS $PASSWORD\r\n";
}
for (@clients) {
  my ($what, $c, $since) = @$_;
  IO::Select->new($c->{s})->can_read(150); # the limit of the programs is 60
  is(hear($c, qr/\n\z/), $TEMP, "[store-hangs] $what that hangs: the client is told to come later");
  my $took = time - $since;
  cmp_ok($took, '>', 55, '  not at once, as it may only be slow');
  my $log = finish($c)->{err};
  like($log, qr/ fault: \[SYS\/TEMP\] .*, signal 14\n\z/, '  and the log says that it was so');
  unlike($log, qr/refused|crashed/, '  which is no refusal, and no crash');
}

system('umount', '-l', $_->[1]) for @open;
close $_->[0] for @open;
done_testing();
