# What only checkmail does, and mailaccounts and mailpassword: accounts that are
# none of the system's, from the text to served mail.
use strict;
use warnings;
use lib 'tests';
use Chain qw(:DEFAULT serve);
use Checker qw(checker command account files %home is_mail write_cdb);
use POSIX ();
use Session qw(strace calls);
use Test::More;

private();

my $dir = scratch();
my $uid = 64200;
my $home = scratch();
mkdir "$home/bob" or die "mkdir: $!";
chown $uid, $uid, "$home/bob";
my $BOB = "bob:HASH:$uid:${uid}::$home/bob:/bin/sh\n";
my $SANITIZE = $ENV{CHAIN_SANITIZE};

my ($ONE, $TWO) = map { hash($_, 'y') } 'first word', 'second word';
my $OLD = hash('old word', '6');

# ---- running ----

sub program { return source() . "/$_[0]" }

# mailaccounts with that text; {db} is the database then
sub make {
  my ($text, @range) = @_;
  @range = (64000, 64999) if !@range;
  my $r = run(argv => [program('mailaccounts'), "$dir/db", "$dir/tmp", @range],
    in => $text);
  $r->{db} = -e "$dir/db" ? slurp("$dir/db") : undef;
  return $r;
}

sub text { my ($text) = @_; return $text =~ s/HASH/$ONE/gr }

# checkmail for that login, with the options of run
sub login {
  my ($login, $password, %o) = @_;
  my $then = delete $o{then} || ['echo', 'it ran'];
  return run(fd3 => "$login\0$password\0<1.2\@h>\0",
    argv => [@{ delete $o{under} || [] }, 'checkmail', "$dir/db", @$then], %o);
}

# what the log says of it, behind the user
sub outcome {
  my ($r) = @_;
  return $r->{err} =~ /^check\w+: pid \d+ from unknown user (\S+ .*)\n\z/ ? $1 : $r->{err};
}

# ---- who is let in, and under which name ----

is_deeply([@{ make(text($BOB) . "bob/phone:$TWO\n\n# a comment\nbob/old-one:{SHA512-CRYPT}$OLD\n"
    . "robert:=bob\nbob\@example.org:=bob\n"
    . "off:$ONE:$uid:$uid\::$home/bob::nologin\noff/phone:$TWO\n"
    . "only:*:$uid:$uid\::$home/bob::\nonly/phone:$TWO\n"
    . "none:*:$uid:$uid\::$home/bob::\nat\@example.net:$ONE:$uid:$uid\::$home/bob::\n")
  }{qw(code err)}], [0, ''], 'a text with lines of every kind');
is((stat "$dir/db")[2] & 07777, 0600, 'only root can read the database');
ok(!-e "$dir/tmp", 'no draft is left');

for my $row (
  # login, password, $POP3DOMAIN, what the log says
  ['bob', 'first word', undef, 'bob accepted'],
  ['bob', 'second word', undef, 'bob by phone accepted'],
  ['bob', 'old word', undef, 'bob by old-one accepted'],
  ['bob', 'third word', undef, 'bob refused: wrong password'],
  ['robert', 'second word', undef, 'bob by phone accepted'],
  ['bob@example.org', 'first word', undef, 'bob accepted'],
  ['bob@example.com', 'first word', undef, 'bob@example.com refused: no such login'],
  ['Bob', 'first word', undef, 'Bob refused: no such login'],
  ['bob/phone', 'second word', undef, 'bob/phone refused: no such login'],
  ['Bob', 'first word', '', 'bob accepted'],
  ['BOB@Example.COM', 'first word', 'example.net example.com', 'bob accepted'],
  ['bob@example.co', 'first word', 'example.com', 'bob@example.co refused: no such login'],
  ['AT', 'first word', 'Example.NET', 'at@example.net accepted'],
  ['at@EXAMPLE.net', 'first word', 'example.net', 'at@example.net accepted'],
  ['at@example.com', 'first word', 'example.net,example.com', 'at@example.net accepted'],
  ['no@example.com', 'first word', 'example.com', 'no refused: no such login'],
  ['off', 'first word', undef, 'off refused: password is locked'],
  ['off', 'second word', undef, 'off refused: password is locked'],
  ['only', '*', undef, 'only refused: wrong password'],
  ['only', 'second word', undef, 'only by phone accepted'],
  ['none', '*', undef, 'none refused: password is locked'],
) {
  my ($login, $password, $domain, $said) = @$row;
  my $r = login($login, $password, env => defined $domain ? { POP3DOMAIN => $domain } : {});
  is(outcome($r), $said, "[mail-login] $login, " . ($domain // 'no domain') . ": $said");
  is_deeply([@$r{qw(code out)}], $said =~ /accepted/ ? [0, "it ran\n"] : [1, ''], '  so');
}
is(login('robert', 'first word', then => ['sh', '-c', 'echo "$USER $HOME $SHELL"'])->{out},
  "bob $home/bob /bin/sh\n", 'the environment has the account, whatever was typed');

{
  user('system', 64300, $ONE);
  for my $row (['System@Example.ORG', 'example.org', 'system accepted'],
    ['system@example.org', undef, 'system@example.org refused: no such login'],
    ['System', undef, 'System refused: no such login']) {
    my ($login, $domain, $said) = @$row;
    my $r = run(fd3 => "$login\0first word\0x\0", argv => ['checkpassword', 'true'],
      env => defined $domain ? { POP3DOMAIN => $domain } : {});
    is(outcome($r), $said, "[domain] checkpassword: $login: $said");
  }
}

# ---- what is in the way of a wrong database ----

sub fault {
  my ($r, $words) = @_;
  return "checkmail: pid $r->{pid} from unknown user bob fatal: cannot read $dir/db: $words\n";
}
sub value { return join '', map { "$_\0" } @_ }
my @good = (bob => value('bob', $uid, $uid, "$home/bob", '', '', $ONE));
my $rules = value($uid, $uid + 9, 0, $ONE);

for my $row (
  ['as it should be', [ '' => $rules, @good ], 0, 'bob accepted'],
  ['uid 0', ['' => value(0, 9, 0, $ONE), bob => value('bob', 0, 0, '/', '', '', $ONE)],
    1, 'bob refused: uid is 0'],
  ['a uid too low', ['' => value($uid + 1, $uid + 9, 0, $ONE), @good],
    1, 'bob refused: uid is not allowed'],
  ['a uid too high', ['' => value(1, $uid - 1, 0, $ONE), @good],
    1, 'bob refused: uid is not allowed'],
  ['no rules', [@good], 111], ['rules that are not first', [@good, '' => $rules], 111],
  ['rules of another kind', ['' => "$uid", @good], 111],
  ['an account of another kind', ['' => $rules, bob => 'bob'], 111],
  ['a home that is not absolute', ['' => $rules,
    bob => value('bob', $uid, $uid, 'home', '', '', $ONE)], 111],
) {
  my ($what, $records, $code, $said) = @$row;
  write_cdb("$dir/db", @$records);
  my $r = login('bob', 'first word');
  is($r->{code}, $code, "[mail-rules] $what");
  is(defined $said ? outcome($r) : $r->{err},
    $said // fault($r, 'Bad message'), '  and the log says so');
}
unlink "$dir/db";
for my $row (['none', 'No such file or directory', sub { }],
  ['empty', 'Bad message', sub { spew("$dir/db", '') }],
  ['zeros', 'Bad message', sub { spew("$dir/db", "\0" x 5000) }],
  ['a folder', 'Bad message', sub { unlink "$dir/db"; mkdir "$dir/db" }],
  ['a fifo', 'Bad message', sub { rmdir "$dir/db"; POSIX::mkfifo("$dir/db", 0600) }]) {
  my ($what, $words, $how) = @$row;
  $how->();
  my $r = login('bob', 'first word');
  is_deeply([@$r{qw(code err)}], [111, fault($r, $words)],
    "a database that is $what: $words");
}
unlink "$dir/db";

# ---- what a login costs ----

make(text($BOB) . join '', map { "u$_:$ONE:$uid:$uid\::/h::\n" } 1 .. 2000);
{
  my $r = login('bob', 'first word', under => [strace("$dir/trace")], then => ['true']);
  my @calls = calls(slurp("$dir/trace"));
  my ($from) = grep { $calls[$_][2] =~ /^open.*\Q$dir\E\/db/ } 0 .. $#calls;
  my ($to) = grep { $calls[$_][0] eq 'setgroups' } 0 .. $#calls;
  is(join(' ', map { $_->[0] } grep { $_->[0] =~ /read|mmap/ && $_->[2] !~ /MAP_ANONYMOUS/ }
    @calls[$from .. $to]), 'pread64 pread64 pread64', '[three-reads] three reads a look-up');
  SKIP: {
    skip 'not static here', 1 if slurp('static_crypt.flag') !~ /static/ || $SANITIZE;
    is(join(' ', grep { !m{/door\z} } map { $_->[2] =~ /"([^"]+)"/ }
      grep { $_->[0] =~ /^open|^socket/ } @calls[0 .. $to]), "$dir/db",
      '[no-nss] but for who is at the door, no other file is opened, and no socket');
  }
}

# ---- one uid for all ----

for my $row ([1, 1, qr/^checkmail: .* user bob warning: accounts share a uid, .* Landlock .*\n/],
  [1, 0, qr/\A/], [0, 1, qr/\A/]) {
  my ($shared, $missing, $like) = @$row;
  make(text($BOB) . ($shared ? "alice:*:$uid:$uid\::/h::\n" : ''));
  my $r = login('bob', 'first word', under => [strace("$dir/trace",
    inject => 'landlock_create_ruleset:' . ($missing ? 'error=ENOSYS' : 'retval=4'))]);
  is($r->{code}, 0, "accounts share a uid: $shared; Landlock is missing: $missing");
  like($r->{err}, qr/${like}checkmail: pid \d+ from unknown user bob accepted\n\z/,
    '  [shared-uid] the log says so');
  is($r->{err} =~ tr/\n//, 1 + ($shared && $missing), '  or is silent');
}

# ---- another checker behind it ----

make(text($BOB));
for my $row (
  ['bob', 'first word', 'checkmail', 'bob accepted'],
  ['bob', 'wrong', 'checkmail', 'bob refused: wrong password'],
  ['system', 'first word', 'checkpassword', 'system accepted'],
  ['system', 'wrong', 'checkpassword', 'system refused: wrong password'],
  ['nobody-here', 'wrong', 'checkpassword', 'nobody-here refused: no such login'],
) {
  my ($login, $password, $who, $said) = @$row;
  for my $words (['checkpassword'], [Chain::programs() . '/checkpassword'],
    ['checkmail', "$dir/db", 'checkpassword']) {
    my $r = login($login, $password, then => [@$words, 'sh', '-c', 'echo it ran; id -u']);
    is(outcome($r), $said, "[both] $login, and @$words behind: $said");
    like($r->{err}, qr/^$who: /, "  by $who");
    is($r->{out}, $said =~ /accepted/ ? "it ran\n" . ($login eq 'bob' ? $uid : 64300) . "\n"
      : '', '  as that user');
  }
}
{
  my $r = login('odd', "\xff" x 400, then => ['sh', '-c', 'cat <&3 | od -c'], under => []);
  is($r->{code}, 1, 'what is no checker is not asked');
  my $fake = scratch();
  spew("$fake/checkpassword", "#!/bin/sh\nexec cat <&3\n");
  chmod 0755, "$fake/checkpassword";
  $r = login('Odd', "\xff" x 400, then => ["$fake/checkpassword", 'true'],
    env => { POP3DOMAIN => 'x' });
  is($r->{out}, "Odd\0" . "\xff" x 400 . "\0<1.2\@h>\0", '[fd-3-again] descriptor 3 as it was');
  is(login('bob', 'x', then => ['checkpassword'])->{code}, 2, 'no program behind the last');
}

# ---- the time of a refusal ----

sub cost { # seconds of CPU
  my ($login, $password, @then) = @_;
  my $before = children();
  my $r = login($login, $password, then => [@then, 'true']);
  is($r->{code}, 1, "$login is refused") if $r->{code} != 1;
  return children() - $before;
}
sub children {
  require 'sys/syscall.ph';
  my $usage = "\0" x 256;
  syscall(SYS_getrusage(), -1, $usage) == 0 or die "getrusage: $!";
  my ($s, $us, $sys_s, $sys_us) = unpack 'l!4', $usage;
  return $s + $sys_s + ($us + $sys_us) / 1e6;
}
sub median { (sort { $a <=> $b } @_)[@_ / 2] }

SKIP: {
  skip 'a sanitizer takes its own time', 2 if $SANITIZE;
  make(text($BOB) . "bob/a:$TWO\nbob/b:$TWO\nold:$OLD:$uid:$uid\::/h::\n"
    . "off:!$ONE:$uid:$uid\::/h::\nno:\:$uid:$uid\::/h::\nout:$ONE:$uid:$uid\::/h::\n");
  my @logins = qw(bob old off no out nobody-here);
  for my $then ([], ['checkpassword']) {
    my (%cost, $far);
    for my $round (1 .. 5) { # others may disturb one round, but hardly all
      for (1 .. 5) { push @{ $cost{$_} }, cost($_, 'wrong', @$then) for @logins }
      my @median = sort { $a <=> $b } map { median(@$_) } values %cost;
      $far = $median[-1] / $median[0] - 1;
      last if $far < 0.2;
    }
    cmp_ok($far, '<', 0.2, "[mail-same-time] refusals of all kinds take the same time: @$then")
      or diag explain { map { ($_ => median(@{ $cost{$_} })) } keys %cost };
  }
}

# ---- the text, and what is wrong with it ----

{
  my $before = make(text($BOB))->{db};
  my $r = make(text($BOB) . "bob:*:1:1::/h::\nx\n\nbob/phone:secret\nalice:*:7:7::/h::\n"
    . "z:=y\nbob");
  is($r->{code}, 100, 'a text with wrong lines');
  is($r->{err}, <<'END', '[bad-lines] each is told, with its number');
mailaccounts: line 2, bob: there is a line of this login already
mailaccounts: line 3: there must be a : behind the login
mailaccounts: line 5, bob: this is no hash that crypt makes, or not all of one
mailaccounts: line 6, alice: uid is not one of those that the command line allows
mailaccounts: line 7, z: what it is another name of is no account
mailaccounts: line 8: the last line has no end
mailaccounts: fatal: nothing was changed, as this many lines are wrong: 6
END
  is($r->{db}, $before, '  and the database is as it was');
  ok(!-e "$dir/tmp", '  with no draft beside it');
  my $kinds = join '', map { "u$_:\$6\$rounds=" . (1000 + $_) . '$salt$'
    . substr($OLD, -86) . ":$uid:$uid\::/h::\n" } 1 .. 33;
  like(make($kinds)->{err}, qr/^mailaccounts: line 33, u33: there are too many kinds/m,
    'more kinds of hashes than a refusal can cost');
  is($r->{db}, $before, '  and the database is as it was');
  my $hash = '$5$' . 'a' x 205 . '$' . substr hash('x', '6'), -43;
  my $login = 'b' x 255;
  $r = make("$login:$hash:$uid:$uid\::/" . 'h' x 999 . ':' . 's' x 255 . "\n"
    . join '', map { "$login/$_:$hash\n" } 1 .. 9);
  like($r->{err}, qr/^mailaccounts: line 1, b+\.\.\.: an account has at most 3800 bytes/,
    'an account that is too long');
  is($r->{db}, $before, '  and the database is as it was');
  for my $row ([[0, 9], 'first'], [[9, 8], 'first'], [['x', 9], 'first'], [[1], 'usage'],
    [[1, 4294967295], 'first'], [[1, 2, 3], 'usage']) {
    $r = make(text($BOB), @{ $row->[0] });
    is($r->{code}, 100, "arguments @{ $row->[0] }");
    like($r->{err}, qr/^mailaccounts: fatal: $row->[1]/, '  are none');
  }
  $r = make("a\0b:\n");
  like($r->{err}, qr/0 byte/, 'a 0 byte');
  is(make('')->{code}, 0, 'no accounts at all');
  is(outcome(login('bob', 'x')), 'bob refused: no such login', '  and nobody is let in');
}

# ---- other programs of the format ----

{
  make(text($BOB) . "bob/phone:$TWO\nrobert:=bob\n" . join '',
    map { "u$_:$ONE:$uid:$uid\::/h/$_\::\n" } 1 .. 500);
  my $value = value('bob', $uid, $uid, "$home/bob", '/bin/sh', '', $ONE, 'phone', $TWO);
  for my $row (['tinycdb', 'cdb', "cdb -q $dir/db KEY", "cdb -d $dir/db | cdb -c $dir/other -"],
    ['freecdb', 'cdbget', "cdbget KEY <$dir/db",
      "cdbdump <$dir/db | cdbmake $dir/other $dir/tmp"]) {
    my ($package, $program, $get, $copy) = @$row;
    SKIP: {
      skip "no $package", 4 if !grep { -x "$_/$program" } split /:/, $ENV{PATH};
      for my $key (qw(bob robert)) {
        is(scalar(`${\($get =~ s/KEY/$key/r)}`), $value, "[other-cdb] $package reads ours: $key");
      }
      system("cp $dir/db $dir/kept; $copy && mv $dir/other $dir/db") == 0 or die $package;
      is(outcome(login('robert', 'second word')), 'bob by phone accepted',
        "[other-cdb] ours reads that of $package");
      is(outcome(login('u500', 'wrong')), 'u500 refused: wrong password', '  every login');
      rename "$dir/kept", "$dir/db";
    }
  }
}

# ---- all of the chain ----

SKIP: {
  skip 'there is no room for a sanitizer', 1 if $SANITIZE;
  skip 'no curl', 1 if !grep { -x "$_/curl" } split /:/, $ENV{PATH};
  make(text($BOB));
  maildir({ 'new/1.a' => "Subject: hello\n\nit works\n" }, "$home/bob/MAILDIR.POP", $uid);
  my $pid = serve(Chain::programs(), "checkmail $dir/db checkpassword");
  my $said = '';
  wait_for { $said = `curl -q -sS -u 'bob:first word' pop3://127.0.0.1/1 2>&1`; $? == 0 } $said;
  like($said, qr/^it works/m, '[mail-served] under softlimit -m 3000000, to curl');
  stop($pid);
}

# ---- mailpassword ----

sub mailpassword {
  my ($in, @args) = @_;
  return run(argv => [program('mailpassword'), @args], in => $in, chdir => $dir);
}
sub accounts { return slurp("$dir/accounts") }

{
  my $r = mailpassword("first word\nsecond", 'bob');
  is($r->{code}, 0, 'mailpassword prints a line');
  like($r->{out}, qr/\Abob:\$\S+\n\z/, '  of the login and a hash');
  is($r->{err}, '', '  and nothing else');
  my ($hash) = $r->{out} =~ /:(.*)/;
  is(crypt('first word', $hash), $hash, '  of the line that it read');

  unlink "$dir/accounts";
  $r = mailpassword("first word\n", 'bob', 'accounts', $uid, $uid, "$home/bob");
  is_deeply([@$r{qw(code out err)}], [0, '', ''], 'the first account makes the file');
  is((stat "$dir/accounts")[2] & 07777, 0600, '  which only root can read');
  my $more = "# as it was: \xff\nbobby:*:$uid:$uid\::/h::\n";
  spew("$dir/accounts", accounts() . $more);
  chmod 0640, "$dir/accounts";
  is(mailpassword("second word\n", 'bob/phone', 'accounts')->{code}, 0, 'another password');
  is(mailpassword("third word\n", 'bob', 'accounts')->{code}, 0, 'and the first, once more');
  is((stat "$dir/accounts")[2] & 07777, 0640, '  whose mode stays');
  like(accounts(), qr{\Abob:\$[^:]+:$uid:$uid\::$home/bob::\n\Q$more\Ebob/phone:\$[^:]+\n\z},
    '[password-set] all other lines are as they were');
  is(make(accounts())->{code}, 0, '  and mailaccounts likes it');
  is(outcome(login('bob', 'first word')), 'bob refused: wrong password', '  the old one is gone');
  is(outcome(login('bob', 'second word')), 'bob by phone accepted', '  the new ones are right');
  is(outcome(login('bob', 'third word')), 'bob accepted', '  both');

  $r = mailpassword("\n", 'bob', 'accounts');
  my $group = qr/[a-km-np-z2-9]{5}/;
  like($r->{out}, qr/\A$group(?:-$group){3}\n\z/, '[generated] an empty line: one is made');
  is($r->{err}, '', '  and shown on 1');
  make(accounts());
  is(outcome(login('bob', $r->{out} =~ s/\n//r)), 'bob accepted', '  and is right');
  my %seen = map { (mailpassword("\n", 'bob')->{err} => 1) } 1 .. 5;
  is(keys %seen, 5, '  another each time, on 2 where 1 has the line');

  my $before = accounts();
  for my $row (
    [[''], 'login must'], [['a b'], 'login must'], [['bob:x'], 'no : and no end'],
    [['bob/'], 'label must'], [['#bob'], 'login must'],
    [['alice', 'accounts'], 'there is no such account; to make it'],
    [['alice/x', 'accounts'], 'there is no such account for'],
    [['bob', 'accounts', $uid, $uid, '/h'], 'there is such an account already'],
    [['alice', 'accounts', 0, $uid, '/h'], 'uid and gid must'],
    [['alice', 'accounts', $uid, $uid, 'h'], 'home must'],
    [['alice/x', 'accounts', $uid, $uid, '/h'], 'an account has no label'],
    [[], 'usage'], [['a', 'b', 'c'], 'usage'],
  ) {
    $r = mailpassword("x\n", @{ $row->[0] });
    is($r->{code}, 100, "mailpassword @{ $row->[0] }");
    like($r->{err}, qr/\Amailpassword: fatal: $row->[1].*\n\z/, '  says why not');
  }
  for my $row (['', 'no password'], ['x' x 501 . "\n", 'at most 500'], ["a\0b\n", '0 byte']) {
    like(mailpassword($row->[0], 'bob', 'accounts')->{err}, qr/$row->[1]/, "$row->[1]");
  }
  is(accounts(), $before, 'all that time the file was as it is');
  ok(!-e "$dir/accounts.new", 'and no draft is left');
}

# at a terminal: asked twice, and nothing is shown
for my $row (['plugh', 'plugh', 0], ['plugh', 'plugg', 100]) {
  my ($first, $again, $code) = @$row;
  my ($pid, $said, $talk) = terminal(program('mailpassword'), 'bob', "$dir/accounts");
  $talk->("made for you): ", "$first\n");
  $talk->("again: ", "$again\n");
  waitpid $pid, 0;
  is($? >> 8, $code, "typed $first and $again");
  unlike($$said, qr/plu/, '  and neither is shown');
}
{
  my ($pid, $said, $talk) = terminal(program('mailpassword'), 'bob');
  $talk->("made for you): ", "\cC");
  waitpid $pid, 0;
  is($? >> 8, 111, 'interrupted');
}

# runs it at a terminal of its own: pid, all that it said, and a sub that waits
# for some words and then types others
sub terminal {
  my @argv = @_;
  open my $master, '+<', '/dev/ptmx' or die "ptmx: $!";
  my $n = pack 'i', 0;
  ioctl $master, 0x40045431, $n or die "TIOCSPTLCK: $!";
  ioctl $master, 0x80045430, $n or die "TIOCGPTN: $!";
  my $name = '/dev/pts/' . unpack 'i', $n;
  my $pid = fork // die "fork: $!";
  if (!$pid) {
    POSIX::setsid();
    open my $tty, '+<', $name or POSIX::_exit(126);
    POSIX::dup2(fileno $tty, $_) for 0, 1, 2;
    exec @argv or POSIX::_exit(127);
  }
  my $said = '';
  my $talk = sub {
    my ($until, $type) = @_;
    while (index($said, $until) < 0) { sysread $master, $said, 4096, length $said or last }
    syswrite $master, $type;
    $said =~ s/\Q$until\E//;
  };
  return ($pid, \$said, $talk);
}

# ---- killed, and a fault, at every call ----

SKIP: {
  skip 'sanitizers make calls of their own', 1 if $SANITIZE;
  my $old = make(text($BOB))->{db};
  my $text = text($BOB) . "alice:$ONE:$uid:$uid\::/h::\n";
  my $new = make($text)->{db};
  my $set = sub { spew("$dir/db", $old); chmod 0600, "$dir/db"; unlink "$dir/tmp" };
  sweep('mailaccounts', "$dir/db", $old, $new, $set, sub { return run(in => $text,
    argv => [@_, program('mailaccounts'), "$dir/db", "$dir/tmp", 64000, 64999]) });

  my $accounts = text($BOB) . 'x' . "alice:*:$uid:$uid\::/h::\n" x 3;
  $set = sub { spew("$dir/accounts", $accounts); unlink "$dir/accounts.new" };
  sweep('mailpassword', "$dir/accounts", $accounts,
    qr{\Abob:\$(?!\Q@{[substr $ONE, 1]}\E)[^:]+\Q@{[substr $accounts, 4 + length $ONE]}\E\z},
    $set, sub { return run(in => "new\n", argv => [@_, program('mailpassword'), 'bob',
      "$dir/accounts"]) });
}

sub sweep {
  my ($what, $file, $old, $new, $set, $do) = @_;
  $new = qr/\A\Q$new\E\z/ if !ref $new;
  $set->();
  $do->(strace("$dir/trace"));
  my @faults = map {
    my ($name, $nth) = @$_;
    map { "$name:$_:when=$nth" } 'signal=KILL', $name =~ /^(?:exit|exec)/ ? () : 'error=EIO'
  } grep { $_->[0] ne 'execve' } calls(slurp("$dir/trace"));
  my @wrong;
  for my $fault (@faults) {
    $set->();
    my $r = $do->(strace("$dir/trace", inject => $fault));
    my $is = slurp($file);
    my $how = $is eq $old ? 'old' : $is =~ $new ? 'new' : 'half';
    push @wrong, "$fault: $how, code $r->{code}" if $how eq 'half'
      || ($how eq 'old' && $r->{code} == 0 && !$r->{signal} && $fault !~ /KILL/);
    $r = $do->();
    push @wrong, "$fault: then $r->{code} $r->{err}" if $r->{code} || slurp($file) !~ $new;
  }
  is(join("\n", @wrong), '', "[never-half] $what: old or new, at " . @faults . ' faults');
  cmp_ok(scalar @faults, '>', 60, '  which are many');
  is(join(' ', glob "$dir/*tmp $dir/*.new"), '', '  and no draft stays');
}

done_testing();
