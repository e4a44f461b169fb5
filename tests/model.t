# Random sessions with random maildirs, against the model of a maildrop in
# tests/Model.pm: every byte of every reply, and what is left.
#
# A seed makes one maildir and some sessions with it, each split into reads at
# random; some by qmail-pop3d alone, some through the whole chain.  MODEL_SEEDS
# in the environment, such as 7 or 1-500, has other seeds tried than always.
use strict;
use warnings;
use lib 'tests';
use Chain;
use Errno qw(ECONNRESET EINTR);
use File::Path qw(make_path);
use IO::Select;
use MIME::Base64 qw(encode_base64);
use Model;
use POSIX qw(mkfifo);
use Socket;
use Test::More;

private();
my $home = user('model', UID, hash('secret', 6));
my $log = scratch() . '/log';
my ($from, $to) = (1, $ENV{CHAIN_FULL} ? 3000 : 100);
($from, $to) = $ENV{MODEL_SEEDS} =~ /\A(\d+)(?:-(\d+))?\z/ if $ENV{MODEL_SEEDS};
$to = $from if !defined $to;

sub below { int rand $_[0] }
sub pick { $_[rand @_] }
sub often { rand(100) < $_[0] } # in so many of a hundred cases

# ---- a maildir ----

sub message {
  return '' if often(3);
  my @pieces = map {
    pick("From: a\n", "Subject: b\r\n", "\n", "\r\n", '.', ".\n", "..\n", "\r", "\0", "\xff",
      "line\n", "\n.", "\r.\r\n", 'x' x below(200), '.' x below(2000))
  } 1 .. below(20);
  push @pieces, 'e' x (65530 + below(12)), "\n." if often(3);
  return join '', @pieces;
}

# what a name begins with: unique, with a time or without
sub unique {
  my ($bytes) = @_;
  my $time = pick(1 .. 5, 1700000000, '007', '18446744073709551615',
    '18446744073709551616', '5x', '');
  my $name = $time . pick('.', '.', '.', '', '_')
    . pick('M1P2.host', 'a', 'ab', 'b', 'b c', "\xe4\x80", "\t", "x\r\n", "l\nf", '%s', '',
      map { 'n' x $_ } 60 .. 70, 230, 251, 252, 253);
  $name .= ',S=' . below(99) if often(10);
  $name .= ',W=' . pick(length Model::sent($bytes), length Model::sent($bytes), below(99), '',
    'x', '1x', '0', '18446744073709551615', '18446744073709551616') if often(25);
  return substr $name, 0, 255;
}

# adds a message, or two of one name, to the files; new paths are returned
my $ids = 0;
sub deliver {
  my ($files) = @_;
  my $bytes = message();
  my $unique = unique($bytes);
  my $sub = pick('new', 'cur');
  my $flags = sub { pick(':2,', ':2,S', ':2,FRS', ':1,old', ':', '') };
  my $name = $unique . ($sub eq 'cur' || often(5) ? $flags->() : '');
  my @paths = ("$sub/$name");
  push @paths, pick('new/', 'cur/') . $unique . $flags->() if often(20);
  my $one = { bytes => $bytes, mtime => 1 + below(6), id => ++$ids };
  my $link = often(50);
  my @new;
  for my $path (@paths) {
    my ($name) = $path =~ m{/(.*)}s;
    next if $name !~ /\A[^.]/ || length $name > 255 || $files->{$path};
    my $same = grep { m{/\Q$unique\E(?::|\z)}s } keys %$files;
    next if $same > 1 || $same && !$link && !often(20);
    $files->{$path} = $link ? $one
      : { bytes => message(), mtime => 1 + below(6), id => ++$ids };
    push @new, $path;
  }
  return @new;
}

sub store {
  my ($dir, $files, @paths) = @_;
  my %at;
  for my $path (sort keys %$files) {
    $at{ $files->{$path}{id} } = $path if !grep { $_ eq $path } @paths;
  }
  for my $path (@paths) {
    my $file = $files->{$path};
    my $old = $at{ $file->{id} };
    if (defined $old) { link "$dir/$old", "$dir/$path" or die "$path: $!"; next }
    spew("$dir/$path", $file->{bytes});
    chown UID, UID, "$dir/$path";
    utime $file->{mtime}, $file->{mtime}, "$dir/$path";
    $at{ $file->{id} } = $path;
  }
}

# What is no message, { path => what contents() says of it }.
sub others {
  my ($dir) = @_;
  spew("$dir/new/.5.hidden", "x\n");
  mkdir "$dir/cur/6.folder" or die "mkdir: $!";
  symlink '/etc/passwd', "$dir/new/7.link" or die "symlink: $!";
  symlink 'nowhere', "$dir/cur/8.dangling" or die "symlink: $!";
  mkfifo("$dir/new/9.fifo", 0600) or die "mkfifo: $!";
  spew("$dir/tmp/$_", 'x') for qw(old fresh);
  utime 1, 1, "$dir/tmp/old";
  return ('cur/6.folder' => undef, 'new/7.link' => slurp('/etc/passwd'),
    'cur/8.dangling' => undef, 'new/9.fifo' => undef);
}

# pop3.octets as it may be at first: none, right, lies, malformed
sub first_cache {
  my ($files) = @_;
  my $m = Model->new(files => $files);
  my $cache = '';
  my $lie = often(30);
  for my $x (@{ $m->{list} }) {
    next if $x->{unique} !~ /\A[^\n]+\z/ || often(15);
    my $octets = $lie && often(50) ? below(9999) : length Model::sent($m->bytes($x));
    $cache .= "$octets $x->{unique}\n";
    $cache .= "5 $x->{unique}+\n" if often(10);
  }
  $cache =~ s/^/5 0.gone\n/ if often(20);
  return undef if often(30);
  return $cache if often(70);
  substr $cache, below(1 + length $cache), often(50), pick('', "\0", ':', "\n", 'x', '-');
  return $cache;
}

# what other programs do between two sessions
sub meanwhile {
  my ($dir, $files) = @_;
  store($dir, $files, deliver($files)) for 1 .. below(3);
  for my $path (sort keys %$files) {
    my ($unique) = $path =~ m{/([^:]*)}s;
    my $to = "cur/$unique" . pick(':2,', ':2,T');
    if (often(5)) { unlink "$dir/$path" or die "$path: $!"; delete $files->{$path} }
    elsif (often(10) && !$files->{$to} && length $to < 260 && $path =~ m{^cur/.*:}s) {
      rename "$dir/$path", "$dir/$to" or die "$path: $!";
      $files->{$to} = delete $files->{$path};
    }
  }
}

# What other programs do in a session: changes the files of the model, and
# returns what does so to the maildir.
sub event {
  my ($dir, $m) = @_;
  my $files = $m->{files};
  my @do;
  my $move = sub {
    my ($path, $to) = @_;
    return if length $to > 259 || $files->{$to};
    $files->{$to} = delete $files->{$path};
    push @do, sub { rename "$dir/$path", "$dir/$to" or die "$path: $!" };
  };
  my $new = sub {
    my ($path) = @_;
    return if length $path > 259 || $files->{$path};
    $files->{$path} = { bytes => message(), mtime => 1, id => ++$ids };
    push @do, sub { store($dir, $files, $path) };
  };
  for my $x (grep { $files->{ $_->{path} } } @{ $m->{list} }) {
    my $path = $x->{path};
    my $to = "cur/$x->{unique}" . pick(':2,', ':2,Z');
    my $what = below(10);
    next if @{ $x->{twins} } && !$x->{clash};
    if ($what < ($x->{clash} ? 8 : 3)) { $move->($path, $to); next }
    next if $x->{clash};
    if ($what == 3) {
      delete $files->{$path};
      push @do, sub { unlink "$dir/$path" or die "$path: $!" };
    }
    $new->("cur/$x->{unique}:2,") if $what == 4 && $path =~ m{^new/[^:]*\z}s;
  }
  $new->('new/6.fresh' . ++$ids) if often(50);
  return sub { $_->() for @do };
}

# ---- what a client sends ----

sub argument {
  my ($n) = @_;
  return pick('', 0, $n + 1, -1, '+1', ' 1', "1\t", 'x', '1x', '0x1', '1 1', 4294967297,
    '18446744073709551615', '18446744073709551616', '18446744073709551617', '1' x 41, "\xb2")
    if often(20);
  return (often(5) ? '00' : '') . (1 + below($n || 1));
}

sub command {
  my ($n) = @_;
  my $verb = pick(qw(RETR RETR DELE DELE LIST LIST UIDL UIDL TOP TOP STAT NOOP RSET LAST CAPA));
  $verb = pick('', 'USER a', 'PASS', 'RETRX', 'QUI', 'QUITE', ' NOOP', "\xff\xfb", "NO\rOP", "a\0",
    'x' x below(1200)) if often(8);
  my $line = $verb;
  $line .= ' ' . argument($n) if often({ RETR => 97, DELE => 97, TOP => 97, LIST => 50,
    UIDL => 50 }->{$verb} || 5);
  $line .= ' ' . pick(0, 0, 1, 1, 2, 7, 1000, '18446744073709551615', '18446744073709551616',
    '', '-1', ' 1', 'x') if $verb eq 'TOP' && often(97);
  $line .= ' ' x pick(1, 2, 990, 991, 993, 994, 995, 996, 1000) if often(5);
  substr $line, below(1 + length $line), 0, "\0" if often(2);
  $line = lc $line if often(20);
  $line =~ s/([a-z])/often(50) ? uc $1 : $1/gie if often(10);
  return $line . (often(30) ? "\n" : often(3) ? "\r\r\n" : "\r\n");
}

# Lines before the login and their replies; those that count as wrong are nine
# at most.
my $capa = join "\r\n", '+OK ', qw(TOP UIDL USER), 'SASL PLAIN',
  qw(RESP-CODES AUTH-RESP-CODE PIPELINING), 'EXPIRE NEVER', 'IMPLEMENTATION qmail-pop3d', '.';
my @before = (['CAPA', $capa], ['noop', '-ERR authorization first'], ['AUTH', "+OK \r\nPLAIN\r\n."],
  map { [$_->[0], "-ERR $_->[1]"] } ['STAT', 'authorization first'], ['', 'authorization first'],
  ['USER', 'syntax error'], ['PASS x', 'USER first'], ['pass', 'syntax error'],
  ['STLS', 'authorization first'], ['NOOP x', 'authorization first'], ["N\0", 'syntax error'],
  ['x' x 1000, 'line too long'], ['AUTH LOGIN', 'no such mechanism'],
  ['AUTH PLAIN x', 'bad base64'], ['AUTH PLAIN =', 'syntax error'],
  ['APOP x', 'authorization first'],
  ['AUTH PLAIN ' . encode_base64("a\0model\0secret", ''),
    '[AUTH] authorization failed'],
  ['APOP model ' . 'a' x 32, 'authorization first']);
push @before, ["AUTH PLAIN\r\n*", "+ \r\n-ERR authentication cancelled"];

sub login {
  my $plain = encode_base64((often(50) ? 'model' : '') . "\0model\0secret", '');
  my @lines = map { [@{ $before[rand @before] }] } 1 .. below(10);
  push @lines, pick(["USER model\r\nPASS secret", '+OK '], ["auth plain $plain", undef],
    ["AUTH PLAIN\r\n$plain", '+ ']);
  my ($in, $out) = ('', "+OK pop.example ready\r\n");
  my $attempts = 0;
  for (@lines) {
    next if $_->[1] && $_->[1] =~ /AUTH\]/ && $attempts++ >= 2; # of three
    my $line = "$_->[0]\r\n";
    $line =~ s/\r//g if often(20);
    $in .= $line;
    $out .= $_->[1] =~ s/ \z/ \r\n/r =~ s/(?<!\n)\z/\r\n/r if defined $_->[1];
  }
  return ($in, $out);
}

# ---- a session ----

# Sends the parts, each of which is one read there if the program reads so much
# at once, and does what is between them after so many bytes have come back; what
# that was, and how it ended.
sub talk {
  my ($type, $parts, %o) = @_; # parts: bytes, or { after => N, do => sub }
  socketpair(my $near, my $far, AF_UNIX, $type, PF_UNSPEC) or die "pair: $!";
  spew($log, '');
  my $pid = fork // die "fork: $!";
  if (!$pid) {
    my $err = POSIX::open($log, POSIX::O_WRONLY() | POSIX::O_APPEND());
    POSIX::dup2(fileno $far, 200);
    POSIX::dup2($err, 2);
    POSIX::dup2(200, $_) for 0, 1;
    POSIX::close($_) for 3 .. 200;
    Chain::become(%o);
  }
  close $far;
  $near->blocking(0);
  my ($out, @parts) = ('', @$parts);
  shutdown $near, 1 if !@parts;
  my $select = IO::Select->new($near);
  while (1) {
    if (@parts && ref $parts[0] && length $out >= $parts[0]{after}) {
      shift(@parts)->{do}->();
      shutdown $near, 1 if !@parts;
    }
    my ($r, $w) = IO::Select->select($select,
      @parts && !ref $parts[0] ? $select : undef, undef, 60);
    if (!$r) { kill 'KILL', $pid; $out .= '(it hangs)'; last }
    if (@$w) {
      my $n = syswrite $near, $parts[0];
      if (defined $n) { substr $parts[0], 0, $n, ''; shift @parts if $parts[0] eq '' }
      elsif (!$!{EAGAIN}) { @parts = () }
      shutdown $near, 1 if !@parts;
    }
    next if !@$r;
    my $n = sysread $near, $out, 1 << 18, length $out;
    last if defined $n ? !$n : !$!{EAGAIN} && !$!{ECONNRESET};
  }
  close $near;
  waitpid $pid, 0;
  return ($out, $?);
}

# at most 2,000 bytes each: what one read there takes at most is 2,048
sub split_up {
  my ($in) = @_;
  my $most = pick(1, 3, 10, 100, 2000, 2000);
  my @parts;
  push @parts, substr $in, 0, 1 + below($most), '' while length $in;
  return @parts;
}

# Some parts, and what must come back; may an event be among them?
sub commands {
  my ($dir, $m, $event) = @_;
  my ($in, $out, @parts) = ('', "+OK \r\n");
  my @lines = map { command(scalar @{ $m->{list} }) } 1 .. below(30);
  push @lines, pick("QUIT\r\n", "quit\n", "QUIT  \r\n") if often(75);
  my $when = $event ? below(1 + @lines) : -1;
  push @lines, "DELE 1\r\n", "QUIT\r\n" if often(5);
  for (0 .. $#lines) {
    if ($_ == $when && !$m->{quit}) {
      push @parts, split_up($in), { after => length $out, do => event($dir, $m) };
      $in = '';
    }
    $in .= $lines[$_];
    $out .= $m->answer($lines[$_]) if !$m->{quit};
  }
  $in .= 'QUIT' if often(10);
  return ($out, @parts, split_up($in));
}

# what a log line says of it
sub summary {
  my ($m, $user) = @_;
  my @left = grep { !$_->{gone} } @{ $m->{list} };
  my $octets = 0;
  for (@left) {
    $octets = '-' if !defined Model::octets($_);
    $octets += $m->size($_) if $octets ne '-';
  }
  return "from unknown user $user " . ($m->{quit} ? 'quit' : 'eof')
    . " retr $m->{retr} $m->{sent} dele " . (@{ $m->{list} } - @left) . ' left ' . @left
    . " $octets top $m->{top} $m->{top_sent} lost " . grep { $_->{dele} } @left;
}

sub cache_of {
  my ($dir) = @_;
  return -e "$dir/pop3.octets" ? slurp("$dir/pop3.octets") : undef;
}

# One session with that maildir: what is not as it must be, as [what, got, wanted,
# what was sent], or nothing.
sub session {
  my ($dir, $m, $others) = @_;
  my $chain = often(15);
  my ($want, @parts) = commands($dir, $m, !$chain && often(35));
  my @run = (argv => ['qmail-pop3d', $dir], uid => UID);
  if ($chain) {
    my ($first, $said) = login();
    unshift @parts, split_up($first);
    $want = $said . $want;
    @run = (argv => [qw(qmail-popup pop.example checkpassword qmail-pop3d Maildir)]);
  }
  push @run, env => { POP3BLANK => 1 } if $m->{blank};
  tally($m, $chain, $want);
  my ($out, $status) = talk($chain ? SOCK_STREAM : SOCK_SEQPACKET, [@parts], @run);
  my ($logged) = slurp($log) =~ /^qmail-pop3d: pid [0-9]+ (.* ms [0-9]+ top .*)$/m;
  $logged =~ s/ ms [0-9]+// if defined $logged;
  my $left = contents($dir);
  my %keep = (%$others, map { ($_ => $m->{files}{$_}{bytes}) } keys %{ $m->{files} });
  my @all = (
    ['replies', $out, $want],
    ['status', $status, 0],
    ['log', $logged, summary($m, $chain ? 'model' : 'unknown')],
    ['files', join("\n", sort keys %$left), join("\n", sort keys %keep)],
    map({ [$_, $left->{$_}, $keep{$_}] } sort keys %keep),
    ['pop3.octets', cache_of($dir), $m->{cache}],
    ['tmp', join(' ', map { s{.*/}{}r } glob "$dir/tmp/*"), 'fresh old'],
  );
  my $in = join '', map { ref $_ ? '(event)' : $_ } @parts;
  for (@all) {
    my ($what, $got, $wanted) = map { defined $_ ? $_ : 'none' } @$_;
    return [$what, $got, $wanted, $in] if $got ne $wanted;
  }
  return;
}

# Things that must have come up, or little was tried.
my %seen;
sub tally {
  my ($m, $chain, $want) = @_;
  $seen{$_} = 1 for $want =~ /^-ERR ([^\r]*)/mg;
  $seen{ $m->{quit} ? 'quit' : 'eof' } = $seen{ $chain ? 'chain' : 'alone' } = 1;
  my @list = @{ $m->{list} };
  $seen{blank} = 1 if $m->{blank};
  $seen{retr} = 1 if $m->{retr};
  $seen{gone} = 1 if grep { $_->{gone} } @list;
  $seen{cached} = 1 if grep { defined $_->{line} } @list;
  $seen{counted} = 1 if grep { defined $_->{read} } @list;
  $seen{corrected} = 1 if $m->{wrong};
  $seen{twins} = 1 if grep { @{ $_->{twins} } } @list;
  $seen{untimed} = 1 if grep { $_->{untimed} } @list;
  $seen{'id made'} = 1 if grep { $_->{unique} !~ /\A[!-~]{1,70}\z/ } @list;
  $seen{'stays in new'} = 1 if $m->{quit} && grep { m{^new/} } keys %{ $m->{files} };
}

sub visible { $_[0] =~ s/([^\x20-\x7e\n])/sprintf '\\x%02x', ord $1/ger }

# The end of what is equal, and what follows.
sub difference {
  my ($got, $want) = @_;
  my $same = ($got ^ $want) =~ /\A(\0*)/ ? length $1 : 0;
  my $start = $same < 200 ? 0 : $same - 200;
  return map { "$_->[0] from byte $start: " . visible(substr $_->[1], $start, 400) }
    [got => $got], [wanted => $want];
}

for my $seed ($from .. $to) {
  srand $seed;
  my $dir = "$home/Maildir";
  make_path(map { "$dir/$_" } qw(new cur tmp));
  chown UID, UID, $dir, map { "$dir/$_" } qw(new cur tmp);
  my %files;
  deliver(\%files) for 1 .. below(14);
  my %others = others($dir);
  store($dir, \%files, sort keys %files);
  my $cache = first_cache(\%files);
  if (defined $cache) {
    spew("$dir/pop3.octets", $cache);
    chown UID, UID, "$dir/pop3.octets";
  }
  my $wrong;
  my $sessions = 1 + below(4);
  for (1 .. $sessions) {
    my $m = Model->new(files => \%files, cache => $cache, blank => often(10));
    $wrong = session($dir, $m, \%others) and last;
    $cache = $m->{cache};
    meanwhile($dir, \%files);
  }
  ok(!$wrong, "seed $seed: sessions: $sessions") or diag("MODEL_SEEDS=$seed: $wrong->[0]:\n",
    join("\n", difference(@$wrong[1, 2])), "\nsent: ", visible($wrong->[3]));
  system('rm', '-rf', $dir) == 0 or die 'rm';
}

is_deeply([sort keys %seen], [sort('already deleted', 'authorization first', 'bad base64',
  'line too long', 'messages are counted from 1', 'no such mechanism', 'not that many messages',
  'syntax error', 'unimplemented', 'USER first', '[AUTH] authorization failed',
  'authentication cancelled',
  map({ "[SYS/TEMP] unable to $_" } 'open that message', 'unlink all deleted messages'),
  qw(quit eof chain alone blank retr gone cached counted corrected twins untimed), 'id made',
  'stays in new')], 'all kinds of replies and maildirs came up') if !$ENV{MODEL_SEEDS};
done_testing();
