# pop3rows and pop3stat on a real journal, in every form that journalctl prints;
# the timer and the morning mail of services/, by what runs them.
use strict;
use warnings;
use lib 'tests';
use Chain;
use File::Copy 'copy';
use Log;
use MIME::QuotedPrint;
use POSIX 'strftime';
use Systemd;
use Test::More;

private();
own_root();
my $JOURNALD = '/lib/systemd/systemd-journald';
plan skip_all => 'no journald' if !-x $JOURNALD;

my ($log) = written();
my $raw = slurp($log);
my $bare = $raw =~ s/^\S+ //gmr;
my $began = time;

# ---- a journal of our own ----

system(qw(mount -t tmpfs none /run)) == 0 or die 'mount';
mkdir $_ for qw(/run/systemd /run/systemd/journal /run/log /run/log/journal /etc/systemd);
spew('/etc/systemd/journald.conf',
  "[Journal]\nStorage=volatile\nReadKMsg=no\nAudit=no\nRateLimitIntervalSec=0\n");
my $journald = start(argv => [$JOURNALD], log => scratch() . '/log');
wait_for { -S '/run/systemd/journal/stdout' } 'journald';

sub journal {
  my (@words) = @_;
  return run(argv => [qw(journalctl --quiet -t qmail-pop3d), @words],
    env => { TZ => 'UTC' })->{out};
}
run(argv => [qw(systemd-cat -t qmail-pop3d)], in => $bare);
my $lines = () = $bare =~ /\n/g;
wait_for { $lines == (() = journal('-o', 'cat') =~ /\n/g) } 'all lines in the journal';

# ---- each form ----

my @awks = grep { -x "/usr/bin/$_" } qw(mawk gawk busybox original-awk);
my %path = map { my $dir = scratch(); symlink "/usr/bin/$_", "$dir/awk" or die "symlink: $!";
  ($_ => "$dir:/usr/bin:/bin") } @awks;

# what a program makes of a log, and what went wrong
sub made {
  my ($program, $awk, $in) = @_;
  my $r = run(argv => [source() . "/$program"], in => $in, env => { PATH => $path{$awk} });
  return $r->{code} || $r->{err} ne '' ? "exit $r->{code} $r->{err}" : $r->{out};
}
# without the times: of rows, and of sums
sub timeless {
  my ($table) = @_;
  return join "\n", map { s/^log from .*//r =~ s/^\S+ +//r } split /\n/, $table;
}
sub same {
  my ($got, $want, $what) = @_;
  my @both = ([split /\n/, $got], [split /\n/, $want]);
  my ($n) = grep { ($both[0][$_] // 'no more') ne ($both[1][$_] // 'no more') }
    0 .. ($#{ $both[0] } > $#{ $both[1] } ? $#{ $both[0] } : $#{ $both[1] });
  ok(!defined $n, $what) or diag map { 'line: ' . ($_->[$n] // 'no more') . "\n" } @both;
}
sub times_of { return grep { $_ ne 'when' } map { /^(\S+)/ } split /\n/, $_[0] }

my $day = qr/\d{4}-\d\d-\d\d/;
my %time = (short => qr/[A-Z][a-z]{2}-\d+T/, 'short-full' => $day, 'short-iso' => $day,
  'short-iso-precise' => $day, 'short-precise' => qr/[A-Z][a-z]{2}-\d+T/,
  'short-unix' => qr/\d{10}\.\d/, verbose => $day, 'with-unit' => $day, cat => qr/-$/,
  'short-monotonic' => qr/-$/, 'short-delta' => qr/-$/,
  map { ($_ => qr/\d{16}$/) } qw(export json json-pretty json-sse json-seq));
my %knows = map { ($_ => 1) } split /\s+/, `journalctl -o help 2>/dev/null`;
for my $form (sort keys %time) {
  next if %knows && !$knows{$form}; # of a later systemd
  my $in = journal('-o', $form);
  # what systemd has started has its unit there
  $in =~ s{ (qmail-pop3d\[)}{ qmail-pop3d\@0-127.0.0.1:110-127.0.0.1:9.service/$1}g
    if $form eq 'with-unit';
  for my $awk (@awks) {
    my $rows = made('pop3rows', $awk, $in);
    same(timeless($rows), timeless(made('pop3rows', $awk, $bare)),
      "[journal-forms] $awk: pop3rows, journalctl -o $form");
    is_deeply([grep { !/^$time{$form}/ } times_of($rows)], [], '  and the times');
    same(timeless(made('pop3stat', $awk, $in)), timeless(made('pop3stat', $awk, $bare)),
      "  pop3stat, journalctl -o $form");
  }
}

# ---- what services/ has ----

for my $program (qw(pop3rows pop3stat)) {
  copy(source() . "/$program", "/usr/local/bin/$program") or die "copy: $!";
  chmod 0755, "/usr/local/bin/$program" or die "chmod: $!";
}
my $sums = timeless(made('pop3stat', $awks[0], $bare));

{
  my $units = source() . '/services/systemd';
  my $service = unit("$units/pop3stat.service");
  my $timer = unit("$units/pop3stat.timer");
  my ($shell, $command) = $service->{ExecStart} =~ m{^(/bin/sh) -c '(.*)'$};
  # systemd would take these for its own
  unlike($command, qr/[\$%]/, 'the service: nothing in its command has a meaning to systemd');
  my $r = run(argv => [$shell, '-c', $command],
    env => { PATH => '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' });
  is("$r->{code} $r->{err}", '0 ', '[stat-timer]   runs');
  same(timeless($r->{out}), $sums, '  and says what was there');
  SKIP: {
    skip 'no systemd-analyze', 2 if !-x '/usr/bin/systemd-analyze';
    my $said = run(argv => ['systemd-analyze', 'verify', '--man=no',
      map { "$units/pop3stat.$_" } qw(timer service)])->{err};
    is(join('', grep { /pop3/ } split /^/, $said), '', '  verified'); # others have units, too
    like(run(argv => ['systemd-analyze', 'calendar', $timer->{OnCalendar}])->{out},
      qr/Normalized form: \*-\*-\* 06:30:00$/m, '  each morning');
  }
}
stop($journald);

# The line of cron: a mail with the sums of the last day, of the service that
# qmail-pop3d-conf makes.
{
  my $dir = '/etc/qmail-pop3d/log/main';
  system('mkdir', '-p', $dir) == 0 or die 'mkdir';
  my @raw = split /^/, $raw;
  my $half = @raw / 2;
  spew("$dir/\@4000000000000001.s", join '', @raw[0 .. $half - 1]);
  spew("$dir/\@4000000000000000.s", $raw);
  utime $began - 30 * 3600, $began - 30 * 3600, "$dir/\@4000000000000000.s"; # too old
  spew("$dir/current", join '', @raw[$half .. $#raw]);
  my $tab = slurp(source() . '/services/cron/pop3stat');
  my ($at, $command) = $tab =~ /^((?:\S+ ){5})root (.*)\n\z/m;
  is($at, '30 6 * * * ', 'cron: each morning');
  unlike($command, qr/%/, '  nothing in its command has a meaning to cron');
  my %set = $tab =~ /^(\w+)=(.*)$/mg;
  my $r = run(argv => ['/bin/sh', '-c', $command], chdir => '/',
    env => { %set, HOME => '/root', LOGNAME => 'root', SHELL => '/bin/sh' });
  is("$r->{code} $r->{err}", '0 ', '[stat-cron]   runs');
  same(timeless($r->{out}), timeless(made('pop3stat', $awks[0], $raw)),
    '  and says what was there');

  my ($cron) = grep { -x } map { "$_/cron" } split /:/, $ENV{PATH};
  SKIP: {
    skip 'no cron', 2 if !$cron;
    spew('/etc/crontab', '');
    unlink glob '/etc/cron.d/*';
    spew('/etc/cron.d/pop3stat', $tab =~ s/^\Q$at\E/* * * * * /mr);
    chmod 0644, '/etc/crontab', '/etc/cron.d/pop3stat' or die "chmod: $!";
    system(qw(mkdir -p /var/spool/cron/crontabs)) == 0 or die 'mkdir';
    my $mail = scratch() . '/mail';
    unlink '/usr/sbin/sendmail';
    spew('/usr/sbin/sendmail', "#!/bin/sh\ncat >$mail.new && mv $mail.new $mail\n");
    chmod 0755, '/usr/sbin/sendmail' or die "chmod: $!";
    my $pid = start(argv => [$cron, '-f'], log => scratch() . '/log');
    wait_for { -e $mail } 'the mail of cron'; # which looks once a minute
    stop($pid);
    my ($head, $body) = split /\n\n/, slurp($mail), 2;
    $body = decode_qp($body) if $head =~ /^Content-Transfer-Encoding: quoted-printable$/mi;
    like($head, qr/^To: postmaster$/m, '[stat-cron] a real cron: who gets the mail');
    same(timeless($body), timeless($r->{out}), '  and what is in it');
  }
}

done_testing();
