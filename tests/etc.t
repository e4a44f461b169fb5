# checkpassword reads the files of the accounts itself, and asks libc, by
# checkpassword-nss, when another answer is possible.  Whatever is in the files,
# both must answer alike.
use strict;
use warnings;
use lib 'tests';
use Chain;
use Session;
use Test::More;

plan skip_all => 'checkpassword is checkpassword-nss here'
  if slurp('crypt.archive') !~ /\S/;
private();
own_root();

my $RIGHT = 'correct horse';
my $HASH = hash($RIGHT, '6');
my $OTHER = hash('another', '6');
my $HOME = scratch();
my $alone = scratch(); # where there is no checkpassword-nss
spew("$alone/checkpassword", slurp(source() . '/checkpassword'));
chmod 0755, "$alone/checkpassword";
system('mkdir', '-p', '/run/systemd') == 0 or die 'mkdir';
system('mount', '-t', 'tmpfs', 'none', '/run/systemd') == 0 or die 'mount';

my %usual = (
  '/etc/nsswitch.conf' => "passwd: files systemd\ngroup: files systemd\nshadow: files systemd\n",
  '/etc/passwd' => "root:x:0:0:root:/root:/bin/bash\nalice:x:64998:64998:a test:$HOME:/bin/sh\n"
    . "bob:x:64997:64997::/:/bin/false\n",
  '/etc/shadow' => "root:*:20000:0:99999:7:::\nalice:$HASH:20000:0:99999:7:::\n"
    . "bob:!:20000:0:99999:7:::\n",
  '/etc/group' => "root:x:0:\npost:x:64990:bob,alice\nelse:x:64991:bob\nalice:x:64998:\n",
);

# what it says and does for that login, without its own pid
sub answer {
  my ($program, $login) = @_;
  my $r = run(argv => [$program, 'sh', '-c', 'id -u; id -g; id -G; echo "$USER|$HOME|$SHELL"; pwd'],
    fd3 => "$login\0$RIGHT\0x\0");
  my @lines = split /\n/, $r->{out};
  $lines[2] = join ' ', sort split ' ', $lines[2] if @lines > 2;
  return [$r->{code}, join("\n", @lines), $r->{err} =~ s/ pid \d+ / /gr];
}

# a title, who is to answer: itself or libc; what is different, and the login
sub same {
  my ($title, $who, $files, $login) = @_;
  $login = 'alice' if !defined $login;
  my %all = (%usual, %$files);
  spew($_, $all{$_}) for keys %all;
  my $libc = answer('checkpassword-nss', $login);
  is_deeply(answer('checkpassword', $login), $libc, "[as-libc] $title: as libc")
    or diag(explain $libc);
  my $own = answer("$alone/checkpassword", $login);
  my $left = $own->[0] == 111 && $own->[2] =~ m{cannot run \S*checkpassword-nss: };
  is($left ? 'libc' : 'itself', $who, "[who-answers]   by $who");
  return $libc;
}

sub passwd { return { '/etc/passwd' => join '', map { "$_\n" } @_ } }
sub shadow { return { '/etc/shadow' => join '', map { "$_\n" } @_ } }
sub group { return { '/etc/group' => join '', map { "$_\n" } @_ } }

is(same('as usual', 'itself', {})->[0], 0, '  and alice is in');
is(same('another login', 'itself', {}, 'bob')->[0], 1, '  and bob is not');
is(same('root', 'itself', {}, 'root')->[0], 1, '  nor root');
same("no login '" . $_ =~ s/\n/\\n/r . "'", 'libc', {}, $_) for 'nobody-here', 'alic', 'alicex', '',
  ' alice', "alice\n", 'alice:x', '+', '-', '+alice', '#alice', 'alice,bob', 'ALICE', "\xe9";

# ---- passwd ----

my $line = "alice:x:64998:64998:a test:$HOME:/bin/sh";
same("passwd: $_->[0]", $_->[1], passwd(@$_[2 .. $#$_])) for
  ['the last line without its end', 'itself', $line],
  ['two lines', 'itself', $line, "alice:x:64996:64996::/:/bin/false"],
  ['another before it', 'itself', "alicex:x:1:1:::", "xalice:x:1:1:::", $line],
  ['comments', 'itself', '# alice', '#alice:x:1:1:::', '', $line],
  ['no gecos', 'itself', "alice:x:64998:64998::$HOME:/bin/sh"],
  ['no shell', 'itself', "alice:x:64998:64998::$HOME:"],
  ['no home', 'itself', "alice:x:64998:64998:::/bin/sh"],
  ['zeros before the ids', 'itself', "alice:x:064998:0064998::$HOME:/bin/sh"],
  ['blanks in gecos and shell', 'itself', "alice:x:64998:64998:a  b :$HOME:/bin/sh "],
  ['bytes of 8 bits', 'itself', "alice:x:64998:64998:\xc3\xa9\xff:$HOME:/bin/sh"],
  ['a hash of its own', 'itself', "alice:$HASH:64998:64998::$HOME:/bin/sh"],
  ['no hash', 'itself', "alice::64998:64998::$HOME:/bin/sh"],
  ['uid 0', 'itself', "alice:x:0:64998::$HOME:/bin/sh"],
  ['a broken line first', 'libc', 'alice:x', $line],
  ['one without an end', 'libc', 'alice', $line],
  ['a blank before it', 'libc', " $line"],
  ['a blank before it, and it again', 'libc', " alice:x:1:1::/:", $line],
  ['no uid', 'libc', "alice:x::64998::$HOME:/bin/sh"],
  ['no gid', 'libc', "alice:x:64998:::$HOME:/bin/sh"],
  ['a sign', 'libc', "alice:x:+64998:64998::$HOME:/bin/sh"],
  ['a negative one', 'libc', "alice:x:-1:64998::$HOME:/bin/sh"],
  ['a hexadecimal one', 'libc', "alice:x:0x40:64998::$HOME:/bin/sh"],
  ['a blank in it', 'libc', "alice:x: 64998:64998::$HOME:/bin/sh"],
  ['more than 32 bits', 'libc', "alice:x:4295032294:64998::$HOME:/bin/sh"],
  ['too few fields', 'libc', "alice:x:64998:64998:$HOME:/bin/sh"],
  ['too many fields', 'libc', "$line:x"],
  ['a tab in gecos', 'libc', "alice:x:64998:64998:a\tb:$HOME:/bin/sh"],
  ['a carriage return', 'libc', "$line\r"],
  ['a 0 byte in it', 'libc', "alice:x:64998:64998:a\0b:$HOME:/bin/sh"],
  ['a 0 byte before it', 'libc', "bob:x:1:\0:1:::", $line],
  ['a line of NIS before it', 'itself', '+bob::::::', $line],
  ['a line of NIS', 'libc', '+alice::::::'],
  ['all of NIS', 'libc', '+::::::'],
  ['a long line', 'libc', "alice:x:64998:64998:" . 'g' x 5000 . ":$HOME:/bin/sh"],
  ['a very long line before it', 'libc', 'bob:x:1:1:' . 'g' x 70000 . '::', $line],
  ['many lines before it', 'itself', (map { "u$_:x:$_:$_:somebody:/home/u$_:/bin/sh" } 1 .. 5000),
    $line];
same('passwd: empty', 'libc', { '/etc/passwd' => '' });
same('passwd: no line feed at the end', 'itself', { '/etc/passwd' => $line });

# a login that goes on into the next field
same('passwd: a login with its hash', 'libc', passwd("alice:$HASH:64998:64998::$HOME:/bin/sh"),
  "alice:$HASH");

# ---- shadow ----

same("shadow: $_->[0]", $_->[1], shadow(@$_[2 .. $#$_])) for
  ['all fields empty', 'itself', "alice:${HASH}:::::::"],
  ['two lines', 'itself', "alice:${HASH}:::::::", "alice:${OTHER}:::::::"],
  ['the other one first', 'itself', "alice:${OTHER}:::::::", "alice:${HASH}:::::::"],
  ['expired', 'itself', "alice:$HASH:20000:0:99999:7::1:"],
  ['inactive', 'itself', "alice:$HASH:1000:0:20:7:10::"],
  ['a flag', 'itself', "alice:$HASH:20000:0:99999:7:::7"],
  ['locked', 'itself', "alice:!$HASH:20000:0:99999:7:::"],
  ['a hash of no kind', 'libc', 'alice:$9$zz:20000:0:99999:7:::'],
  ['too few fields', 'libc', "alice:$HASH:20000:0:99999:7::"],
  ['five fields', 'libc', "alice:$HASH:20000:0:99999"],
  ['too many', 'libc', "alice:$HASH:20000:0:99999:7::::"],
  ['no number', 'libc', "alice:$HASH:20000:0:99999:7::x:"],
  ['a negative one', 'libc', "alice:$HASH:20000:0:99999:7::-1:"],
  ['a large one', 'libc', "alice:$HASH:20000:0:99999:7::4294967296:"],
  ['a blank', 'libc', "alice:$HASH:20000:0:99999:7:: 1:"],
  ['a blank before it', 'libc', " alice:$HASH:20000:0:99999:7:::"],
  ['a line of NIS', 'libc', '+::::::::'],
  ['not there', 'libc', "bob:$HASH:20000:0:99999:7:::"];

# ---- group ----

same("group: $_->[0]", $_->[1], group(@$_[2 .. $#$_])) for
  ['none', 'itself'],
  ['twice', 'itself', 'a:x:64990:alice', 'b:x:64990:alice,alice'],
  ['first, middle and last', 'itself', 'a:x:64990:alice,b', 'b:x:64991:b,alice,c',
    'c:x:64992:b,alice'],
  ['its own gid', 'itself', 'a:x:64998:alice'],
  ['names like it', 'itself', 'a:x:64990:alicex,xalice', 'alice:x:64991:bob'],
  ['a password', 'itself', 'a:!:64990:alice'],
  ['odd lines of others', 'itself', '+', '+bob:::', 'x', 'y:x:z:bob', ':::',
    "a:x:1:bob \t", 'a:x:64990:alice'],
  ['a comment that libc takes for a group', 'libc', '#alice:x:64990:alice'],
  ['empty members', 'itself', 'a:x:64990:,,alice,'],
  ['many', 'itself', map { "g$_:x:@{[$_ + 50000]}:alice" } 1 .. 300],
  ['a blank', 'libc', 'a:x:64990:bob, alice'],
  ['a blank at the end', 'libc', 'a:x:64990:alice '],
  ['a blank at the beginning', 'libc', ' a:x:64990:alice'],
  ['a blank in another word', 'libc', 'a b:x:64990:alice'],
  ['no gid', 'libc', 'a:x::alice'], ['no number', 'libc', 'a:x:b:alice'],
  ['a negative gid', 'libc', 'a:x:-5:alice'], ['a sign', 'libc', 'a:x:+64990:alice'],
  ['more than 32 bits', 'libc', 'a:x:4294967296:alice'],
  ['too few fields', 'libc', 'a:64990:alice'], ['too many', 'libc', 'a:x:64990:alice:bob'],
  ['a line of NIS', 'libc', '+alice:::'], ['all of NIS for it', 'libc', '+:::alice'],
  ['no name', 'libc', ':x:64990:alice'],
  ['a 0 byte', 'libc', "a:x:64990:alice\0"],
  ['and elsewhere', 'libc', "a:x:1:b\0", 'a:x:64990:alice'],
  ['a very long line', 'libc', 'a:x:64990:' . 'bob,' x 20000 . 'alice'],
  ['a long line', 'itself', 'a:x:64990:' . 'bob,' x 12000 . 'alice'],
  ['more than it has room for', 'libc', map { "g$_:x:@{[$_ + 50000]}:alice" } 1 .. 1100];

# ---- nsswitch.conf ----

sub nsswitch {
  my ($passwd, $group, $shadow, @more) = @_;
  return { '/etc/nsswitch.conf' => join '', map { "$_\n" } "passwd: $passwd", "group: $group",
    "shadow: $shadow", @more };
}
same("nsswitch: " . join(', ', @$_[1 .. $#$_]), $_->[0], nsswitch(@$_[1 .. $#$_])) for
  ['itself', 'files', 'files', 'files'], ['itself', 'files systemd', 'files', 'files'],
  ['itself', 'files nis', 'files systemd', 'files nis'],
  ['itself', 'files', 'files [SUCCESS=merge] systemd', 'files'],
  ['itself', "\tfiles # nis", 'files', 'files', 'hosts: files dns', '# initgroups: files'],
  ['libc', 'compat', 'files', 'files'], ['libc', 'files', 'compat', 'files'],
  ['libc', 'files', 'files', 'compat'], ['libc', 'systemd files', 'files', 'files'],
  ['libc', 'files [SUCCESS=continue] systemd', 'files', 'files'],
  ['libc', 'files [SUCCESS=merge] systemd', 'files', 'files'],
  ['libc', 'files[SUCCESS=continue] systemd', 'files', 'files'],
  ['libc', 'files', 'files', 'files [!SUCCESS=return] systemd'],
  ['libc', 'files', 'files nis', 'files'], ['libc', 'files', 'files', ''],
  ['libc', '', 'files', 'files'], ['libc', 'files', '', 'files'],
  ['libc', 'FILES', 'files', 'files'], ['libc', 'db files', 'files', 'files'],
  ['libc', 'files', 'files', 'files', 'initgroups: files'],
  ['libc', 'files', 'files', 'files', 'passwd: files'],
  ['libc', 'files', 'files', 'files', 'shadow: compat'];
same('nsswitch: empty', 'libc', { '/etc/nsswitch.conf' => '' });
same('nsswitch: no shadow', 'libc', { '/etc/nsswitch.conf' => "passwd: files\ngroup: files\n" });
same('nsswitch: a long file', 'libc', { '/etc/nsswitch.conf' => '#' x 5000 . "\n"
  . $usual{'/etc/nsswitch.conf'} });
same('nsswitch: as usual', 'itself', {});
unlink '/etc/nsswitch.conf';
{
  local $usual{'/etc/nsswitch.conf'};
  delete $usual{'/etc/nsswitch.conf'};
  same('no nsswitch.conf', 'libc', {});
}
system('mkdir', '-p', '/var/run/nscd') == 0 or die 'mkdir';
spew('/var/run/nscd/socket', '');
same('nscd', 'libc', nsswitch(qw(files files files)));
unlink '/var/run/nscd/socket';
mkdir '/run/systemd/userdb' or die "mkdir: $!";
spew('/run/systemd/userdb/io.systemd.Home', '');
same('systemd-homed', 'libc', {});
same('systemd-homed, files only', 'itself', nsswitch(qw(files files files)));
unlink '/run/systemd/userdb/io.systemd.Home';

# ---- how it finds checkpassword-nss ----

spew($_, $usual{$_}) for keys %usual;
my $r = run(argv => ["$alone/checkpassword", 'echo', 'in'], fd3 => "nobody-here\0x\0x\0");
is_deeply([@$r{qw(code out)}], [111, ''], '[nss-missing] without checkpassword-nss: later');
my ($home) = slurp('conf-home') =~ m{(.*?)/*\n};
like($r->{err}, qr{cannot run /*\Q$home\E/+bin/checkpassword-nss: No such file},
  '  and the log says so');
system('mkdir', '-p', "$home/bin") == 0 or die 'mkdir';
spew("$home/bin/checkpassword-nss",
  "#!/bin/sh\necho it is \"\$@\"\necho \$POP3SOFTLIMIT\n");
chmod 0755, "$home/bin/checkpassword-nss";
$r = run(argv => ['softlimit', '-m', 300_000_000, "$alone/checkpassword", 'echo', 'in'],
  fd3 => "nobody-here\0x\0x\0");
is($r->{out}, "it is echo in\n300000000 300000000\n",
  '[nss-installed] it is where it was installed');
unlink "$home/bin/checkpassword-nss";
my $beside = scratch();
symlink "$alone/checkpassword", "$beside/mine" or die "symlink: $!";
spew("$beside/mine-nss", "#!/bin/sh\ncat /proc/self/fd/3\necho \"\$@\"\n");
chmod 0755, "$beside/mine-nss";
$r = run(argv => ["$beside/mine", 'echo', 'in'], fd3 => "nobody-here\0x\0more\0y\0");
is_deeply([@$r{qw(code out)}], [0, "nobody-here\0x\0more\0y\0echo in\n"],
  '[nss-beside] it is beside it, and gets all that it got');

done_testing();
