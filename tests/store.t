# Two hosts, one maildir: sessions on both, deliveries by both, sessions that are
# killed and hosts that crash, in rounds that a seed makes.  After each round:
# what was delivered is there byte by byte, unless who deleted it heard +OK or
# could not hear; nothing is there twice, LIST is what RETR sends, both hosts
# list the same, and tmp/ is empty.
#
# STORE in the environment, such as 7 or 1-5000, has other rounds tried; STORE_DIR
# is a folder on the store that is to be tried; Maildir is made there, and stays
# (SCALE tells of it).
use strict;
use warnings;
use lib 'tests';
use Chain;
use Hosts;
use Session;
use Test::More;
use Time::HiRes qw(usleep);

private();
my ($from, $to) = split /-/, $ENV{STORE} || ($ENV{CHAIN_FULL} ? '1-1000' : '1-25');
$to = $from if !defined $to;

my $PASSWORD = 'open sesame';
my $USER_UID = 61001;
wire('10.77.0.77');
my $home = user('alice', $USER_UID, hash($PASSWORD, 6));
if (my $store = $ENV{STORE_DIR}) {
  mkdir "$store/Maildir" or die "$store/Maildir: $!"; # what is there is not ours
  symlink "$store/Maildir", "$home/Maildir" or die "symlink: $!";
}
my $dir = maildir({}, "$home/Maildir", $USER_UID);
my $cdb = scratch() . '/cdb';
open my $tcprules, '|-', 'tcprules', $cdb, "$cdb.new" or die "tcprules: $!";
print $tcprules "10.77.:allow\n:deny\n";
close $tcprules or die "tcprules: $?";

my %address = (a => '10.77.0.11', b => '10.77.0.12');
my %host;
sub boot {
  my ($name) = @_;
  $host{$name} = host($name, $address{$name});
  if (my $mount = $ENV{STORE_MOUNT}) {
    system(inside($host{$name}, 'sh', '-c', $mount)) == 0 or die "$mount in $name";
  }
  backend($host{$name}, $cdb);
}
boot($_) for sort keys %address;

sub below { return int rand $_[0] }
sub pick { return $_[rand @_] }

# ---- the mail: { unique name => { bytes, gone => 0, 1 or perhaps } } ----

my (%mail, $n);

# link and unlink, as deliverers do; each host has names of its own
sub deliver {
  my $bytes = sprintf("Subject: %d\n\n.\n", ++$n) . "x\n" x below(200);
  my $name = sprintf '%d.M%dP7.%s', 1700000000 + below(4), $n, pick('a', 'b');
  spew("$dir/tmp/$name", $bytes);
  chown $USER_UID, $USER_UID, "$dir/tmp/$name" or die "chown: $!";
  link "$dir/tmp/$name", "$dir/new/$name" or die "link: $!";
  unlink "$dir/tmp/$name";
  $mail{$name} = { bytes => $bytes, gone => 0 };
}

sub sent { return $_[0] =~ s/\n/\r\n/gr }

# ---- sessions ----

sub lines {
  my ($c, $command) = @_;
  my $all = ask($c, $command, qr/^-ERR.*\n\z|^\.\r\n\z/m);
  my (undef, @lines) = split /\r\n/, $all;
  pop @lines;
  return map { [split / /] } @lines;
}

sub session {
  my ($name) = @_;
  my $c = visit($address{$name}, '10.77.0.77');
  $c->{on} = $name;
  my $said = enter($c, 'alice', $PASSWORD);
  die "no login at $name: $said" if $said ne $OK;
  $c->{ids} = [map { $_->[1] } lines($c, 'UIDL')];
  $c->{octets} = [map { $_->[1] } lines($c, 'LIST')];
  $c->{marked} = [];
  return $c;
}

sub fetch {
  my ($c, $i) = @_;
  my $id = $c->{ids}[$i];
  return if $c->{deleted}{$i};
  my $said = ask($c, 'RETR ' . ($i + 1), qr/^-ERR.*\n\z|^\.\r\n\z/m);
  if ($said =~ /^-ERR/) {
    return $mail{$id}{gone} ? () : "$id is there, but RETR says: $said";
  }
  my ($bytes) = $said =~ /\A\+OK[^\n]*\n(.*)\.\r\n\z/s;
  return "$id: on $c->{on} RETR says '" . substr($said, -40) . "'" if !defined $bytes;
  $bytes =~ s/^\.//mg;
  return "$id has other bytes" if $bytes ne sent($mail{$id}{bytes});
  return "LIST of $id is wrong" if length $bytes != $c->{octets}[$i];
  return;
}

# Among them are those that a QUIT of another session has moved to cur.
sub fetch_all { my ($c) = @_; return map { fetch($c, $_) } 0 .. $#{ $c->{ids} } }

sub mark {
  my ($c) = @_;
  my $i = below(scalar @{ $c->{ids} });
  return if ask($c, 'DELE ' . ($i + 1)) !~ /^\+OK/;
  $c->{deleted}{$i} = 1;
  push @{ $c->{marked} }, $c->{ids}[$i];
}

# From here on what it marked may be gone.
sub quit {
  my ($c) = @_;
  $mail{$_}{gone} ||= 'perhaps' for @{ $c->{marked} };
  syswrite $c->{s}, "QUIT\r\n";
  $c->{quit} = 1;
}

sub hear_end {
  my ($c) = @_;
  my $said = rest($c);
  close $c->{s};
  if ($said eq $OK) { $mail{$_}{gone} = 1 for @{ $c->{marked} } }
  elsif (!$c->{killed}) { return "QUIT said '$said'" }
  return;
}

# ---- a round ----

# a host crashes, or all sessions of it are killed
sub strike {
  my ($sessions) = @_;
  my $name = pick('a', 'b');
  usleep(below(3000));
  $_->{killed} = 1 for grep { $_->{on} eq $name } @$sessions;
  my $crash = !below(4) && !$ENV{STORE_MOUNT}; # whose kernel would live on, and unmount
  if (!$crash) { kill 'KILL', sessions($host{$name}); return 0 }
  crash($host{$name});
  boot($name);
  return 1;
}

sub still {
  for my $h (values %host) {
    wait_for { !sessions($h) } "all sessions of $h->{name} have ended";
  }
}

# What is wrong in new, cur and tmp.  A session that was killed while it wrote
# pop3.octets leaves that.  On a store that is no filesystem of this machine, such
# as NFS, there is no rename that replaces nothing: a session that was killed while
# it moved a message may leave two names of it, and the next QUIT removes one.
sub wrong {
  my ($killed) = @_;
  my (%there, @wrong);
  my $files = contents($dir);
  for my $path (keys %$files) {
    my ($name) = $path =~ m{^\w+/([^:]*)};
    my $inode = (stat "$dir/$path")[1];
    my $in_two_steps = $ENV{STORE_DIR} && $killed && ($there{$name} // '') eq $inode;
    push @wrong, "$name is there twice" if $there{$name} && !$in_two_steps;
    $there{$name} = $inode;
    push @wrong, "$name came from nowhere" if !$mail{$name};
    push @wrong, "$name has changed" if ($mail{$name}{bytes} // '') ne $files->{$path};
  }
  for my $name (keys %mail) {
    my $gone = $mail{$name}{gone};
    push @wrong, "$name is lost" if !$gone && !$there{$name};
    push @wrong, "$name is back" if $gone eq '1' && $there{$name};
    if (!$there{$name}) { delete $mail{$name} } else { $mail{$name}{gone} = 0 }
  }
  my @tmp = glob "$dir/tmp/*";
  push @wrong, "tmp/ has @tmp" if grep { !$killed || !/\.pop3\.octets\z/ } @tmp;
  unlink @tmp;
  return @wrong;
}

sub both_list {
  my @wrong;
  my %list;
  for my $name (sort keys %host) {
    my $c = session($name);
    $list{$name} = join ' ', @{ $c->{ids} };
    push @wrong, fetch_all($c);
    push @wrong, "$name does not list all" if "@{[sort keys %mail]}" ne "@{[sort @{ $c->{ids} }]}";
    quit($c);
    push @wrong, hear_end($c);
  }
  push @wrong, 'the hosts list differently' if $list{a} ne $list{b};
  return @wrong;
}

sub trial {
  my ($seed) = @_;
  srand $seed;
  deliver() for 1 .. below(5);
  my @sessions = map { session(pick('a', 'b')) } 1 .. 2 + below(4);
  my @wrong;
  my $killed = 0;
  for (1 .. 5 + below(15)) {
    my @there = grep { !$_->{quit} && !$_->{killed} } @sessions;
    if (!below(4)) { deliver(); next }
    if (!below(12)) { ++$killed; strike(\@sessions); next }
    my $c = pick(@there) or next;
    if (!below(6)) { quit($c); next }
    next if !@{ $c->{ids} };
    if (!below(5)) { push @wrong, fetch_all($c) }
    elsif (below(2)) { mark($c) }
    else { push @wrong, fetch($c, below(scalar @{ $c->{ids} })) }
  }
  quit($_) for grep { !$_->{quit} && !$_->{killed} } @sessions;
  if (!below(3)) { ++$killed; strike(\@sessions) }
  push @wrong, map { hear_end($_) } @sessions;
  still();
  push @wrong, wrong($killed), both_list();
  still();
  return (@wrong, wrong(0));
}

my $bad = 0;
for my $seed ($from .. $to) {
  my @wrong = trial($seed);
  note("round $seed") if $ENV{STORE_DIR}; # which may be slow
  next if !@wrong;
  ++$bad;
  diag("round $seed: $_") for @wrong;
}
is($bad, 0, "[two-hosts] one maildir, two hosts: rounds $from to $to lose and double nothing");
cmp_ok($n, '>', $to - $from, '  in which much was delivered');
done_testing();
