# An account whose line of shadow is not there, or no shadow at all: that is not
# "locked", and the client is to come later.
use strict;
use warnings;
use lib 'tests';
use Chain;
use Session;
use Test::More;

private();
plan skip_all => 'no strace' if !grep { -x "$_/strace" } split /:/, $ENV{PATH};

my $PASSWORD = 'open sesame';
my $hash = hash($PASSWORD, 6);
user('alice', 61000, $hash);

sub login {
  my ($login, %o) = @_;
  return run(fd3 => "$login\0$PASSWORD\0<x>\0",
    argv => [@{ $o{under} || [] }, qw(checkpassword echo in)]);
}

# ---- shadow ----

my $shadow = slurp('/etc/shadow');
spew('/etc/shadow', $shadow =~ s/^alice:.*\n//mr);
my $r = login('alice');
is($r->{code}, 111, '[no-shadow-line] an account without its line in shadow');
like($r->{err}, qr/ cannot find the line in shadow of alice: /, '  in the log');
unlike($r->{err}, qr/locked|refused/, '  which calls it neither locked nor refused');
spew('/etc/shadow', $shadow =~ s/^alice:[^:]*:/alice:x:/mr);
$r = login('alice');
is($r->{code}, 1, 'an x in shadow is locked');
like($r->{err}, qr/refused: password is locked/, '  in the log');
spew('/etc/shadow', $shadow);
is(login('alice')->{code}, 0, 'and as it was');
$r = login('alice', under => [strace(trace_file(), path => '/etc/shadow',
  inject => '?open,openat:error=ENOENT:when=1+')]);
is($r->{code}, 111, '[no-shadow] no shadow at all');

done_testing();
