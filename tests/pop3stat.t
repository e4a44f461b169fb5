# pop3rows and pop3stat: the tables that they make of a real log, of logs that
# are cut and glued, of logs that grow; by every awk that this machine has.
use strict;
use warnings;
use lib 'tests';
use Chain;
use Log;
use Test::More;

private();

my $dir = scratch();
my ($log, @wanted) = written();
my $raw = slurp($log);
my $local = run(argv => ['tai64nlocal'], in => $raw)->{out};
my $bare = $raw =~ s/^\S+ //gmr;

# ---- what is to be expected, told apart by other means than the programs' ----

my $who = qr/pid \d+ from (\S+)/;
my $ours = qr/(?:qmail-popup|checkpassword|checkmail|qmail-pop3d):(?=\s|\z)/;
my $ended = qr/quit|eof|timeout|signal|error/;

# [when, how, ms, retr, octets, dele, from, user, words] of a line, or nothing
sub row_of {
  my ($line) = @_;
  my $when = '-';
  if ($line =~ s/^(\@[0-9a-f]{24}) (?=$ours)//) { $when = $1 }
  elsif ($line =~ s/^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)\.\d{9} (?=$ours)//) { $when = "$1T$2" }
  elsif ($line =~ s/^(\d{4}-\d\d-\d\d)_(\d\d:\d\d:\d\d)\.\d{5} (?=$ours)//) { $when = "$1T$2" }
  return if $line !~ /^$ours/ || $line =~ /^check(?:password|mail): $who user \S+ accepted\z/
    || $line =~ /^checkmail: $who user \S+ by \S+ accepted\z/;
  my @none = ('-') x 4;
  return [$when, 'refused', @none, $1, $2, $3]
    if $line =~ /^(?:checkpassword|checkmail|qmail-popup): $who user (\S+) refused: (\S.*)\z/;
  return [$when, $2, @none, $1, '-', $3]
    if $line =~ /^qmail-popup: $who (fault|closed): (\S.*)\z/;
  return [$when, $3, @none, $1 // '-', $2 // '-', $4]
    if $line =~ /^$ours (?:$who (?:user (\S+) )?)?(fatal|warning): (\S.*)\z/;
  if ($line =~ s/^qmail-pop3d: $who user (\S+) ($ended) retr //) {
    my ($from, $user, $how) = ($1, $2, $3);
    return [$when, $how, $6, $1, $2, $3, $from, $user, "left $4 $5 lost $7"]
      if $line =~ /^(\d+) (\d+) dele (\d+) left (\d+) (\d+|-) ms (\d+) top \d+ \d+ lost (\d+)\z/;
  }
  my $about = qr/removed \S+ (?:\d+|-) (?:un)?sent|(?:sent|top) \S+ (?:\d+|-)/;
  return if $line =~ /^qmail-pop3d: $who user \S+ (?:$about)\z/;
  return [$when, 'cut', @none, '-', '-'];
}

sub rows_of { return grep { $_ } map { row_of($_) } split /\n/, $_[0] }

my @names = qw(when how ms retr octets dele from user);
# what pop3stat makes of rows, line by line, each word behind one blank
sub sums_of {
  my (%user, %from, %tried, %lines);
  for (@_) {
    my ($when, $how, $ms, $retr, $octets, $dele, $from, $user, $words) = @$_;
    $words //= '';
    $lines{$how}++ if $how =~ /^(fatal|warning|cut)\z/;
    my $nobody = $user eq 'unknown'
      || $words =~ /^(no such login|over 512 bytes|for somebody else)\z/;
    my $whose = $how eq 'refused' && $nobody ? 'no user' : "user $user";
    my @sums = ($user{all} ||= { }, $from ne '-' ? $from{"from $from"} ||= { } : (),
      $user ne '-' || $how eq 'refused' ? $user{$whose} ||= { } : ());
    $tried{"from $from"}{$user} = 1 if $how eq 'refused';
    for my $s (@sums) {
      $s->{refused}++ if $how eq 'refused';
      $s->{closed}++ if $how eq 'closed';
      $s->{faults}++ if $how =~ /^(fault|error|fatal|warning|cut)\z/;
      next if $ms eq '-';
      $s->{sessions}++;
      $s->{sent} += $retr;
      $s->{octets} += $octets;
      $s->{dele} += $dele;
      $s->{lost} += (split / /, $words)[4];
    }
    $user{"user $user"}{last} = [$when, $from, (split / /, $words)[1, 2]] if $ms ne '-';
  }
  my $line = sub {
    my ($who, $s, @names) = @_;
    return join ' ', map({ sprintf '%.0f', $s->{$_} || 0 } @names), $who;
  };
  my @user = map { join(' ', @{ $user{$_}{last} || ['-', '-', '-', '-'] }) . ' '
    . $line->($_, $user{$_}, qw(sessions sent octets dele lost refused)) }
    'all', sort grep { $_ ne 'all' } keys %user;
  my @from = map { my $s = $from{$_}; ($s->{refused} || 0) . ' ' . keys(%{ $tried{$_} || {} })
    . ' ' . $line->($_, $s, qw(sessions closed faults)) }
    sort { ($from{$b}{refused} || 0) <=> ($from{$a}{refused} || 0)
      || keys(%{ $tried{$b} || {} }) <=> keys(%{ $tried{$a} || {} }) || $a cmp $b } keys %from;
  return ("log from $_[0][0] to $_[-1][0]", '',
    'last from left octets sessions sent octets deleted lost refused who', @user, '',
    'refused logins sessions closed faults who', @from, '',
    map { "$lines{$_} lines $_" } sort keys %lines);
}

# ---- what there is ----

my @awks = grep { -x "/usr/bin/$_" } qw(mawk gawk busybox original-awk);
cmp_ok(scalar @awks, '>=', 1, "awk: @awks");
my ($awk, $path);
sub use_awk {
  ($awk) = @_;
  $path = scratch();
  symlink "/usr/bin/$awk", "$path/awk" or die "symlink: $!";
  $path .= ':/usr/bin:/bin';
}

sub table {
  my ($program, $in) = @_;
  my $r = run(argv => [source() . "/$program"], in => $in, env => { PATH => $path });
  is("$r->{code} $r->{err}", '0 ', "$awk: $program has no complaint");
  return $r->{out};
}

sub is_table {
  my ($table, $columns, $want, $what) = @_;
  my @got = map { my @w = split ' ', $_, $columns; $w[-1] =~ s/\s+\z//; [@w] } split /\n/, $table;
  my @lines = map { join(' ', @$_) =~ s/\s+\z//r } @$want;
  my @said = map { join ' ', @$_ } @got;
  my $last = $#lines > $#said ? $#lines : $#said;
  my ($n) = grep { ($said[$_] // '') ne ($lines[$_] // '') } 0 .. $last;
  ok(!defined $n, "$awk: $what, " . @lines . ' rows')
    or diag('got:  ', $said[$n] // 'no more', "\nwant: ", $lines[$n] // 'no more');
}

sub rows_right {
  my ($in, $what) = @_;
  is_table(table('pop3rows', $in), 9, [[@names], rows_of($in)], "pop3rows, $what");
}

sub sums_right {
  my ($in, $what) = @_;
  my @rows = rows_of($in =~ s/\0//gr);
  if (!@rows) {
    my $r = run(argv => [source() . '/pop3stat'], in => $in, env => { PATH => $path });
    is_deeply([@$r{qw(code out err)}], [1, '', "pop3stat: no line of the POP3 service is in this"
      . " log\n"], "[stat-none] $awk: pop3stat, $what");
    return;
  }
  my @got = map { join ' ', split ' ' } split /\n/, table('pop3stat', $in);
  my @want = sums_of(@rows);
  my ($n) = grep { ($got[$_] // 'no more') ne ($want[$_] // 'no more') }
    0 .. ($#got > $#want ? $#got : $#want);
  ok(!defined $n, "[stat-sums] $awk: pop3stat, $what, " . @want . ' lines')
    or diag('got:  ', $got[$n] // 'no more', "\nwant: ", $want[$n] // 'no more');
}

# ---- the log says what was done ----

{
  use_awk($awks[0]);
  my @rows = map { [split] } split /\n/, table('pop3rows', $raw);
  shift @rows;
  my @got = map { my @r = @$_; $r[1] =~ /^(fatal|warning|closed|fault)\z/ ? "$r[1] $r[6] $r[7]"
    : $r[1] eq 'refused' ? "@r[1, 6 .. $#r]" : "@r[1, 6, 7, 3, 4, 5]" } @rows;
  my @want = map { join ' ', @$_ } @wanted;
  is_deeply([sort @got], [sort @want], 'a row for each thing that was done');
  is(scalar(grep { $_->[6] eq FORGED } @rows), 0, 'none for who has done nothing');
  is_deeply([grep { $raw !~ /^\Q$_->[0]\E .* from \Q$_->[6]\E .* ms $_->[2] /m }
    grep { $_->[2] ne '-' } @rows], [], 'sessions took as long as their lines say');
  my $table = table('pop3stat', $raw);
  unlike($table, qr/ from \Q${\FORGED}/, 'pop3stat: nor does it add up for him');
  unlike($raw . $table, qr/[^ -~\n]/, 'nothing but visible ASCII');
  like($table,
    qr/ all\n.* no user\n(?:.* user \S+\n)+\n.*\n *3 +\d .* from \S+\n(?:.* from .*\n)+\n/,
    'in order');
}

# ---- by every awk ----

my @lines = split /\n/, $bare;
# one of each kind
my @kinds = map { my $kind = $_; (grep { $_ =~ $kind } @lines)[0] } qr/ user alice accepted$/,
  qr/ alice refused: wrong password$/, qr/ refused: over /, qr/ quit retr 2 34 /, qr/ eof /,
  qr/ fault: /, qr/ closed: /, qr/ fatal: /, qr/ warning: /, qr/tcpserver: ok/;
my ($first) = split / /, $raw;
my $more = 'top 0 0 lost 0';
my $slow = 'qmail-pop3d: pid 9 from 10.0.0.9 user dora';
my @odd = (
  '', ' ', 'x', "\xff\xfe \x80", 'x ' x 1000, 'y' x 100_000, 'qmail-pop3d:', 'checkpassword: ',
  "x $kinds[1]", "$kinds[1] $kinds[2]", 'tcpserver: status: 1/31', '@4000 qmail-pop3d: fatal: x',
  '2026-11-22 qmail-pop3d: fatal: x', "$first qmail-pop3d: fatal: x y",
  '2026-11-22 18:30:01.123456789 qmail-pop3d: warning: z',
  '2026-11-22_18:30:01.12345 qmail-pop3d: warning: z', "sh: 1: qmail-popup: not found",
  (map { "$first $slow $_ $more" }
    'quit retr 1 1 dele 1 left 1 1', 'quit retr 1 1 dele 1 left 1 1 ms',
    'quit retr 1 1 dele 1 left 1 1 ms 5 6', 'quit retr 1 1 dele 1 left 1 1 ms 5x',
    'quit retr 1 x dele 1 left 1 1 ms 5', 'quit retr 1 1 dele 1 left 1 x ms 5',
    'left retr 1 1 dele 1 left 1 1 ms 5', 'quit retr -1 1 dele 1 left 1 1 ms 5',
    'quit retr 1 1 dele 1 left 1 - ms 7', 'timeout retr 5000000000 9000000000000000 dele 3 left 0 0'
    . ' ms 86400000', 'signal retr 5000000000 1 dele 0 left 0 0 ms 9', 'error retr 0 0 dele 0 left'
    . ' 0 0 ms 10'),
  (map { "$slow quit retr 1 1 dele 1 left 1 1 ms 5$_" } '', ' top 1', ' top 1 x lost 1'),
  (map { "$slow $_" } 'removed 1.a 5 sent', 'removed 1.a x sent', 'removed 1.a 5',
    'removed 1.a - unsent x', 'sent 1.a 5', 'sent 1.a 5 sent', 'top 1.a 5', 'top 1.a'),
  'checkpassword: pid x from 1.2.3.4 user a refused: wrong password',
  'checkmail: pid 1 from 1.2.3.4 user a accepted',
  'checkmail: pid 1 from 1.2.3.4 user a by b accepted',
  'checkmail: pid 1 from 1.2.3.4 user a by b c accepted',
  'checkpassword: pid 1 from 1.2.3.4 user a by b accepted',
  'checkmail: pid 1 from 1.2.3.4 user a refused: uid is not allowed',
  'checkpassword: pid 1 from 1.2.3.4 user a b refused: wrong password',
  'checkpassword: pid 1 from 1.2.3.4 user a refused: no such login b',
  'checkpassword: pid 1 from 1.2.3.4 user  refused: wrong password',
  'qmail-pop3d: pid 1 from 1.2.3.4 user a refused: wrong password',
  'checkpassword: pid 1 from 1.2.3.4 fault: x', 'qmail-popup: pid 1 from 1.2.3.4 fault:',
  'qmail-popup: pid 1 from 1.2.3.4 user a accepted', 'checkpassword: fatal:',
);
my $cut = join '', map { my $l = $_; map { substr($l, 0, $_) . "\n" } 0 .. length $l } @kinds;
my $glued = join '', map { my $l = $_;
  map { substr($l, 0, 3 * $_) . "$first $kinds[1]\n" } 0 .. length($l) / 3 } @kinds;
for my $awk (@awks) {
  use_awk($awk);
  my $tell = sub { join '', map { my $l = $_; $l =~ s/([\\"])/\\$1/g if $_[0] =~ /"MESSAGE/;
    sprintf $_[0] . "\n", $l } grep { / user / } @lines };
  my @at = ('Nov 22 18:30:01 mx qmail-pop3d[71]: %s', 'Nov 22 18:30:01.123456 mx x[7]: %s',
    '2026-11-22T18:30:01+0100 mx x[7]: %s', '2026-11-22T18:30:01.123456+01:00 mx x: %s',
    'Sun 2026-11-22 18:30:01 CET mx qmail-pop3d@1-7.service[7]: %s',
    '1792000000.123456 mx x[7]: %s',
    '[  123.456789] mx x[7]: %s', '[12345.456789] mx x[7]: %s', '[ 123.4 <    0.1 >] mx x[7]: %s',
    '2026-11-22_18:30:01.12345 %s', '2026-11-22T18:30:01.12345 %s', '    MESSAGE=%s',
    '{"MESSAGE":"%s","_PID":"7"}', "\t\"MESSAGE\" : \"%s\",");
  my $same = sub { table('pop3rows', $_[0]) =~ s/^\S+ +//gmr };
  my $want = $same->($tell->('%s'));
  is($same->($tell->($_)), $want, "[stat-forms] $awk: $_") for @at;
  my $forged = join '', map { "Nov 22 18:30:01 mx sshd[7]: Invalid user $_\n" } @lines;
  is($same->($forged), $same->(''), "[stat-not-forged] $awk: what others log is not ours");
  sums_right("\0\0$bare\0\n\0" . $kinds[1] . "\n", 'NULs');
  for ([$raw, 'as multilog writes it'], [$local, 'through tai64nlocal'], [$bare, 'no times'],
      [join('', map { "$_\n" } @odd), 'odd lines'], [$cut, 'lines cut anywhere'],
      [$glued, 'lines glued'], ['', 'nothing'], [$raw =~ s/\n\z//r, 'no last line end']) {
    my ($in, $what) = @$_;
    rows_right($in, $what);
    sums_right($in, $what);
  }
}

# ---- columns ----

for (['pop3rows', 9]) {
  my ($program, $columns) = @$_;
  my ($head, @rows) = split /\n/, table($program, $raw);
  my %ends; # where each column of numbers ends
  for my $row ($head, grep { length((split)[6]) <= 15 } @rows) {
    my @words = $row =~ /(\S+)/g;
    my ($n, %at) = (0);
    while ($row =~ /\S+/g) { $at{ $n++ } = pos $row }
    $ends{ join ' ', @at{ $program eq 'pop3rows' ? (2 .. 5) : (1 .. 8) } } = 1;
  }
  is(scalar keys %ends, 1, "$program: columns stand below each other");
  my $page = slurp(source() . "/$program.8");
  is_deeply([grep { $page !~ /^\.It Li (?:.* , )?\Q$_\E(?: ,|$)/m } split ' ', $head], [],
    "$program.8 has each column");
}

# ---- while the log grows ----

for my $awk (@awks) {
  use_awk($awk);
  spew("$dir/current", "$first $kinds[1]\n");
  my $pid = start(argv => ['sh', '-c', "tail -F $dir/current | tai64nlocal | "
    . "\"\$0\"/pop3rows >$dir/rows.$awk", source()], env => { PATH => $path });
  my $rows = sub { -e "$dir/rows.$awk" ? slurp("$dir/rows.$awk") : '' };
  ok(eval { wait_for { $rows->() =~ /refused .* alice wrong password\n\z/ } 'a row' },
    "$awk: a row for a line, before the next one comes");
  Chain::append("$dir/current", "$first $slow quit retr 1 2 dele 3 left 4 5 ms 678 $more\n");
  ok(eval { wait_for { $rows->() =~ / 678 .* dora left 4 5 lost 0\n\z/ } 'another row' },
    "$awk: and for that");
  stop($pid);

  $pid = start(argv => ['sh', '-c', "{ cat $dir/current; : >$dir/written.$awk; sleep 1000; } | "
    . "\"\$0\"/pop3stat >$dir/sums.$awk", source()], env => { PATH => $path });
  wait_for { -e "$dir/written.$awk" && -e "$dir/sums.$awk" } 'the log';
  select undef, undef, undef, 0.05;
  is(slurp("$dir/sums.$awk"), '', "$awk: pop3stat waits");
  kill 'INT', -$pid;
  ok(eval { wait_for { slurp("$dir/sums.$awk") =~ / from 10\.0\.0\.9\n/ } 'the table' },
    "$awk: ^C, and it adds up");
  stop($pid);
}

# ---- the examples of the pages ----

spew("$dir/current", $raw);
spew("$dir/\@400000006b033cc800000000.s", $raw);
my %example;
for my $program (qw(pop3rows pop3stat)) {
  my ($examples) = slurp(source() . "/$program.8") =~ /^\.Sh EXAMPLES\n(.*?)^\.Sh /ms;
  for ($examples =~ /^\.Bd .*?\n(.*?)^\.Ed/msg) {
    next if /^tail /; # shown above
    my $command = s{/var/multilog/qmail-pop3d/}{$dir/}gr;
    my $r = run(argv => ['sh', '-c', $command], before => sub { $SIG{PIPE} = 'DEFAULT' },
      env => { PATH => source() . ':/usr/bin:/bin' }); # head goes when it has enough
    is("$r->{code} $r->{err}", '0 ', "$program.8: " . s/\n.*//sr);
    push @{ $example{$program} }, $r->{out};
  }
}
my @slowest = map { s/^\D+/0/r } map { (split)[2] } split /\n/, $example{pop3rows}[0];
my @ms = sort { $b <=> $a } ($raw =~ / ms (\d+) top /mg, (0) x 10);
is("@slowest", "@ms[0 .. 9]", 'the ten longest sessions');
like($example{pop3rows}[1], qr/\A *3 127\.0\.1\.8 alice\n/, 'who was refused');
like($example{pop3stat}[1], qr/^\S+ +\S+ +\S+ +\S+ +\d+ +6 +102 .* all\n/m, 'all that is kept');

# ---- what goes wrong ----

for my $program (qw(pop3rows pop3stat)) {
  my $r = run(argv => [source() . "/$program", '-f'], in => $raw);
  is_deeply([@$r{qw(code out err)}], [100, '', "$program: fatal: usage: $program <log\n"],
    "$program has no arguments");
}
spew("$dir/pop3stat", slurp(source() . '/pop3stat'));
chmod 0755, "$dir/pop3stat";
my $r = run(argv => ["$dir/pop3stat"], in => $raw, env => { PATH => $path });
is("$r->{code} $r->{out}", '111 ', 'pop3stat without pop3rows makes no table');
like($r->{err}, qr/pop3rows/, '  and says so');
ok(!system("PATH=$path sh $dir/pop3stat <$log >/dev/null 2>&1"), '  but finds it by $PATH')
  if symlink source() . '/pop3rows', (split /:/, $path)[0] . '/pop3rows';

done_testing;
