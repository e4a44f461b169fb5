# Sessions that are idle, behind each proxy that SCALE has: they go on after the 50
# seconds that Debian's haproxy would allow, and the 60 of nginx.  What the
# recipes' own 21 minutes do is tried with a service that would wait for ever.
#
# A minute of these takes three seconds here; with IDLE_MINUTE=60 in the
# environment it takes a minute, the recipes are as printed, and the end of
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
# the same before a service that waits, if the recipe has a time for that
my %patient = (haproxy => '10.77.0.104', nginx => '10.77.0.105', stunnel => '10.77.0.106');
my @there = grep { there($_) && ($_ ne 'stunnel' || $TLS) } sort keys %ip;
plan skip_all => 'none of the proxies is installed' if !@there;

# ---- who is idle: { what, c => the client, since => when it last said something } ----

sub idle {
  my ($what, $c, $command) = @_;
  my $since = time;
  like(ask($c, $command), qr/^\+OK/, $what);
  return { what => $what, c => $c, since => $since };
}

sub reach {
  my ($kind, $ip) = @_;
  return $kind eq 'stunnel' ? visit_tls(CLIENT, $ip) : visit($ip, CLIENT);
}

sub session {
  my ($what, $kind, $ip) = @_;
  my $c = reach($kind, $ip);
  by_user($c, 'alice');
  return idle("$kind: $what", $c, 'NOOP');
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
  @ip{qw(haproxy nginx stunnel)}, values %patient);
for my $name (qw(a b)) {
  stop(machine($name)->{server});
  serve_by($name, $rules);
  patient($name, $rules);
}
store('alice', 'new/1.a' => "Subject: a\n\n");

# the recipe, with that service and scaled minutes
sub scaled {
  my ($text) = @_;
  my $limit = 21 * $MINUTE;
  my $times = $text =~ s/((?:client|server|proxy_timeout) )21m\b/$1${limit}s/g
    + $text =~ s/(TIMEOUTidle = )1260$/$1$limit/gm;
  die "SCALE: where are 21 minutes? $text" if !$times;
  $text =~ s/(10\.77\.0\.1\d:)110/${1}2110/g;
  $text =~ s/(Auth-Port )110/${1}2110/g;
  return $text;
}

# ---- all begin at once ----

my (%goes_on, %ends, %asks, %stays);
for my $kind (@there) {
  proxy($kind, name => lc $kind, ip => $ip{$kind});
  $goes_on{$kind} = session('a session', $kind, $ip{$kind});
  $ends{$kind} = session('a session', $kind, $ip{$kind}) if $MINUTE == 60;
  next if !$patient{$kind};
  proxy($kind, name => "p-$kind", ip => $patient{$kind}, edit => \&scaled);
  $asks{$kind} = session('who will ask a service that waits', $kind, $patient{$kind});
  $stays{$kind} = session('who will not', $kind, $patient{$kind});
}

# ---- and are idle: what is looked at, after so many seconds ----

my $late = 21 * $MINUTE - 30;
my @in_turn = (
  [$SILENT, sub {
    my ($kind) = @_;
    silent($goes_on{$kind}, $SILENT);
    is(ask($goes_on{$kind}{c}, 'STAT'), "+OK 1 14\r\n", "  [proxy-idle] behind $kind it goes on");
    leave($goes_on{$kind}{c});
  }],
  [20 * $MINUTE, sub {
    my ($kind) = @_;
    return if !$ends{$kind};
    my ($said, $took) = ends($ends{$kind}, 20 * $MINUTE);
    cmp_ok($took, '>=', 20 * $MINUTE, "behind $kind it ends after qmail-pop3d's 20 minutes: $said");
  }],
  [$late, sub {
    my ($kind) = @_;
    return if !$asks{$kind};
    silent($asks{$kind}, $late);
    is(ask($asks{$kind}{c}, 'NOOP'), $OK, "[idle-enough] behind $kind it goes on");
  }],
  [21 * $MINUTE, sub {
    my ($kind) = @_;
    return if !$stays{$kind};
    my ($said, $took) = ends($stays{$kind}, 21 * $MINUTE);
    is($said, '', "[idle-ends] $kind hangs up on who says nothing");
    cmp_ok($took, '>=', 21 * $MINUTE, '  not before');
  }],
);
for my $row (sort { $a->[0] <=> $b->[0] } @in_turn) { $row->[1]->($_) for @there }

done_testing();
