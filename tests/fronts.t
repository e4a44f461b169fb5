# stunnel and Dovecot in front of a host, as SCALE has it, and a wire that has IPv6
# only; hosts.t has haproxy and nginx.
use strict;
use warnings;
use lib 'tests';
use Chain;
use Front;
use Hosts;
use Session;
use Test::More;

full_only();
private();
prepare();
my $TLS = eval { require IO::Socket::SSL };

# ---- stunnel ----

sub by_stls {
  my ($from) = @_;
  my $c = visit(PROXY, $from);
  my $said = ask($c, 'STLS');
  die "STLS: $said" if $said !~ /^\+OK/;
  return start_tls($c);
}

sub serve_with { # the hosts' rules, and more
  my ($more) = @_;
  stop(machine('a')->{server});
  serve_by('a', cdb('more', join '', $more, wants('The hosts', qr/^10/m)));
}

SKIP: {
  skip 'stunnel or IO::Socket::SSL is not installed', 1 if !there('stunnel') || !$TLS;
  serve_with(wants('stunnel', qr/^10/));
  my $pid = proxy('stunnel');
  common('stunnel', reach => \&visit_tls, half => 'perhaps');
  readers('[stunnel-fail2ban] stunnel');
  limits('[stunnel-limit] stunnel', \&visit_tls);
  common('stunnel, STLS', reach => \&by_stls, seen => '10.77.0.3', half => 'perhaps');
  my $c = visit(PROXY, CLIENT);
  like($c->{greeting}, qr/^\+OK/, 'stunnel, before STLS: greeting');
  like(ask($c, 'CAPA', qr/^-ERR|^\.\r\n/m), qr/^STLS\r$/m, '  CAPA has STLS');
  $c = visit(PROXY, CLIENT);
  unlike(enter($c, 'alice', PASSWORD), qr/^\+OK/, '  and no login');
  killed('stunnel', \&visit_tls);
  stop($pid);
}

# a session is killed, then the host is dead: what the client sees
sub killed {
  my ($kind, $reach) = @_;
  store('alice', 'new/1.a' => "Subject: a\n\n");
  my $c = $reach->(CLIENT);
  like(by_user($c, 'alice'), qr/^\+OK/, "$kind: a session");
  ask($c, 'DELE 1');
  kill 'KILL', sessions(machine('a'));
  is(rest($c), '', '  is killed, and nobody hears +OK');
  $c = $reach->(CLIENT);
  by_user($c, 'alice');
  is(ask($c, 'STAT'), "+OK 1 14\r\n", '  nothing is lost');
  leave($c);
}

# ---- Dovecot ----

sub by_110 { return visit(PROXY, $_[0]) }

SKIP: {
  skip 'Dovecot is not installed', 1 if !there('Dovecot');
  serve_with(wants('Dovecot', qr/^10/));
  my $pid = proxy('Dovecot');
  common('Dovecot', seen => PROXY, half => 'cut');
  killed('Dovecot', \&by_110);
  SKIP: {
    skip 'no IO::Socket::SSL', 1 if !$TLS;
    my $c = visit_tls(CLIENT);
    like(by_user($c, 'alice'), qr/^\+OK/, 'Dovecot: TLS ends there');
    leave($c);
  }
  stop(machine('a')->{server});
  my $c = by_110(CLIENT);
  like(by_user($c, 'alice'), qr/^-ERR \[SYS\/TEMP\]/, '[dead-backend] no host: no wrong password');
  serve_by('a');
  stop($pid);
}

# ---- a wire that has IPv6 only, and ucspi-tcp-ipv6 ----

SKIP: {
  my ($deb) = glob '/var/cache/apt/archives/ucspi-tcp-ipv6_*.deb';
  skip 'haproxy is not installed, or apt has not fetched ucspi-tcp-ipv6', 1
    if !there('haproxy') || !$deb;
  my $six = scratch();
  system('dpkg-deb', '-x', $deb, $six) == 0 or die 'dpkg-deb';
  local $ENV{PATH} = "$six/usr/bin:$ENV{PATH}"; # tcprules
  my $rules = cdb('six', "fd00:77::2:allow,FROMPROXY=\"\"\nfd00:77::allow\n:deny\n");
  my $clients = cdb('clients', "fd00:66::deny\nfd00::allow\n:deny\n");
  for my $name (qw(a b)) {
    stop(machine($name)->{server});
    serve_by($name, $rules, PATH => "$six/usr/bin:" . Chain::programs() . ":$ENV{PATH}",
      FROMPROXYRULES => $clients, LISTEN => '::0');
  }
  my %found = map { ($_ => 1) } has('fail2ban-regex') ? fail2ban_finds() : ();
  my @other = ('fd00:88::7', 'fd00:66::7');
  # none of the proxy's own /64, or they would keep its check out, too
  my @many = map { "fd00:99::1:$_" } 1 .. 9, 'a' .. 'f';
  Hosts::ip(Hosts::addition('wire', $_)) for @other, @many;
  system(inside(machine('proxy'), 'ip', '-6', 'route', 'add', $_, 'dev', 'eth0')) == 0
    or die "route to $_" for map { "fd00:$_\::/64" } 66, 88, 99;
  my $pid = proxy('haproxy', edit => sub {
    return $_[0] =~ s/10\.77\.0\.1(\d):110/[fd00:77::1$1]:110/gr =~ s/inter 2s/inter 300ms/r;
  });
  my $from = sub { return visit('fd00:77::2', $_[0]) };
  my $c = $from->('fd00:77::77');
  like(by_user($c, 'alice'), qr/^\+OK/, 'IPv6 only: a login through haproxy');
  leave($c);
  logged(qr/^fromproxy: pid \d+ from fd00:77::77 by fd00:77::2$/m, '  and the log has both');
  logged(qr/^qmail-pop3d: pid \d+ from fd00:77::77 user alice quit /m, '  addresses');
  $c = visit('fd00:77::11', 'fd00:77::77');
  like(by_user($c, 'alice'), qr/^\+OK/, '  past it, from an address that the rules allow');
  leave($c);
  $c = $from->('fd00:66::7');
  is($c->{greeting}, '', '[proxy-rules6] $FROMPROXYRULES deny a prefix of IPv6');
  $c = $from->('fd00:88::7');
  is(enter($c, 'alice', 'wrong'), REFUSED, '  another is let in, and refused by password');
  close $c->{s};
  my @waiting = map { $from->($_) } @many, @many[0 .. 8];
  like(join('', map { $_->{greeting} } @waiting), qr/too many connections from your address/,
    '[proxy-limit6] many addresses of one /64 are one, which has its limit');
  $c = $from->('fd00:88::7');
  like(by_user($c, 'alice'), qr/^\+OK/, '  another /64 comes in');
  leave($c);
  close $_->{s} for @waiting;
  is(join(' ', grep { !$found{$_} } fail2ban_finds()), 'fd00:88::7',
    'fail2ban finds the address of IPv6')
    if has('fail2ban-regex');
  stop($pid);
}

done_testing();
