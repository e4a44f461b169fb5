# Sessions that are idle, behind each proxy that SCALE has: they go on after the 50
# seconds that Debian's haproxy would allow, and the 60 of nginx.  What haproxy's
# own timeouts of the recipe do is tried with a service that would wait for ever.
#
# A minute of theirs takes three seconds here; with IDLE_MINUTE=60 in the
# environment it takes a minute, the recipe is as printed, and the end of
# qmail-pop3d's 20 minutes is tried too.
use strict;
use warnings;
use lib 'tests';
use Chain;
use Front;
use Hosts;
use IO::Select;
use Session;
use Test::More;
use Time::HiRes qw(time sleep);

full_only();
private();
prepare();

my $MINUTE = $ENV{IDLE_MINUTE} || 3;
my $SILENT = 19.5 * $MINUTE > 65 ? 19.5 * $MINUTE : 65; # seconds
my $TLS = eval { require IO::Socket::SSL };
my %ip = (haproxy => '10.77.0.4', nginx => '10.77.0.5', stunnel => '10.77.0.6',
  Dovecot => '10.77.0.7');
my $PATIENT = '10.77.0.8'; # haproxy too, before a service that waits
my @there = grep { there($_) && ($_ ne 'stunnel' || $TLS) } sort keys %ip;
plan skip_all => 'none of the proxies is installed' if !@there;

# ---- who is idle: { what, c => the client, since => when it last said something } ----

sub idle {
  my ($what, $c, $command) = @_;
  my $since = time;
  like(ask($c, $command), qr/^\+OK/, $what);
  return { what => $what, c => $c, since => $since };
}

sub session {
  my ($kind) = @_;
  my $c = $kind eq 'stunnel' ? visit_tls(CLIENT, $ip{$kind}) : visit($ip{$kind}, CLIENT);
  by_user($c, 'alice');
  return idle("$kind: a session", $c, 'NOOP');
}

# waits until somebody has been idle for so many seconds, to whom nothing comes
sub silent {
  my ($idle, $seconds) = @_;
  my $left = $idle->{since} + $seconds - time;
  my @early = IO::Select->new($idle->{c}{s})->can_read($left > 0 ? $left : 0);
  is(scalar @early, 0, "  nothing comes for $seconds seconds");
}

# the end of somebody's connection, which may come in so many seconds
sub ends {
  my ($idle, $seconds) = @_;
  my $left = $idle->{since} + $seconds - time;
  sleep $left if $left > 0;
  my $said = rest($idle->{c});
  my $took = time - $idle->{since};
  note(sprintf '%s: closed after %.1f seconds', $idle->{what}, $took);
  return ($said, $took);
}

# ---- the machines ----

# a service on port 2110 that answers everything, and never ends by itself
sub patient {
  my ($name, $rules) = @_;
  my $says = q(printf '+OK ready\r\n'; while read line; do printf '+OK \r\n'; done);
  start(log => machine($name)->{log}, argv => [inside(machine($name), qw(tcpserver -HR -l),
    $name, '-x', $rules, 0, 2110, 'fromproxy', 'sh', '-c', $says)]);
}

my $rules = cdb('idle', join '', "$ip{Dovecot}:allow\n", map { "$_:allow,FROMPROXY=\"\"\n" }
  $PATIENT, @ip{qw(haproxy nginx stunnel)});
for my $name (qw(a b)) {
  stop(machine($name)->{server});
  serve_by($name, $rules);
  patient($name, $rules);
}
store('alice', 'new/1.a' => "Subject: a\n\n");

# ---- all begin at once ----

my ($asks, $stays);
if (there('haproxy')) {
  my $limit = 21 * $MINUTE;
  proxy('haproxy', name => 'patient', ip => $PATIENT, edit => sub {
    my $edited = $_[0] =~ s/(10\.77\.0\.1\d:)110/${1}2110/gr;
    $edited =~ s/(client|server) 21m/$1 ${limit}s/g == 2 or die 'SCALE: where are 21 minutes?';
    return $edited;
  });
  ($asks, $stays) = map { idle("haproxy, before a service that waits: $_",
    visit($PATIENT, CLIENT), 'NOOP') } 'who will ask', 'who will not';
}
my (%goes_on, %ends);
for my $kind (@there) {
  proxy($kind, name => lc $kind, ip => $ip{$kind});
  $goes_on{$kind} = session($kind);
  $ends{$kind} = session($kind) if $MINUTE == 60;
}

# ---- and are idle ----

my @in_turn;
push @in_turn, [$SILENT, sub {
  for my $kind (@there) {
    silent($goes_on{$kind}, $SILENT);
    is(ask($goes_on{$kind}{c}, 'STAT'), "+OK 1 14\r\n", "  [proxy-idle] behind $kind it goes on");
    leave($goes_on{$kind}{c});
  }
}];
if ($asks) {
  my $late = 21 * $MINUTE - 30;
  push @in_turn, [$late, sub {
    silent($asks, $late);
    is(ask($asks->{c}, 'NOOP'), $OK, '[haproxy-idle] before haproxy\'s 21 minutes it goes on');
  }];
  push @in_turn, [21 * $MINUTE, sub {
    my ($said, $took) = ends($stays, 21 * $MINUTE);
    is($said, '', '  and who says nothing is hung up on');
    cmp_ok($took, '>=', 21 * $MINUTE, '  not before');
  }];
}
push @in_turn, [20 * $MINUTE, sub {
  for my $kind (sort keys %ends) {
    my ($said, $took) = ends($ends{$kind}, 20 * $MINUTE);
    cmp_ok($took, '>=', 20 * $MINUTE, "behind $kind it ends after qmail-pop3d's 20 minutes: $said");
  }
}];
$_->[1]->() for sort { $a->[0] <=> $b->[0] } @in_turn;

done_testing();
