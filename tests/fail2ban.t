# services/fail2ban-qmail-pop3.conf: fail2ban's own fail2ban-regex finds each refused
# login in a real log, with the client's address, and nothing else, whatever
# clients send.
use strict;
use warnings;
use lib 'tests';
use Chain;
use Log;
use POSIX ();
use Test::More;

plan skip_all => 'fail2ban is not installed' if !-x '/usr/bin/fail2ban-regex';
private();

# where there is no blank in the path, after which fail2ban-regex takes it for
# an expression
my $FILTER = scratch() . '/filter.conf';
spew($FILTER, slurp(source() . '/services/fail2ban-qmail-pop3.conf'));
my $dir = scratch();
my ($log, @wanted) = written();
my $raw = slurp($log);

# what fail2ban does not see as an address it does not ban
my %mapped = ('::ffff:192.0.2.7' => '192.0.2.7');
my @refused = map { $mapped{$_} || $_ } grep { $_ ne 'unknown' }
  map { $_->[1] } grep { $_->[0] eq 'refused' } @wanted;
cmp_ok(scalar @refused, '>', 80, 'refused logins');
is(scalar(grep { $_ eq FORGED } @refused), 0, 'none of them by who is named in their logins');
like($raw, qr/\Q${\FORGED}/, 'who is in the log');

# [address, time] of each line that the filter finds in the text
sub found {
  my ($text, $filter) = @_;
  spew("$dir/log", $text);
  my $r = run(argv => ['fail2ban-regex', '-o', 'row', "$dir/log", $filter || $FILTER]);
  is("$r->{code} $r->{err}", '0 ', 'fail2ban-regex has no complaint') or diag($r->{out});
  return $r->{out} =~ /^\['([^']+)',\s*([\d.]+),/mg;
}

sub finds {
  my ($text, $want, $what) = @_;
  my @found = found($text);
  is(join(' ', sort grep { !/^\d+(\.\d+)?\z/ } @found), join(' ', sort @$want), $what);
  my @late = grep { /^\d+(\.\d+)?\z/ && abs($_ - time) > 120 } @found;
  is("@late", '', '  and when it was');
}

# ---- as multilog, tai64nlocal and others write the time ----

finds($raw, \@refused, 'as multilog writes it');
my $local = run(argv => ['tai64nlocal'], in => $raw)->{out};
like($local, qr/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{9} /, 'tai64nlocal');
finds($local, \@refused, 'through tai64nlocal');
finds(join('', grep { / user \S*\@4000/ } split /^/m, $local), [map { $_->[1] }
  grep { $_->[0] eq 'refused' && $_->[2] =~ /\@4000/ } @wanted], 'a login with a time in it');

my @lines = map { s/^\S+ //r } split /^/, $raw;
my %form = (
  'syslog' => POSIX::strftime('%b %e %H:%M:%S mail qmail-popup[71]: ', localtime),
  'syslog with a whole date' => POSIX::strftime('%Y-%m-%dT%H:%M:%S.123456+00:00 mail '
    . 'pop3@0-10.0.0.1:110-10.0.0.2:4711.service[71]: ', gmtime),
);
for my $name (sort keys %form) {
  finds(join('', map { $form{$name} . $_ } @lines), \@refused, "in the form of $name");
}

# ---- each line by itself: who did no wrong is not found ----

my @good = grep { !/ refused: [a-z0-9 ]+$/ } split /\n/, $raw;
cmp_ok(scalar @good, '>', 200, 'other lines');
finds(join('', map { "$_\n" } @good), [], 'are not found');

# what the chain never writes, whoever asks
my $line = 'checkpassword: pid 1 from ' . FORGED . ' user x refused: wrong password';
my ($label) = $raw =~ /^(\S+)/;
my @never = ("x $line", "tcpserver: ok 1 a:1.2.3.4:110 $line:1.2.3.5::1", "qmail-pop3d: $line",
  "tcpserver: pid 1 from $line", ($line =~ s/user x/user x y/r), ($line =~ s/x refused/ refused/r),
  ($line =~ s/from \S+/from x from ${\FORGED}/r), "$line\\x0a", "$line $line",
  ($line =~ s/from \S+/from localhost/r), ($line =~ s/refused: .*/accepted/r),
  ($line =~ s/refused: .*/refused: /r), ($line =~ s/pid 1/pid x/r));
finds(join('', map { "$label $_\n" } @never), [], 'nor is what only looks like one');
finds("$label " . ($line =~ s/^checkpassword/checkmail/r) . "\n", [FORGED],
  'a line of checkmail is');

# ---- the jail ----

{
  my ($jail) = slurp('INSTALL') =~ /^( {8}\[qmail-pop3\]\n(?: {8}.*\n)+)/m or die 'no jail';
  $jail =~ s/^ {8}//mg;
  system('cp', '-r', '/etc/fail2ban', "$dir/etc") == 0 or die 'cp';
  unlink glob "$dir/etc/jail.d/*";
  my ($path) = $jail =~ m{^logpath = (/\S+)$}m;
  is($path, '/etc/qmail-pop3*/log/main/current', 'it watches the logs of the services');
  $jail =~ s/^logpath = .*/logpath = $log/m;
  spew("$dir/etc/jail.d/qmail-pop3.conf", $jail);
  spew("$dir/etc/filter.d/qmail-pop3.conf", slurp($FILTER));
  my $r = run(argv => ['fail2ban-client', '-c', "$dir/etc", '-d']);
  is($r->{code}, 0, 'fail2ban takes the jail') or diag($r->{out}, $r->{err});
  like($r->{out}, qr/'set', 'qmail-pop3', 'addlogpath', '\Q$log\E'/, '  with its log');
  like($r->{out}, qr/'set', 'qmail-pop3', 'maxretry', 6/, '  and its numbers');
  my ($command) = slurp($FILTER) =~ /^#   (fail2ban-regex .*)$/m;
  $command =~ s/^(\S+) \S+/$1 -c $dir\/etc $log/ or die $command;
  $r = run(argv => [split ' ', $command]);
  like($r->{out}, qr/, ${\scalar @refused} matched,/, 'and the command of its comment');
}

done_testing;
