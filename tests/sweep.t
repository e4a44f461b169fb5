#!/usr/bin/perl
# Every system call of a session in turn: killed on its entry, or failing with
# what fits it; then what must hold of the maildir, of each reply, and of the
# session after it.  CHAIN_FULL=1 for all of them, else every few.
#
# strace counts each name by itself, so a fault is [name, which call of it].
use strict;
use warnings;
use lib 'tests';
use Chain;
use File::Basename 'dirname';
use POSIX ();
use Session;
use Test::More;
use Tree qw(instead);

need_root();
for my $tool (qw(strace unshare mount)) {
  my $there = grep { -x "$_/$tool" } split /:/, $ENV{PATH};
  plan skip_all => "$tool is not installed" if !$there;
}
plan skip_all => 'sanitizers make calls of their own'
  if slurp('conf-cc') =~ /-fsanitize=address/;
private();
$SIG{PIPE} = 'IGNORE';

my $FULL = $ENV{CHAIN_FULL};

# ---- faults ----

my %errors = (
  open => [qw(EIO ENOMEM EACCES EMFILE EINTR)], read => [qw(EIO EINTR)],
  write => [qw(EIO ENOSPC EINTR)], sendto => [qw(ENOMEM EPIPE EINTR)],
  poll => [qw(ENOMEM EINTR)], getdents64 => [qw(EIO ENOMEM)],
  unlink => [qw(EIO EACCES EROFS EPERM)], unlinkat => [qw(EIO EACCES EROFS)],
  link => [qw(EIO EACCES ENOSPC EDQUOT EXDEV)], linkat => [qw(EIO ENOSPC)],
  rename => [qw(EIO EACCES ENOSPC)], renameat2 => [qw(EIO EACCES ENOSPC EEXIST EINVAL)],
  fsync => [qw(EIO EINVAL)], close => [qw(EIO EINTR)],
  newfstatat => [qw(EIO EACCES ENOMEM)], lstat => [qw(EIO EACCES ENOMEM)],
  fstat => [qw(EIO ENOMEM)], wait4 => [qw(EINTR)],
  fork => [qw(EAGAIN ENOMEM)], clone => [qw(EAGAIN ENOMEM)], pipe2 => [qw(EMFILE)],
  setuid => [qw(EPERM EAGAIN)], setgid => [qw(EPERM)], setgroups => [qw(EPERM ENOMEM)],
  mmap => [qw(ENOMEM)], brk => [qw(ENOMEM)],
);
$errors{openat} = $errors{open};
# never come back, so no error fits them; or the end itself
my %endless = map { $_ => 1 } qw(execve exit exit_group rt_sigreturn);

# the calls of a program, or of one process that it forks, up to the next exec
sub calls_of {
  my ($trace, $pid) = @_;
  my @calls = calls($trace, $pid);
  shift @calls if !defined $pid; # the exec that began it
  my ($next) = grep { $calls[$_][0] eq 'execve' && $calls[$_][2] =~ / = 0$/ } 0 .. $#calls;
  return defined $next ? @calls[0 .. $next] : @calls;
}

# [inject=..., name, nth, kind] for each; a part of them if not FULL
sub faults {
  my ($share, @calls) = @_;
  my @faults;
  for (@calls) {
    my ($name, $nth) = @$_;
    push @faults, ["$name:signal=KILL:when=$nth", $name, $nth, 'KILL']
      if $name !~ /^exit/;
    next if $endless{$name};
    push @faults, map { ["$name:error=$_:when=$nth", $name, $nth, $_] }
      @{ $errors{$name} || [qw(EIO ENOMEM EPERM)] };
  }
  return @faults if $FULL;
  return @faults[grep { $_ % $share == 0 } 0 .. $#faults];
}

# runs check for each fault, in two processes; it says what is wrong, or ''
sub sweep {
  my ($title, $faults, $check) = @_;
  my @pipe;
  for my $half (0, 1) {
    local $ENV{TMPDIR} = scratch(); # what the processes make goes with it
    pipe my $r, my $w or die "pipe: $!";
    my $pid = fork // die "fork: $!";
    if (!$pid) {
      close $r;
      srand $half;
      for my $i (grep { $_ % 2 == $half } 0 .. $#$faults) {
        my $wrong = eval { $check->($faults->[$i]) } // "died: $@";
        syswrite $w, "$faults->[$i][0]: $wrong\n" if $wrong;
      }
      syswrite $w, "end\n";
      POSIX::_exit(0);
    }
    close $w;
    push @pipe, [$r, $pid];
  }
  my $said = '';
  for (@pipe) {
    my ($r, $pid) = @$_;
    $said .= do { local $/; <$r> };
    waitpid $pid, 0;
  }
  is($said, "end\nend\n", "$title: " . @$faults . ' faults');
  cmp_ok(scalar @$faults, '>', $FULL ? 40 : 10, '  which are many');
}

# ---- one client ----

# session(steps, the rest as in client): each step is [command, right reply,
# true = of many lines] or a sub; {said} is the reply to each command sent, with
# the greeting the first
sub session {
  my ($steps, %o) = @_;
  my $c = client(%o);
  my %r = (said => [], sent => '');
  my $dead;
  for my $step (@$steps) {
    if (ref $step eq 'CODE') { $step->(); next }
    next if $dead;
    my ($command, $right, $many) = @$step;
    if (defined $command) {
      $r{sent} .= "$command\r\n";
      syswrite $c->{s}, "$command\r\n";
    }
    my $end = $many ? qr/\A-ERR[^\n]*\n\z|\r\n\.\r\n\z/ : qr/\n\z/;
    my $got = hear($c, $end);
    $dead = $got !~ $end;
    push @{ $r{said} }, [$command, $got, $right, $dead];
  }
  return { %r, pid => $c->{pid}, %{ finish($c) } };
}

# what is wrong with the replies, or ''
sub replies {
  my ($r) = @_;
  for (@{ $r->{said} }) {
    my ($command, $got, $right, $dead) = @$_;
    $command = 'the greeting' if !defined $command;
    next if ref $right ? $got =~ $right : $got eq $right;
    next if $got =~ m{\A-ERR \[SYS/(TEMP|PERM)\] [ -~]+\r\n\z};
    next if $dead && !ref $right && index($right, $got) == 0 && $got ne $right;
    next if $dead && ref $right && $got eq '';
    return "$command: <$got> is not <$right>";
  }
  return '';
}

# ---- qmail-pop3d ----

# stored with CRLF, so that a size that can only be guessed is right
my %mail = map { my ($file, $word) = @$_;
  ($file => "Subject: $word\r\n\r\n.$word\r\n" . "$word\r\n" x (3 + length $word)) } (
  ['new/100.keep' => 'alpha'], ['new/200.dele' => 'bravo'],
  ['cur/300.seen:2,S' => 'charlie'],
  ['new/400.two' => 'delta'], ['cur/400.two:2,' => 'another delta'],
  ['new/500.twin' => 'echo'], ['new/600.twindele' => 'foxtrot'],
  ['new/700.moves' => 'golf'], ['new/800.movesdele' => 'hotel'],
  ['cur/900.goes,W=7:2,' => 'india'], ['cur/910.goesdele,W=7:2,' => 'juliet'],
  ['new/920.twodele' => 'kilo'], ['cur/920.twodele:2,' => 'another kilo'],
  ['new/930.later' => 'lima'],
);
my %later = (
  'cur/930.later:2,' => "another lima\r\n", 'new/940.comes' => "mike\r\n",
);
sub unique { return $_[0] =~ s{^.*/}{}r =~ s/:.*//sr }

# what a session makes of it: unique name => 1 DELEd, 2 removed by others
my %marked = ('200.dele' => 1, '600.twindele' => 1, '800.movesdele' => 1,
  '910.goesdele,W=7' => 2, '900.goes,W=7' => 2);
my $oldcache = "7 1.old\n" . length($mail{'cur/300.seen:2,S'}) . " 300.seen\n";

sub make {
  my $dir = maildir({ %mail, 'tmp/old' => 'x', 'pop3.octets' => $oldcache });
  for ('500.twin', '600.twindele') {
    link "$dir/new/$_", "$dir/cur/$_:2," or die "link: $!";
  }
  utime 1, 1, "$dir/tmp/old";
  return settle($dir);
}

sub others { # what another program does meanwhile, once
  my ($dir, $done) = @_;
  return if $$done++;
  for (qw(700.moves 800.movesdele)) {
    rename "$dir/new/$_", "$dir/cur/$_:2,S" or die "rename: $!";
  }
  unlink "$dir/cur/$_" or die "unlink: $!" for '900.goes,W=7:2,', '910.goesdele,W=7:2,';
  spew("$dir/$_", $later{$_}) for keys %later;
  chown UID, UID, map { "$dir/$_" } keys %later;
}

my %seen = map { (unique($_) => $_) } sort { $b cmp $a } keys %mail; # cur is the first
my @list = sort { ($a =~ /(\d+)/)[0] <=> ($b =~ /(\d+)/)[0] } keys %seen;
my %number = map { ($list[$_] => $_ + 1) } 0 .. $#list;
$seen{$_} = "cur/$_:2," for '400.two', '920.twodele';
sub size { return $_[0] =~ /,W=(\d+)/ ? $1 : length $mail{ $seen{ $_[0] } } }
sub wire { return $OK . ($_[0] =~ s/^\./../mgr) . ".\r\n" }
my $rows = join '', $OK, map({ "$number{$_} " . size($_) . "\r\n" } @list), ".\r\n";
my $total = 0;
$total += size($_) for @list;

sub steps {
  my ($dir, $done) = @_;
  my $stat = ['STAT', '+OK ' . @list . " $total\r\n"];
  return (
    [undef, $OK],
    $stat,
    ['LIST', $rows, 1],
    ["RETR $number{'100.keep'}", wire($mail{'new/100.keep'}), 1],
    ["DELE $number{'300.seen'}", $OK], ["DELE $number{'100.keep'}", $OK],
    ['RSET', $OK],
    $stat,
    sub { others($dir, $done) },
    ["RETR $number{'700.moves'}", wire($mail{'new/700.moves'}), 1],
    ["TOP $number{'400.two'} 1",
      wire("Subject: another delta\r\n\r\n.another delta\r\n"), 1],
    map({ ["DELE $number{$_}", $OK] } '200.dele', '600.twindele', '800.movesdele',
      '910.goesdele,W=7', '920.twodele'),
    ['UIDL', join('', $OK, map({ "$number{$_} $_\r\n" } grep {
      !($marked{$_} && $_ =~ /dele/) && $_ ne '920.twodele' } @list), ".\r\n"), 1],
    ['QUIT', $OK],
  );
}

# what is wrong with the maildir, or '': all that must be there is whole, and
# once.  quit = QUIT was sent, clean = and answered by +OK
sub maildrop {
  my ($dir, $quit, $clean) = @_;
  opendir my $d, $dir or die "$dir: $!";
  my @strange = grep { !/^(\.\.?|new|cur|tmp|pop3\.octets)$/ } readdir $d;
  return "made @strange" if @strange;
  my $now = contents($dir);
  my (%inodes, %files);
  for my $file (sort keys %$now) {
    my $bytes = $now->{$file};
    return "$file is no file" if !defined $bytes;
    $inodes{$bytes}{ (stat "$dir/$file")[1] } = 1;
    push @{ $files{ unique($file) . "\0$bytes" } }, $file;
  }
  my %known;
  for my $file (keys %mail, keys %later) {
    my $bytes = exists $mail{$file} ? $mail{$file} : $later{$file};
    my $name = unique($file);
    my $there = delete $files{"$name\0$bytes"};
    my $dele = $marked{$name} || $file eq 'cur/920.twodele:2,';
    return "$file is there twice" if keys %{ $inodes{$bytes} || {} } > 1;
    if (!$there) {
      return "$file is lost" if !$dele || !$quit && $dele != 2;
    }
    elsif ($dele) {
      return "$file is there again" if $dele == 2;
      return "$file is there, though +OK was said" if $clean;
    }
    return "$file has the names @$there" if $there && @$there > 2;
  }
  my @more = map { s/\0.*//sr } keys %files;
  return "cut or strange: @more" if @more;
  if (-e "$dir/pop3.octets") {
    my $cache = slurp("$dir/pop3.octets");
    return 'the cache is cut' if $cache !~ /\A(\d+ .*\n)*\z/;
    my %size = map { /^(\d+) (.*)/ ? ($2 => $1) : () } split /\n/, $cache;
    for (keys %size) {
      return "the cache is wrong on $_" if $number{$_} && $size{$_} != size($_);
    }
  }
  else { return 'the cache is lost' }
  return '';
}

# a session after that: same ids, whole messages, QUIT moves and deletes nothing
sub after {
  my ($dir) = @_;
  my %now = %{ contents($dir) };
  my %ids;
  push @{ $ids{ unique($_) } }, $now{$_} for keys %now;
  my @ids = sort { ($a =~ /(\d+)/)[0] <=> ($b =~ /(\d+)/)[0] } keys %ids;
  my $in = join '', "UIDL\r\n", map({ "RETR $_\r\n" } 1 .. @ids), "QUIT\r\n";
  my $r = run(argv => ['./qmail-pop3d', $dir], in => $in, uid => UID);
  my $out = $r->{out};
  my $n = 0;
  my $uidl = join '', $OK, $OK, map({ ++$n . " $_\r\n" } @ids), ".\r\n";
  return "then UIDL is <$out>" if index $out, $uidl;
  substr $out, 0, length $uidl, '';
  for my $id (@ids) {
    my ($one) = grep { index($out, $_) == 0 } map { wire($_) } @{ $ids{$id} };
    return "then $id is not whole" if !defined $one;
    substr $out, 0, length $one, '';
  }
  return "then QUIT is <$out>" if $out ne $OK;
  my $left = join "\0", sort keys %{ { map { $_ => 1 } values %{ contents($dir) } } };
  return 'then something is lost' if $left ne join "\0", sort keys %{ { reverse %now } };
  return '';
}

sub pop3d {
  my ($inject) = @_;
  my $dir = make();
  my $trace = trace_file(UID);
  my $done = 0;
  my $r = session([steps($dir, \$done), sub { others($dir, \$done) }], uid => UID,
    argv => [strace($trace, inject => $inject), './qmail-pop3d', $dir]);
  $r->{trace} = slurp($trace);
  $r->{dir} = $dir;
  return $r;
}

sub clear { # two hundred folders are not kept until the end
  my ($dir) = @_;
  system('rm', '-rf', $dir) == 0 or die 'rm';
}

my $plain = pop3d();
is(replies($plain), '', 'a session without a fault');
is(scalar @{ $plain->{said} }, 17, '  to its end');
is(maildrop($plain->{dir}, 1, 1), '', '  [sweep-plain] and the maildir after it');
like(slurp("$plain->{dir}/pop3.octets"), qr/^\d+ 940|\d+ 100\.keep\n.* 300/s,
  '  and its cache, which is new');
is(after($plain->{dir}), '', '  and the next session');
my @pop3d = calls_of($plain->{trace});
my $moved = grep { $_->[0] eq 'renameat2' } @pop3d;
cmp_ok($moved, '>', 1, '  it moves messages');
ok(scalar(grep { $_->[0] =~ /^rename(?:at)?$/ } @pop3d), '  and writes the cache');

sweep('[pop3d-sweep] qmail-pop3d', [faults(3, @pop3d)], sub {
  my ($inject, $name, $nth, $kind) = @{ $_[0] };
  my $r = pop3d($inject);
  my $wrong = replies($r);
  my $quit = $r->{sent} =~ /^QUIT/m;
  my $clean = $quit && $r->{said}[-1][1] eq $OK;
  $wrong ||= maildrop($r->{dir}, $quit, $clean) || after($r->{dir});
  $wrong ||= 'it was not hit' if $r->{trace} !~ /INJECTED|killed by SIGKILL/;
  $wrong ||= 'not killed' if $kind eq 'KILL' && $r->{signal} != 9;
  clear($r->{dir});
  return $wrong;
});

# ---- checkpassword ----

my $RIGHT = 'ri8t Pass:w0rd';
my $cheap = crypt $RIGHT, '$y$j75$F5Jx5fExrKuPp53xLKQ..1';
user('alice', 64998, $cheap);

sub checkpassword {
  my ($password, $inject) = @_;
  return traced(inject => $inject, argv => ['checkpassword', 'echo', 'it ran'],
    fd3 => "alice\0$password\0<1.2\@h>\0");
}

for my $row (['right', $RIGHT, 0], ['wrong', 'wrong', 1]) {
  my ($which, $password, $code) = @$row;
  my $r = checkpassword($password);
  is("$r->{code} $r->{out}", $code ? '1 ' : "0 it ran\n", "checkpassword, $which");
  my @faults = faults(6, calls_of($r->{trace}));
  sweep("[checkpassword-sweep] checkpassword, the $which password", \@faults, sub {
    my ($inject, $name, $nth, $kind) = @{ $_[0] };
    my $f = checkpassword($password, $inject);
    return 'it hangs' if $f->{late};
    return "it says <$f->{out}>" if $f->{out} ne '' && $f->{out} ne "it ran\n";
    my $ran = $f->{out} ne '';
    return 'it ran' if $ran && $code;
    return '' if $f->{signal};
    return "it ran, exit $f->{code}" if $ran && $f->{code};
    return 'exit 0 without having run' if !$ran && $f->{code} == 0;
    return 'exit 1 for the right password' if !$code && $f->{code} == 1;
    return '';
  });
}

# ---- qmail-popup ----

my ($empty) = slurp('conf-empty') =~ /\A(.*)\n/;
Chain::mount('-t', 'tmpfs', 'none', dirname($empty));
mkdir $empty, 0755 or die "$empty: $!";
Chain::new_door();

# one whose refusals do not wait, or each fault would take two seconds
my $hasty = instead('qmail-popup', 'guess',
  slurp('guess.c') =~ s/GUESS_PAUSE, GUESS_PAUSE, 4000, 8000, 15000/0, 0, 0, 0, 0/r);

# USER and PASS, so often refused before the program lets somebody in; -f if
# follow
my $REFUSED = "-ERR [AUTH] authorization failed\r\n";
sub popup {
  my ($refusals, $follow, $inject) = @_;
  my $dir = scratch();
  # a fault of its own is none of a password
  my $script = 'said=$(tr "\0" "|" <&3); printf %s "$said" >>"$0/found"; case $said in'
    . ' *"|wrong|"*) exit 1 ;; *"|secret|"*) printf "+OK in\r\n"; exit 0 ;; esac; exit 111';
  my @wrong = map { (['USER alice', $OK], ['PASS wrong', $REFUSED]) } 1 .. $refusals;
  my $r = session([[undef, qr/\A\+OK <[0-9.]+\@pop3\.example\.org>\r\n\z/], @wrong,
    ['USER alice', $OK], ['PASS secret', "+OK in\r\n"]], log => "$dir/log",
    argv => [strace("$dir/trace", follow => $follow, inject => $inject),
      $refusals ? $hasty : './qmail-popup', 'pop3.example.org', 'sh', '-c', $script, $dir]);
  $r->{trace} = slurp("$dir/trace");
  $r->{hit} = $r->{trace} =~ /INJECTED|killed by SIGKILL/;
  $r->{found} = -e "$dir/found" ? slurp("$dir/found") : '';
  return $r;
}

for my $refusals (0, 1) {
  my $title = 'qmail-popup' . ($refusals ? ' that refuses first' : '');
  my $alone = popup($refusals, 0);
  my $all = popup($refusals, 1);
  is(replies($alone) . replies($all), '', "$title, without a fault");
  my ($parent) = $all->{trace} =~ /\A(\d+)/;
  my @own = calls_of($alone->{trace});
  my %most; # of each name, the most calls that one process makes
  for my $pid (keys %{ { map { $_ => 1 } $all->{trace} =~ /^(\d+) /mg } }) {
    next if $pid == $parent;
    my @calls = calls_of($all->{trace}, $pid);
    for (@calls) { my ($name, $n) = @$_; $most{$name} = $n if $n > ($most{$name} || 0) }
  }
  delete $most{execve};
  my @forked = map { my $name = $_; map { [$name, $_] } 1 .. $most{$name} } sort keys %most;

  # It is static: what waits for its loader would see none of these.
  my %own = map { ($_->[0] => $_->[1]) } @own;
  my $forks = ($own{fork} // 0) + ($own{clone} // 0) + ($own{vfork} // 0);
  is($forks, 2 + 2 * $refusals, '  the sweep counts its forks');
  ok(($own{pipe} || $own{pipe2}) && ($own{wait4} || $own{waitid}), '  and what it does between');
  is($most{read}, length "USER alice\r\nPASS secret\r\n", '  its child reads by bytes')
    if !$refusals;
  ok($most{$_}, "  and calls $_") for qw(chroot setgid setuid write exit);

  for my $row (['the parent', 0, @own], ['each child', 1, @forked]) {
    my ($who, $follow, @calls) = @$row;
    # a close that strace makes fail is not made, as it is by any kernel
    my @faults = grep { $_->[0] !~ /^close:error/ } faults($refusals ? 16 : 8, @calls);
    sweep("[popup-sweep] $title, $who", \@faults, sub {
      my ($inject, $name, $nth, $kind) = @{ $_[0] };
      my $r = popup($refusals, $follow, $inject);
      my $wrong = replies($r);
      my $stamp = $r->{said}[0][1] =~ /(<.*>)/ ? $1 : '';
      my $in = $r->{said}[-1][1] eq "+OK in\r\n";
      if (!$follow) { # else the fault may be the program's own
        my $said = join '', map { "alice|$_|$stamp|" } ('wrong') x $refusals, 'secret';
        $wrong ||= "descriptor 3 was <$r->{found}>"
          if $in ? $r->{found} ne $said : index $said, $r->{found};
        $wrong ||= "descriptor 3 was cut: <$r->{found}>" if $r->{found} !~ /\A(?:[^|]*\|){0,6}\z/;
      }
      my $refused = grep { $_->[1] =~ /\[AUTH\]/ } @{ $r->{said} };
      $wrong ||= 'a fault is called a wrong password' if $refused > $refusals;
      $wrong ||= 'a fault lets somebody in' if $refusals && $in && !$refused;
      $wrong ||= 'it was not hit' if !$r->{hit};
      return $wrong;
    });
  }
}

done_testing();
