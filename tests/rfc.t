# The RFCs: sessions that were written down byte for byte, and the table
# tests/RFC, which has a row for each requirement and names its tests.
#
# session/NAME.in is what a client sends, NAME.out every byte that must come
# back; only <PID.SECONDS@...> stands for what differs each time.  The first
# word of NAME says what runs: popup (with a program behind it that tells what
# came on descriptor 3), pop3d, or the chain of all three.  Each session is
# sent twice: all in one write, and so that every read gives one byte.
use strict;
use warnings;
use lib 'tests';
use Chain;
use IO::Select;
use Ids;
use POSIX ();
use Socket;
use Test::More;

private();
$SIG{PIPE} = 'IGNORE'; # who has hung up need not hear the rest

my $HOST = 'pop3.example.org';
my $SHOW = 'tr "\\0" "|" <&3';

my %mail = (
  'new/1000.one' => "Subject: one\n\nfirst\n",
  'cur/2000.two:2,S' => "Subject: dots\n\n.\n..\n.x\nend",
  'new/3000.three' => "x\0\xe9\r\ny\n",
);
my @stored = keys %mail;
my @moved = ('cur/1000.one:2,', 'cur/2000.two:2,S', 'cur/3000.three:2,');

my $ALICE = 60101;
my $hash = hash('geheim', 6);
user('alice', $ALICE, $hash);
user('bob', 60102, $hash);
{
  my $home = user('carol', 60103, $hash);
  rmdir $home or die "$home: $!";
}

# how a program behind popup may end
my %ends = (perm => 'exit 100', temp => 'exit 111', crash => 'kill -KILL $$');

# What a session has that others of its kind have not: sh, the program behind
# popup; env; tls, descriptors of UCSPI-TLS; mail, stored before; mode, of a
# folder of the maildir; maildir, another name for it; left, the names of files
# after it.  Where nothing is said of left: QUIT moves all to cur, a session
# without it changes nothing.
my %special = (
  'popup-apop-none' => { env => { POP3AUTH => '-apop' } },
  'popup-capa-stls' => { tls => 1 },
  'popup-stls-argument' => { tls => 1 },
  'popup-tls-required' => { tls => 1, env => { UCSPITLS => '!' } },
  'popup-refused' => { sh => 'exit 1' },
  (map { ("popup-$_" => { sh => $ends{$_} }, "popup-auth-$_" => { sh => $ends{$_} }) }
    keys %ends),
  'pop3d-empty' => { mail => {} },
  'pop3d-update' => { left => ['cur/2000.two:2,S'] },
  'pop3d-read-only' => { mode => [0555, 'new'], left => ['new/1000.one', 'new/3000.three'] },
  'pop3d-blank' => { env => { POP3BLANK => 1 } },
  'pop3d-none' => { mode => [0, '.'] },
  'pop3d-scan' => { mode => [0, 'cur'] },
  'chain-user' => { left => [@moved[0, 2]] },
  'chain-no-maildir' => { maildir => 'none' },
);

# ---- sessions ----

# what is run for it, as start has it
sub setup {
  my ($s) = @_;
  my %o = %{ $special{ $s->{name} } || {} };
  my %run = (env => $o{env} || {});
  if ($o{tls}) {
    my @names = qw(SSLCTLFD SSLREADFD SSLWRITEFD);
    $run{env} = { %{ $run{env} }, map { ($names[$_] => 5 + $_) } 0 .. 2 };
    $run{before} = sub {
      my $null = POSIX::open('/dev/null', POSIX::O_RDWR());
      POSIX::dup2($null, $_) for 5, 6, 7;
    };
  }
  my ($kind) = $s->{name} =~ /^(popup|pop3d|chain)-/ or die $s->{name};
  my @popup = ('qmail-popup', $HOST);
  return (%run, argv => [@popup, 'sh', '-c', $o{sh} || $SHOW]) if $kind eq 'popup';
  my $where = scratch();
  my $mail = $o{mail} || \%mail;
  my $uid = $kind eq 'chain' ? $ALICE : UID;
  my $dir = $s->{dir} = maildir($mail, "$where/Maildir", $uid);
  chmod $o{mode}[0], "$dir/$o{mode}[1]" or die "chmod: $!" if $o{mode};
  my $quit = $s->{in} =~ /^QUIT\r\n/mi && $s->{out} =~ /^\+OK \r\n\z/m;
  $s->{left} = !%$mail ? [] : $o{left} || ($quit ? \@moved : \@stored);
  my @pop3d = ('qmail-pop3d', "$where/" . ($o{maildir} || 'Maildir'));
  return (%run, uid => UID, argv => \@pop3d) if $kind eq 'pop3d';
  return (%run, argv => [@popup, 'checkpassword', @pop3d]);
}

# Starts it.  SOCK_SEQPACKET has a read for each write, SOCK_STREAM has not.
sub begin {
  my ($s, $type, @writes) = @_;
  socketpair my $near, my $far, AF_UNIX, $type, PF_UNSPEC or die "pair: $!";
  my %run = setup($s);
  my $before = $run{before} || sub { };
  $run{before} = sub {
    POSIX::dup2(fileno $far, 200); # clear of every number below
    open STDERR, '>', '/dev/null';
    POSIX::dup2(200, $_) for 0, 1;
    POSIX::close($_) for 3 .. 200;
    $before->();
  };
  $s->{pid} = fork // die "fork: $!";
  if (!$s->{pid}) { Chain::become(%run) }
  close $far;
  $s->{feeder} = fork // die "fork: $!";
  if (!$s->{feeder}) {
    for (@writes) { last if !syswrite $near, $_ }
    shutdown $near, 1;
    POSIX::_exit(0);
  }
  $s->{near} = $near;
}

# what came back
sub end {
  my ($s) = @_;
  my $bytes = '';
  my $select = IO::Select->new($s->{near});
  while ($select->can_read(HANGS)) {
    my $n = sysread $s->{near}, $bytes, 65536, length $bytes;
    last if defined $n ? !$n : !$!{ECONNRESET}; # told ahead of what came before
  }
  close $s->{near};
  wait_for { waitpid $s->{$_}, POSIX::WNOHANG() } "$s->{name}: the $_" for qw(feeder pid);
  my ($stamp) = $bytes =~ /\A\+OK (<$s->{pid}\.\d+\@\Q$HOST\E>)\r\n/;
  $bytes =~ s/\Q$stamp\E/<PID.SECONDS\@$HOST>/g if $stamp;
  return $bytes;
}

# Two strings that should be the same; says where they differ.
sub same {
  my ($got, $want, $what) = @_;
  return ok(1, $what) if $got eq $want;
  my $same = length(($got ^ $want) =~ s/[^\0].*//sr);
  ok(0, $what) or diag("differs from byte $same on: '" . substr($got, $same, 100)
    . "' and not '" . substr($want, $same, 100) . "'");
}

my @names = map { m{([^/]+)\.in\z} } glob 'tests/session/*.in';
is_deeply([sort map { m{([^/]+)\z} } glob 'tests/session/*'],
  [sort map { ("$_.in", "$_.out") } @names], 'each session has two files');
is(join(' ', grep { my $name = $_; !grep { $_ eq $name } @names } sort keys %special), '',
  'each special session is there');

my @running;
for my $name (@names) {
  my %s = (name => $name, map { ($_ => slurp("tests/session/$name.$_")) } qw(in out));
  my @ways = (['all in one write', SOCK_STREAM, $s{in}],
    ['one byte a read', SOCK_SEQPACKET, split //, $s{in}]);
  for my $way (@ways) {
    my ($how, $type, @writes) = @$way;
    my $one = { %s, how => $how };
    begin($one, $type, @writes);
    push @running, $one;
  }
}
for my $s (@running) {
  same(end($s), $s->{out}, "[recorded-sessions] $s->{name}, $s->{how}");
  next if !$s->{dir};
  is_deeply([sort keys %{ contents($s->{dir}) }], [sort @{ $s->{left} }],
    "$s->{name}, $s->{how}: what is left");
}

# ---- what every reply keeps to ----

# RFC 1939: +OK or -ERR, a space, in 512 bytes.  RFC 2449: where a text begins
# with a bracket it is a code, and one that there is.
for my $name (@names) {
  my @wrong = grep { length > 512 || /^(\+OK|-ERR)$/ || !/\r\n\z/
    || (/^(\+OK|-ERR) \[/ && !/^-ERR \[(AUTH|SYS\/TEMP|SYS\/PERM)\] \S/) }
    grep { /^(\+OK|-ERR)/ } slurp("tests/session/$name.out") =~ /([^\n]*\n?)/g;
  is("@wrong", '', "[replies-legal] $name: replies are legal");
}
for my $env ({}, { POP3AUTH => '-apop' }) {
  my $r = run(argv => ['qmail-popup', '[::1]', 'true'], env => $env);
  unlike($r->{out}, qr/^\+OK \[/,
    '[greeting-bracket] a host that begins with a bracket: the greeting does not');
}

# ---- the table ----

# A row: the RFC and its section; how strong it is; what it says.  Below it,
# indented, its tests.
my @rows;
my %sections; # of each RFC, how many rows
for my $line (split /\n/, slurp('tests/RFC')) {
  next if $line eq '' || $line =~ /^#/;
  if ($line =~ /^(\d{4}) (\S+) +(MUST|SHOULD|MAY) +(\S.*)/) {
    push @rows, { rfc => $1, name => "RFC $1 section $2: $4", tests => [] };
    $sections{$1}++;
  }
  elsif ($line =~ /^    (\S.*)/ && @rows) { push @{ $rows[-1]{tests} }, $1 }
  elsif ($line !~ /^  \S/ || !@rows || @{ $rows[-1]{tests} }) {
    ok(0, "no row of tests/RFC: $line");
  }
}
for my $rfc (qw(1939 2449 2595 3206 4422 4616 4648 5034 8314)) {
  ok($sections{$rfc}, "RFC $rfc is in the table");
}

my %named; # of the sessions
sub there {
  my ($id) = @_;
  return file_of($id) if $id !~ m{^session/(.*)};
  $named{$1} = 1;
  return is_session($id);
}

for my $row (@rows) {
  is(join(', ', grep { !there($_) } @{ $row->{tests} }), '', "$row->{name}: is there");
  isnt(@{ $row->{tests} }, 0, "$row->{name}: has a test");
}
is(join(' ', grep { !$named{$_} } @names), '', 'every session is in the table');

done_testing();
