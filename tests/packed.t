# Messages that are stored compressed or encrypted: none is sent as it stands, and
# tools/unpack, as UPGRADE has it, makes them what they are; with maildirs that
# Dovecot's zlib plugin wrote.
use strict;
use warnings;
use lib 'tests';
use Chain;
use Test::More;

need_root();
my $OK = "+OK \r\n";
my $NO = "-ERR [SYS/PERM] that message is stored compressed or encrypted\r\n";
my $unpack = scratch() . '/unpack';
spew($unpack, slurp(source() . '/tools/unpack'));

sub pop3d {
  my ($dir, $in) = @_;
  return run(argv => ['qmail-pop3d', $dir], in => $in, uid => UID);
}
sub unpacks {
  my ($dir, @before) = @_;
  return run(argv => [@before, $^X, $unpack, $dir], uid => UID);
}
sub wire { return $OK . $_[0] =~ s/\n/\r\n/gr =~ s/^\./../mgr . ".\r\n" }
sub has { return !system "command -v $_[0] >/dev/null 2>&1" }

my $mail = "Subject: a message\n\n" . join '', map { "line $_\n.\n" } 1 .. 500;

sub filter { # through that command
  my ($bytes, @command) = @_;
  my $file = scratch() . '/in';
  spew($file, $bytes);
  return scalar `@command <$file`;
}

# ---- what Dovecot writes ----

SKIP: {
  skip 'no Dovecot', 1 if !has('doveadm');
  my $home = scratch();
  chown UID, UID, $home;
  my $new = `/usr/sbin/dovecot --version` =~ /^2\.[4-9]/; # has other words for some
  my @version = map { "dovecot_${_}_version = 2.4.0" } $new ? qw(config storage) : ();
  my @alone = $new ? '--no-userdb-lookup' : ();
  my %kind = (gz => 'gzip', bz2 => 'bzip2', zstd => 'zstd', lz4 => 'lz4');
  my @kinds = grep { has($kind{$_}) } sort keys %kind;
  my $n = 0;
  my @stored;
  for my $kind (@kinds) {
    my @stores = $new ? ('mail_driver = maildir', 'mail_path = %{home}/Maildir',
      "mail_home = $home", 'mail_plugins = mail_compress', "mail_compress_write_method = $kind")
      : ('mail_location = maildir:~/Maildir', 'mail_plugins = zlib', 'plugin {',
      "zlib_save = $kind", '}');
    spew("$home/conf", map { "$_\n" } @version, 'protocols =', 'ssl = no', 'log_path = /dev/stderr',
      "base_dir = $home/base", 'default_internal_user = nobody', 'first_valid_uid = 1',
      'default_login_user = nobody', @stores);
    my $bytes = $mail =~ s/a message/$kind/r;
    my $r = run(argv => ['doveadm', '-c', "$home/conf", 'save', @alone], uid => UID, in => $bytes,
      env => { HOME => $home, USER => 'alice' });
    is($r->{code}, 0, "Dovecot stores $kind") or diag $r->{err};
    push @stored, $bytes;
  }
  cmp_ok(scalar @stored, '>', 2, 'of several kinds');
  my $dir = "$home/Maildir";
  rename $_, s{/new/(.*)}{/cur/$1:2,S}r for (glob "$dir/new/*")[0]; # one of them is read
  my $in = join '', map { "RETR $_\r\nTOP $_ 1\r\n" } 1 .. @stored;
  my $r = pop3d($dir, $in);
  is($r->{out}, $OK . $NO x (2 * @stored), '[packed] none of them is sent');
  is(() = $r->{err} =~ / warning: cannot send \S+: it is compressed or encrypted\n/g, 1,
    '[packed-logged-once] and the log says so once');

  my %before = map { ($_ => join ' ', (stat)[2, 8, 9]) } glob "$dir/new/* $dir/cur/*";
  $r = unpacks($dir);
  is("$r->{code} $r->{out}$r->{err}", '0 ' . @stored . " messages unpacked, 0 left as they are\n",
    '[unpack] tools/unpack');
  is_deeply({ map { ($_ => join ' ', (stat)[2, 8, 9]) } glob "$dir/new/* $dir/cur/*" }, \%before,
    'with their names, modes and times');
  my @now = map { slurp($_) } sort { ($a =~ m{.*/(.*)})[0] cmp ($b =~ m{.*/(.*)})[0] }
    keys %before;
  is_deeply([sort @now], [sort @stored], 'they are what they were');
  is(join('', glob "$dir/tmp/*"), '', 'and nothing is left in tmp');
  is(pop3d($dir, join '', map { "RETR $_\r\n" } 1 .. @stored)->{out},
    join('', $OK, map { wire($_) } @now), 'and are sent');
  is(unpacks($dir)->{out}, "0 messages unpacked, 0 left as they are\n", 'a second time');
  my $theirs = run(argv => ['doveadm', '-c', "$home/conf", 'fetch', @alone, 'text', 'all'],
    uid => UID, env => { HOME => $home, USER => 'alice' });
  is(() = $theirs->{out} =~ /^line 500$/mg, scalar @stored, 'Dovecot reads them too')
    or diag $theirs->{err};
}

# ---- other files ----

{
  my $gz = filter($mail, 'gzip', '-c');
  my $size = length $mail;
  my $dir = maildir({ 'cur/1.a:2,SZ' => $gz, "cur/2.b,S=$size:2," => $gz,
    'new/3.c' => $gz, 'new/4.d,S=14' => "BZh is a\nname\n", 'new/5.e,S=9' => "CRYPTED\3\7\nxyz\n",
    'cur/6.f:2,Z' => filter($mail, 'xz', '-c') });
  my $r = pop3d($dir, "RETR 1\r\nRETR 2\r\nRETR 4\r\nRETR 5\r\nRETR 6\r\nDELE 1\r\nNOOP\r\n");
  is($r->{out}, $OK . $NO x 2 . wire("BZh is a\nname\n") . $NO x 2 . $OK x 2,
    '[packed-by-name] by the flag, or a size that is another; a text that begins so is sent');
  like(pop3d($dir, "RETR 3\r\n")->{out}, qr/\A\+OK \r\n\+OK \r\n\x1f\x8b/,
    'and what no name tells is sent as it is');
  $r = unpacks($dir);
  is("$r->{code} $r->{out}", "1 3 messages unpacked, 1 left as they are\n", 'unpacked, but one');
  like($r->{err}, qr{\Aunpack: new/5\.e,S=9: it is encrypted\n\z}, 'which is encrypted');
  is(slurp("$dir/$_"), $mail, "$_ is unpacked") for 'cur/1.a:2,SZ', "cur/2.b,S=$size:2,";
  is(slurp("$dir/new/4.d,S=14"), "BZh is a\nname\n", 'a message is left as it is');
  is(slurp("$dir/new/3.c"), $gz, 'and so is what no name tells');

  # cut, as by a full disk; ended at any call; a maildir that is none
  my $cut = maildir({ 'cur/1.a:2,Z' => substr $gz, 0, -20 });
  $r = unpacks($cut);
  is("$r->{code} $r->{out}", "1 0 messages unpacked, 1 left as they are\n", 'one that is cut');
  is(slurp("$cut/cur/1.a:2,Z"), substr($gz, 0, -20), 'stays as it is');
  is(join('', glob "$cut/tmp/*"), '', 'and nothing is left in tmp');
  is(pop3d($dir, "DELE 1\r\nQUIT\r\n")->{out}, $OK x 3, '[packed-deleted] all can be deleted');
  isnt(unpacks("$dir/none")->{code}, 0, 'no maildir');
}
SKIP: {
  skip 'strace is not installed', 1 if system 'strace -V >/dev/null 2>&1';
  my $gz = filter($mail, 'gzip', '-c');
  for my $at (map { my $call = $_; map { "$call:signal=KILL:when=$_" } 1 .. 3 }
    qw(rename fsync utimensat fchmod unlink)) {
    my $dir = maildir({ map { ("cur/$_.a:2,Z" => $gz) } 1 .. 2 });
    unpacks($dir, 'strace', '-qq', '-o', '/dev/null', '-e', "inject=$at");
    my @now = values %{ contents($dir) };
    ok(@now == 2 && !grep({ $_ ne $gz && $_ ne $mail } @now), "killed at $at: all is there, whole");
    unpacks($dir);
    is_deeply([values %{ contents($dir) }], [$mail, $mail], '  and the next run ends it');
  }
}

done_testing();
