# The size of libc does not matter: a login under a soft limit that ld.so
# alone would use up, which is the recipe's again for what serves the user.
# tcpserver and softlimit are dynamic, so the limit is set behind them.
use strict;
use warnings;
use lib 'tests';
use Chain;
use Session;
use Test::More;

plan skip_all => 'a sanitizer needs terabytes' if $ENV{CHAIN_SANITIZE};
plan skip_all => 'programs are not static here'
  if slurp('static.flag') !~ /static/;
private();

my $LIMIT = 1_500_000;
my $RIGHT = 'ri8t Pass:w0rd';
my $UID = 64990;
my $home = user('alice', $UID, hash($RIGHT, 'y'));
maildir({ 'new/1000.a.h' => "Subject: one\n\n" }, "$home/Maildir", $UID);

# checkers of others, in folders of their own: they let everybody in
sub checker {
  my ($name, @lines) = @_;
  my $dir = scratch();
  spew("$dir/$name", join "\n", "#!$^X", 'use POSIX ();', @lines,
    'POSIX::close(3); $) = $( = ' . $UID . '; POSIX::setuid(' . $UID . ');',
    "chdir '$home';", 'exec { $ARGV[0] } @ARGV;', '');
  chmod 0755, "$dir/$name" or die "chmod: $!";
  return "$dir/$name";
}

sub ours { # processes of the user
  return grep { (eval { slurp("/proc/$_/status") } || '') =~ /^Uid:\t$UID\b/m }
    map { m{(\d+)$} } glob '/proc/[0-9]*';
}

# a session of the chain, with what follows softlimit's option: what it says
# and logs; the limits and the environment of who serves it
sub session {
  my ($limit, @chain) = @_;
  my $port = free_port();
  my $log = scratch() . '/log';
  my $server = start(log => $log, argv => ['tcpserver', '-HRl0', '127.0.0.1', $port,
    'softlimit', '-m', $limit, 'qmail-popup', 'pop3.example.org', @chain]);
  my $c = { s => dial($port) };
  my %r = (said => hear($c, qr/\n/));
  $r{said} = ask($c, "USER alice\r\nPASS $RIGHT\r\nSTAT", qr/\n.*\n.*\n|STAT|-ERR.*\n/);
  if (my ($pid) = ours()) {
    $r{limits} = slurp("/proc/$pid/limits");
    $r{env} = slurp("/proc/$pid/environ");
  }
  close $c->{s};
  wait_for { !ours() } 'an end of the session';
  stop($server);
  $r{log} = slurp($log);
  return \%r;
}

my $MAIL = "+OK \r\n+OK \r\n+OK 1 16\r\n";
sub space { return $_[0]{limits} =~ /^Max address space +(\w+)/m ? $1 : '' }

my @serve = ('qmail-pop3d', './Maildir');

# ---- ours ----

is(run(argv => ['softlimit', '-m', $LIMIT, 'checkpassword-nss', 'true'])->{code}, 127,
  "checkpassword-nss cannot be started under softlimit -m $LIMIT");
my $r;
sub serves {
  my ($checker, $what) = @_;
  $r = session($LIMIT, $checker, @serve);
  is($r->{said}, $MAIL, "[little-room] $what: with qmail-popup there is a login, and mail");
  is(space($r), $LIMIT, '[lifted-put-back] and the limit is what it was');
  like($r->{limits}, qr/^Max data size +$LIMIT /m, '  on data, too');
  unlike($r->{env}, qr/SOFTLIMIT/, '[lifted-untold] and nothing of it is in the environment');
  unlike($r->{log}, qr/fatal|fault/, '  and no fault in the log');
}
serves('checkpassword', 'checkpassword');
serves('checkpassword-nss', 'checkpassword-nss');
my $passwd = slurp('/etc/passwd');
spew('/etc/passwd', $passwd =~ s/:a test:/:a\ttest:/r);
serves('checkpassword', 'checkpassword, that becomes the other');
spew('/etc/passwd', $passwd);

$r = session($LIMIT, programs() . '/checkpassword', @serve);
is(space($r), $LIMIT, 'the same by its path');

$r = session(99_000_000, 'checkpassword', 'cat');
is(space($r), 99_000_000, 'another program behind checkpassword: the limit');
unlike($r->{env}, qr/SOFTLIMIT/, '  and the environment');

# ---- those of others ----

$r = session($LIMIT, checker('checker'), @serve);
like($r->{said}, qr/^-ERR /m, 'another checker gets no more than it always got');
$r = session(99_000_000, checker('checker'), 'cat');
is(space($r), 99_000_000, '  the limit that is set');
unlike($r->{env}, qr/SOFTLIMIT/, '  and the environment');

$r = session(99_000_000, checker('checkpassword-nss'), @serve);
is($r->{said}, $MAIL, 'another one of that name');
is(space($r), 99_000_000, '[lifted-for-others] the limit is the recipe\'s for qmail-pop3d');

$r = session(99_000_000, checker('checkpassword-nss',
  "system 'prlimit', '--as=70000000:', '--pid', \$\$;"), @serve);
is(space($r), 70_000_000, '  or what that checker has set');

done_testing;
