#!/usr/bin/perl
# What a list of messages costs: memory for each, calls when some have gone.
use strict;
use warnings;
use lib 'tests';
use Chain;
use Pop3d;
use Session;
use Test::More;
use Tree;

needs(qw(strace softlimit));
plan skip_all => 'a sanitizer has costs of its own' if slurp('conf-cc') =~ /-fsanitize/;

# names as Dovecot and Courier make them: 63 bytes, or so many before the colon
sub name {
  my ($i, $more) = @_;
  my $name = sprintf '%d.M%06dP%dV000000000000FD01I00000000%08X_0.mx1', 1_600_000_000 + 37 * $i,
    $i * 7919 % 1_000_000, 1000 + $i % 9000, $i;
  return substr($name . 'x' x 63, 0, 58 + $more) . (':2,ST', ':2,RS')[$i % 2];
}

sub stored {
  my ($n, $more) = @_;
  my $dir = maildir({});
  for (1 .. $n) {
    open my $f, '>', "$dir/cur/" . name($_, $more) or die "open: $!";
  }
  return settle($dir);
}

# the most that the session was in size, and its soft limit on that
sub size {
  my ($c) = @_;
  my ($peak) = slurp("/proc/$c->{pid}/status") =~ /^VmPeak:\s+(\d+) kB/m;
  my ($soft) = slurp("/proc/$c->{pid}/limits") =~ /^Max address space +(\S+)/m;
  return (1024 * $peak, $soft eq 'unlimited' ? 1e18 : $soft);
}

my $N = 30_000;
my $dir = stored($N, 0);
is(length name(1, 0), 63, 'names of 63 bytes');

# ---- memory for each ----

sub session {
  my ($dir, %o) = @_;
  my $c = serving($dir, %o);
  hear($c, qr/\n/);
  return $c;
}
{
  my $c = session(maildir({}));
  my ($without) = size($c);
  finish($c);
  $c = session($dir);
  my ($with) = size($c);
  my $each = ($with - $without) / $N - 63;
  diag(sprintf '%d bytes for qmail-pop3d, %.1f a message beside its name', $without, $each);
  cmp_ok($each, '<=', 20, '[each-message] 20 bytes a message beside its name');
  is(ask($c, 'STAT'), "+OK $N 0\r\n", "$N messages");
  finish($c);
}

# ---- the soft limit, which is lifted for the list alone ----

for my $many ($N, 2 * $N) {
  my $all = $many == $N ? $dir : stored($many, 5);
  my $c = session($all, with => [qw(softlimit -m 3000000)]);
  is(ask($c, 'STAT'), "+OK $many 0\r\n",
    "[softlimit-lifted] $many in 3,000,000 bytes, a soft limit");
  my ($peak, $soft) = size($c);
  cmp_ok($soft, '<=', 3_000_000 + 90 * $many, '[softlimit-kept]   by what the list takes');
  syswrite $c->{s}, join '', map { "DELE $_\r\n" } 1 .. $many / 2;
  my $heard = '';
  $heard .= hear($c, qr/\n\z/) while length $heard < $many / 2 * length $OK;
  is(ask($c, 'QUIT'), $OK, '  half of it is deleted');
  finish($c);
  opendir my $d, "$all/cur" or die;
  is(scalar(grep { !/^\./ } readdir $d), $many / 2, '  and gone');
}

# ---- and the hard one, which is a wall ----

{
  my $all = stored($N, 0);
  my @hard = ('sh', '-c', 'ulimit -v 2929; exec "$@"', 'sh'); # 2,999,296 bytes
  my $r = run(argv => [@hard, './qmail-pop3d', $all], uid => UID, in => "STAT\r\nQUIT\r\n",
    env => { USER => 'alice' });
  if ($r->{out} eq "$OK+OK $N 0\r\n$OK") { pass("$N in 3,000,000 bytes, a hard limit") }
  else { # the size of libc decides
    is($r->{out}, $MEMORY, 'a hard limit that is too small');
    my $said = 'out of memory at message (\d+), the limit is 2999296 bytes';
    my ($read) = $r->{err} =~ /^qmail-pop3d: .* user alice fatal: .* $said$/m;
    cmp_ok($read || 0, '>', 17_500, '[memory-says] the log says whose, how many and which limit')
      or diag($r->{err});
  }
  SKIP: {
    skip 'no musl-gcc', 2 if system 'musl-gcc --version >/dev/null 2>&1';
    my $tree = copy();
    (my $cc = conf_line('conf-cc')) =~ s/^\S+/musl-gcc/;
    (my $ld = conf_line('conf-ld')) =~ s/^\S+/musl-gcc/;
    conf($tree, 'conf-cc', $cc);
    conf($tree, 'conf-ld', $ld);
    my ($said, $status) = make($tree, {}, 'qmail-pop3d');
    is($status, 0, 'built with musl') or diag($said);
    for my $more (0, 5) {
      my $names = $more ? stored($N, $more) : $all;
      $r = run(argv => [@hard, "$tree/qmail-pop3d", $names], uid => UID,
        in => "STAT\r\nUIDL\r\nQUIT\r\n");
      like($r->{out}, qr/\A\+OK \r\n\+OK $N 0\r\n.*\r\n\+OK \r\n\z/s,
        "[hard-limit] and then $N of " . (63 + $more) . ' bytes in 3,000,000, a hard limit');
    }
  }
}

# ---- messages that have gone ----

# a session in which half of n have gone: the calls from STAT on
sub half_gone {
  my ($n, @commands) = @_;
  my $half = maildir({ map { ('cur/' . name($_, 0) => "x\n") } 1 .. $n });
  my $trace = trace_file(UID);
  my $c = session($half, with => ['strace', '-qq', '-o', $trace]);
  unlink "$half/cur/" . name(2 * $_, 0) or die "unlink: $!" for 1 .. $n / 2;
  my $before = -s $trace;
  for (@commands) { ask($c, $_, qr/\n\.\r\n\z|^(?!\+OK \r\n).*\n\z|-ERR.*\n\z/) }
  finish($c);
  my @calls = map { $_->[0] } calls(substr slurp($trace), $before);
  my %n;
  ++$n{$_} for @calls;
  return \%n;
}
for my $n (100, 1000) {
  my $one = half_gone($n, 'STAT');
  # a search opens each folder twice
  is(($one->{openat} || 0) + ($one->{open} || 0), $n / 2 + 1 + 4 + 1,
    "[gone-once] $n messages, of which half went: one search")
    or diag(join ' ', map { "$_ $one->{$_}" } sort keys %$one);
}

# one that is gone, and asked for again and again, and one that others flag
{
  my $gone = maildir({ map { ("cur/$_.x:2," => "$_\n") } 100 .. 120, 1000 .. 2000 });
  my $c = session($gone);
  like(ask($c, 'STAT'), qr/^\+OK 1022 /, '1,022 messages');
  unlink "$gone/cur/100.x:2," or die;
  my ($path, @size) = "$gone/cur/110.x:2,";
  for (1 .. 60) {
    ask($c, $_, qr/\n\.\r\n\z|-ERR.*\n\z/) for 'RETR 1', 'TOP 1 0';
    my $new = $path =~ s/:2,.*//r . ':2,' . ($_ % 2 ? 'S' : 'FRS');
    rename $path, $new or die "rename: $!";
    $path = $new;
    is(ask($c, 'RETR 11', qr/\n\.\r\n\z|-ERR.*\n\z/), "+OK \r\n110\r\n.\r\n", 'found')
      if $_ % 20 == 0;
    ask($c, 'TOP 11 0', qr/\n\.\r\n\z|-ERR.*\n\z/);
    push @size, (size($c))[0];
  }
  is($size[-1], $size[0], '[searches-flat] 60 rounds take no more memory than one');
  finish($c);
}

done_testing;
