# A machine that has people already, with the names that tests give to theirs.
use strict;
use warnings;
use lib 'tests';
use Chain;
use Test::More;

private();
own_root();

sub sh { return run(argv => ['sh', '-ec', @_]) }

# A test as any other, on the machine that this one has made.
sub inner {
  my ($perl) = @_;
  my $file = scratch() . '/inner.t';
  spew($file, "use lib 'tests'; use Chain; private(); $perl");
  return run(argv => [$^X, $file], env => { PATH => $ENV{PATH} });
}

my @people = qw(alice bob carol);
is((sh(join '; ', map { "useradd -m $_" } @people))->{code}, 0, 'a machine with people');
is((sh('useradd -r pop3log'))->{code}, 0, '  and an account for logs');
my $before = join '', map { slurp("/etc/$_") } qw(passwd shadow group gshadow);

for my $own ('', 'own_root();') {
  my $r = inner("$own print join ',', grep { defined getpwnam \$_ } qw(@people pop3log root)");
  is("$r->{code} $r->{out}", '0 root', "a test finds nobody: private(); $own");
}
my $r = inner('own_root(); exec "useradd", "-m", "alice";');
is($r->{code}, 0, 'and makes an alice of its own') or diag $r->{err};
is(join('', map { slurp("/etc/$_") } qw(passwd shadow group gshadow)), $before,
  'the machine has its people as they were');

done_testing();
