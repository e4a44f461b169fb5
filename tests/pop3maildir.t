# pop3maildir: modes, owner, and what is there is refused.
use strict;
use warnings;
use lib 'tests';
use Chain;
use Test::More;

private();
own_root();
my $bin = scratch(); # users need not reach the sources
chmod 0711, $bin;
my $PROGRAM = "$bin/pop3maildir";
spew($PROGRAM, slurp(source() . '/pop3maildir'));
chmod 0755, $PROGRAM;
my $PATH = '/usr/sbin:/usr/bin:/sbin:/bin';
my $dir = scratch();
system('useradd', '-m', 'alice') == 0 or die 'useradd';
my ($uid, $gid, $home) = (getpwnam 'alice')[2, 3, 7];

sub makes { return run(argv => [$PROGRAM, @_], env => { PATH => $PATH }, chdir => $dir) }
sub looks {
  my ($at) = @_;
  return join ' ', map { my @s = stat "$at$_"; @s ? sprintf '%o:%d:%d', $s[2] & 07777, @s[4, 5]
    : 'none' } '', '/tmp', '/new', '/cur';
}

umask 0;
for (['', []], ['alice', ['alice'], $uid, $gid, $home]) {
  my ($who, $user, $u, $g, $at) = @$_;
  $at ||= $dir;
  my $r = makes('M', @$user);
  is_deeply([@$r{qw(code out err)}], [0, '', ''], "[maildir-made] $who: made");
  is(looks("$at/M"), join(' ', ('700:' . ($u // 0) . ':' . ($g // 0)) x 4), '  for nobody else');
  spew("$at/M/new/1.a", "x\n");
  $r = makes('M', @$user);
  is($r->{code}, 111, "[maildir-refuses] $who: what is there is refused");
  like($r->{err}, qr/^pop3maildir: fatal: cannot make M\n\z/m, '  in words');
  is(slurp("$at/M/new/1.a"), "x\n", '  and not touched');
  $r = makes("a b'c\$(x)", @$user);
  is("$r->{code} $r->{err}", '0 ', "$who: an odd name");
  ok(-d "$at/a b'c\$(x)/new", '  is that name');
}
is(makes('-x')->{code}, 0, 'a name that begins with -');
ok(-d "$dir/-x/cur", '  is a name');
symlink '/nowhere', "$home/L" or die "symlink: $!";
is(makes('L', 'alice')->{code}, 111, 'a link is not followed');
ok(!-e '/nowhere', '  anywhere');
isnt(makes('M', 'nobody-here')->{code}, 0, 'an unknown user');
for ([], [''], ['M', ''], ['M', '-x'], [qw(M alice more)]) {
  my $r = makes(@$_);
  is("$r->{code} $r->{err}", "100 pop3maildir: fatal: usage: pop3maildir maildir [user]\n",
    'wrong usage: ' . @$_);
}

done_testing();
