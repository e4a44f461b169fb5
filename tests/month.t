# The logs of qmail-pop3d-conf, runit and s6 keep a month of 40 users: each is
# fed as many lines as that has, and the first one must still be there.
use strict;
use warnings;
use lib 'tests';
use Chain;
use Test::More;

private();
own_root();
delete @ENV{grep { /^MAKE|^MFLAGS$/ } keys %ENV}; # a make of its own
is(`make setup >/dev/null; echo \$?`, "0\n", 'make setup');

my $UID = 64901; # of who writes the logs
my $DAYS = 31;
my $A_DAY = 100_000; # lines, if each of 40 users comes every four minutes
# what a session leaves
my @lines = map { "$_\n" } 'tcpserver: status: 12/31',
  'tcpserver: pid 123456 from 203.0.113.77',
  'tcpserver: ok 123456 pop3.example.org:192.0.2.110:110 :203.0.113.77::54321',
  'checkpassword: pid 123457 from 203.0.113.77 user firstname.lastname accepted',
  'qmail-pop3d: pid 123457 from 203.0.113.77 user firstname.lastname quit retr 1 43210 dele 1'
  . ' left 1234 123456789 ms 1234 top 0 0 lost 0',
  'qmail-pop3d: pid 123457 from 203.0.113.77 user firstname.lastname removed'
  . ' 1795656671.M123456P12345.mail 43210 sent',
  'tcpserver: end 123456 status 0';

# feed(what runs the log, its folder)
sub feed {
  my ($what, $dir, @run) = @_;
  my $block = join('', @lines) x 1000;
  my $left = $DAYS * $A_DAY;
  open my $to, '|-', @run or die "$run[0]: $!";
  print $to "the first line of the month\n";
  while ($left > 0) {
    print $to $block;
    $left -= 1000 * @lines;
  }
  close $to or die "$what: $?";
  my ($oldest) = sort glob "$dir/\@*";
  ok(defined $oldest, "$what: there is more than one file");
  my ($kept, $first) = (0, '');
  for my $file (glob("$dir/\@*"), "$dir/current") {
    open my $f, '<', $file or die "$file: $!";
    while (<$f>) {
      ++$kept;
      $first = $_ if /the first line/;
    }
  }
  like($first, qr/the first line of the month$/, "[month-kept] $what: it keeps a month");
  cmp_ok($kept, '>', $DAYS * $A_DAY, '  all of it');
  my ($mode, $owner) = (stat $dir)[2, 4];
  is($mode & 07, 0, '  which others cannot read');
  is($owner, $UID, '  as it is of its own account');
  system('rm', '-rf', $dir) == 0 or die 'rm';
}

Chain::append('/etc/passwd', "pop3log:x:${UID}:${UID}::/nowhere:/bin/false\n");
Chain::append('/etc/group', "pop3log:x:${UID}:\n");
my @conf = (qw(qmail-pop3d-conf checkpassword pop3log /etc/pop3d pop3.example.org));
my $r = run(argv => \@conf);
is("$r->{code} $r->{err}", '0 ', 'qmail-pop3d-conf');
feed('multilog', '/etc/pop3d/log/main', 'sh', '-c', 'cd /etc/pop3d/log && exec ./run');

for (['runit', 'svlogd'], ['s6', 's6-log']) {
  my ($name, $program) = @$_;
  SKIP: {
    skip "no $program", 5 if !grep { -x "$_/$program" } split /:/, $ENV{PATH};
    feed($name, '/var/log/qmail-pop3d', 'sh', source() . "/services/$name/log/run");
  }
}

done_testing();
