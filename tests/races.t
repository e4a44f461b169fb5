# Several sessions, a deliverer and an IMAP server at work in one maildir: a seed
# makes a maildir and who does what, and decides after each call of a session
# who goes on (gate.c).  After each of these interleavings: nothing is lost,
# nothing is there twice, no list is short, no +OK is false.
#
# RACES in the environment, such as 7 or 1-5000, has other seeds tried.
use strict;
use warnings;
use lib 'tests';
use Chain;
use IO::Select;
use POSIX ();
use Socket;
use Test::More;
use Tree qw(dynamic);

need_root();
plan skip_all => 'a sanitizer must be the first library' if slurp('conf-cc') =~ /-fsanitize/;
my ($from, $to) = split /-/, $ENV{RACES} || ($ENV{CHAIN_FULL} ? '1-1000' : '1-100');
$to = $from if !defined $to;

# the program, but one that asks a library to look at files
my $lab = scratch();
my $said = `cc -O2 -shared -fPIC -o "$lab/gate.so" tests/gate.c 2>&1`;
plan skip_all => "no gate: $said" if !-e "$lab/gate.so";
my $program = dynamic('qmail-pop3d');

my $OK = "+OK \r\n";
sub below { return int rand $_[0] }
sub pick { return $_[rand @_] }
sub often { return rand(100) < $_[0] }

# ---- the mail: { unique name => { bytes, born => when, dying => when } } ----

my ($dir, %mail, $clock, @sessions);

sub octets { my ($bytes) = @_; return length($bytes) + ($bytes =~ tr/\n//) }

sub name { # as deliverers make it, as keep-ids does, or with octets
  my ($n, $bytes) = @_;
  return pick(sprintf('%d.M%dP7.mx', 1700000000 + below(4), $n), sprintf('%08x%08x', $n, 7),
    sprintf('17000000%02d.%d.mx,W=%d', $n, $n, octets($bytes)));
}

sub store {
  my ($n, $folder) = @_;
  my $bytes = "Subject: $n\n\n.\n" . "y\n" x $n;
  my $name = name($n, $bytes);
  $mail{$name} = { bytes => $bytes, born => $clock };
  my $path = "$dir/tmp/$name";
  spew($path, $bytes);
  chown UID, UID, $path or die "chown: $!";
  return ($name, $path);
}

# [folder, name up to the colon, all of it] for each file that is there
sub files {
  my @files;
  for my $folder (qw(new cur)) {
    opendir my $d, "$dir/$folder" or die "$folder: $!";
    push @files, map { [$folder, s/:.*//sr, $_] } grep { !/^\./ } readdir $d;
  }
  return @files;
}

# ---- what others do, a step at a time ----

# link and unlink, as deliverers do
sub deliverer {
  my ($n) = @_;
  my ($name, $tmp);
  return (sub {
    ($name, $tmp) = store($n);
    link $tmp, "$dir/new/$name" or die "link: $!";
  }, sub { unlink $tmp });
}

sub flag { # what is new becomes old, or gets other flags
  my @files = files() or return;
  my ($folder, $name, $all) = @{ pick(@files) };
  my $to = "$dir/cur/$name:2," . pick('', 'S', 'RS', 'FS', 'F');
  rename "$dir/$folder/$all", $to if !-e $to;
}

sub flag_all {
  for (files()) {
    my ($folder, $name, $all) = @$_;
    my $to = "$dir/cur/$name:2,S";
    rename "$dir/$folder/$all", $to if !-e $to;
  }
}

# ---- sessions ----

sub session {
  my ($two_steps, @commands) = @_;
  socketpair(my $near, my $far, AF_UNIX, SOCK_STREAM, PF_UNSPEC) or die "pair: $!";
  socketpair(my $gate, my $other, AF_UNIX, SOCK_STREAM, PF_UNSPEC) or die "pair: $!";
  my $log = "$lab/log";
  spew($log, '');
  my $pid = fork // die "fork: $!";
  if (!$pid) {
    POSIX::dup2(fileno $other, 209);
    POSIX::dup2(fileno $far, 208);
    POSIX::dup2(208, $_) for 0, 1;
    POSIX::dup2(209, 209 - 200 + 20);
    open STDERR, '>>', $log;
    POSIX::close($_) for 3 .. 28, 30 .. 209;
    Chain::become(argv => [$program, $dir], uid => UID, env => {
      LD_PRELOAD => "$lab/gate.so", GATE => 29, $two_steps ? (GATE_TWO_STEPS => 1) : () });
  }
  close $_ for $far, $other;
  $near->blocking(0);
  my $s = { pid => $pid, near => $near, gate => $gate, commands => \@commands, out => '',
    began => $clock, marked => {} };
  listen_to($s);
  return $s;
}

# Waits until the session is at a gate, or idle, or has ended.
sub listen_to {
  my ($s) = @_;
  if (!IO::Select->new($s->{gate})->can_read(HANGS)) {
    kill 'KILL', $s->{pid};
    die "a session hangs\n";
  }
  my $n = sysread $s->{gate}, my $what, 1;
  $s->{at} = $n ? $what : 'end';
  return if $s->{at} eq 'G';
  1 while sysread $s->{near}, $s->{out}, 65536, length $s->{out};
  return if $n;
  waitpid $s->{pid}, 0;
  die "a session died: $?\n" if $?;
}

# Checks what it said to the last command, and sends the next; or lets it go on.
sub step {
  my ($s) = @_;
  if ($s->{at} eq 'G') { syswrite $s->{gate}, 'x' }
  else {
    (delete $s->{check} || \&greeted)->($s, $s->{out});
    $s->{out} = '';
    my $command = shift @{ $s->{commands} };
    if (!defined $command) { shutdown $s->{near}, 1; $s->{quit} = 0 }
    else { $command->($s) }
  }
  listen_to($s);
  if ($s->{at} eq 'end') { (delete $s->{check} || \&hung_up)->($s, $s->{out}) }
}

sub send_it {
  my ($s, $line, $check) = @_;
  syswrite $s->{near}, "$line\r\n";
  $s->{check} = $check;
}

# Is it sure that the message is there? Not if some session is deleting it.
sub sure { my ($name) = @_; return !$mail{$name}{dying} }

sub greeted {
  my ($s, $out) = @_;
  die "the greeting is <$out>\n" if $out ne $OK;
  # these were there before, and are now
  $s->{must} = [grep { $mail{$_}{born} < $s->{began} && sure($_) } keys %mail];
}

sub hung_up {
  my ($s, $out) = @_;
  die "then it said <$out>\n" if $out ne '';
}

sub ids {
  my ($s) = @_;
  send_it($s, 'UIDL', sub {
    my (undef, $out) = @_;
    my ($list) = $out =~ /\A\+OK \r\n((?:\d+ \S+\r\n)*)\.\r\n\z/ or die "UIDL is <$out>\n";
    my @list = $list =~ /^\d+ (\S+)\r$/mg;
    my %there;
    $there{$_}++ && die "$_ is listed twice\n" for @list;
    $mail{$_} || die "$_ is listed\n" for @list;
    $there{$_} || die "a short list: no $_ in @list\n" for @{ $s->{must} };
    $s->{list} = \@list;
  });
}

# a message of the list that is not marked: its number and name, or nothing
sub some {
  my ($s) = @_;
  my @left = grep { !$s->{marked}{ $s->{list}[$_ - 1] } } 1 .. @{ $s->{list} };
  my $n = pick(@left) or return;
  return ($n, $s->{list}[$n - 1]);
}

sub retr {
  my ($s) = @_;
  my ($n, $name) = some($s) or return send_it($s, 'NOOP', \&is_ok);
  send_it($s, "RETR $n", sub {
    my (undef, $out) = @_;
    my $right = $OK . $mail{$name}{bytes} =~ s/\n/\r\n/gr =~ s/^\./../mgr . ".\r\n";
    return if $out eq $right || !sure($name) && $out =~ /\A-ERR /;
    die "RETR of $name is <$out>\n";
  });
}

sub list {
  my ($s) = @_;
  send_it($s, 'LIST', sub {
    my (undef, $out) = @_;
    my %octets = $out =~ /^(\d+) (\d+)\r$/mg;
    for my $n (1 .. @{ $s->{list} }) {
      my $name = $s->{list}[$n - 1];
      next if $s->{marked}{$name} || !sure($name);
      my $right = octets($mail{$name}{bytes});
      die "LIST says " . ($octets{$n} // 'nothing') . " of $name, which has $right\n"
        if ($octets{$n} // -1) != $right;
    }
  });
}

sub dele {
  my ($s) = @_;
  my ($n, $name) = some($s) or return send_it($s, 'NOOP', \&is_ok);
  $s->{marked}{$name} = 1;
  send_it($s, "DELE $n", \&is_ok);
}

sub is_ok { my ($s, $out) = @_; die "no +OK: <$out>\n" if $out ne $OK }

sub quit {
  my ($s) = @_;
  $mail{$_}{dying} ||= $clock for keys %{ $s->{marked} };
  $s->{quit} = 1;
  send_it($s, 'QUIT', sub {
    my (undef, $out) = @_;
    my @there = grep { $s->{marked}{$_} } map { $_->[1] } files();
    if ($out eq $OK) {
      $mail{$_}{gone} = 1 for keys %{ $s->{marked} };
      die "+OK, and @there is there\n" if @there;
    }
    elsif ($out !~ /\A-ERR [^\n]*\n\z/) { die "QUIT is <$out>\n" }
    elsif (!@there) { die "$out, and all is gone\n" }
    else { $s->{refused} = 1 }
  });
}

# ---- one interleaving ----

my %count = map { ($_ => 0) } qw(sessions refused deleted moved steps twins);

sub interleave {
  my ($seed, $two_steps) = @_;
  srand $seed;
  $clock = 1;
  %mail = ();
  @sessions = ();
  $dir = maildir({}, "$lab/Maildir");
  my $n = 0;
  for (1 .. 1 + below(9)) {
    my ($name, $tmp) = store(++$n);
    rename $tmp, "$dir/" . (often(60) ? "new/$name" : "cur/$name:2," . pick('', 'S', 'RS'))
      or die "rename: $!";
  }
  ++$clock;
  my $rush = often(25); # all sessions say QUIT at about the same time
  my @steps; # of others, those of one in their order
  push @steps, [deliverer(++$n)] for 1 .. below(3);
  push @steps, [map { \&flag } 1 .. below(30)] for 1 .. below(3);
  push @steps, [map { \&flag_all } 1 .. below(3)];
  my $start = sub { # each of which begins at some time
    my @commands = (\&ids, map { pick(\&retr, \&list, \&dele, \&dele, \&dele) }
      1 .. below($rush ? 2 : 6));
    push @commands, \&quit if $rush || often(85);
    push @sessions, session($two_steps, @commands);
    ++$count{sessions};
  };
  if ($rush) { $start->() for 1 .. 3 } else { push @steps, [$start] for 1 .. 1 + below(4) }
  my $busy = $rush ? 30 : pick(1, 3, 10, 30); # how much is done between two steps of others
  while (1) {
    @steps = grep { @$_ } @steps;
    my @live = grep { $_->{at} ne 'end' } @sessions;
    last if !@steps && !@live;
    ++$clock;
    ++$count{steps};
    if (@steps && (!@live || !below($busy))) { shift(@{ $steps[rand @steps] })->() }
    else { step(pick(@live)) }
  }
  $count{refused} += grep { $_->{refused} } @sessions;
  check_all($two_steps);
}

sub one_file {
  my %inodes = map { ((stat "$dir/$_")[1] => 1) } @_;
  return keys %inodes == 1;
}

# What is there in the end.  By link and unlink, one file may have two names for good:
# if two sessions move it and an IMAP server renames both second names meanwhile.
sub check_all {
  my ($two_steps) = @_;
  my %there;
  for (files()) {
    my ($folder, $name, $all) = @$_;
    die "what is $folder/$all?\n" if !$mail{$name};
    push @{ $there{$name} }, "$folder/$all";
    die "$folder/$all is not what it was\n" if slurp("$dir/$folder/$all") ne $mail{$name}{bytes};
  }
  for my $name (sort keys %mail) {
    my @names = @{ $there{$name} || [] };
    die "$name is lost\n" if !@names && !$mail{$name}{dying};
    die "$name is there twice: @names\n"
      if @names > 1 && !($two_steps && one_file(@names) && ++$count{twins});
    die "$name is there, and +OK was said\n" if @names && $mail{$name}{gone};
    ++$count{deleted} if !@names;
    ++$count{moved} if @names && $names[0] =~ /^cur/;
  }
}

# ---- all of them ----

for my $how ('in one step', 'by link and unlink') {
  my @wrong;
  %count = map { ($_ => 0) } keys %count;
  for my $seed ($from .. $to) {
    eval { interleave($seed, $how ne 'in one step'); 1 } or push @wrong, "RACES=$seed: $@";
    for (grep { $_->{at} ne 'end' } @sessions) {
      kill 'KILL', $_->{pid};
      waitpid $_->{pid}, 0;
    }
    system('rm', '-rf', $dir) == 0 or die 'rm';
  }
  is(join('', @wrong[0 .. ($#wrong < 9 ? $#wrong : 9)]), '',
    "[races] mail moves $how: " . ($to - $from + 1) . ' interleavings') or diag(@wrong . ' wrong');
  diag(join ', ', map { "$count{$_} $_" } sort keys %count);
  next if $ENV{RACES};
  cmp_ok($count{$_}, '>', 20, "$_ were many") for qw(sessions deleted moved);
  cmp_ok($count{$_}, '<=', $count{sessions} / 50, "few were $_") for qw(refused twins);
}

done_testing();
