# Front - two hosts, a and b, with the same homes, a machine for a proxy, and
# clients on the same wire (Hosts.pm); the recipes of SCALE as printed, and what
# is asked of each proxy.
#
# A test calls private() of Chain and prepare() first.
package Front;
use strict;
use warnings;
use Chain;
use Exporter 'import';
use Hosts;
use MIME::Base64 qw(encode_base64);
use Session;
use Test::More;

our @EXPORT = qw(prepare PROXY CLIENT OTHER PASSWORD REFUSED FULL
  account store recipe wants file proxy boot machine cdb log_of logged certificate
  by_user leave visit_tls start_tls common readers limits pipelined serve_by there
  fail2ban_finds);

use constant {
  PROXY => '10.77.0.2',
  CLIENT => '10.77.0.77',
  OTHER => '10.77.0.78',
  PASSWORD => 'open sesame',
  REFUSED => "-ERR [AUTH] authorization failed\r\n",
  FULL => $ENV{CHAIN_FULL},
};

my ($dir, $cdb, %home, %recipe, %machine);
my %logged; # how long each log was when the last proxy was started
my %address = (a => ['10.77.0.11', 'fd00:77::11'], b => ['10.77.0.12', 'fd00:77::12']);

# ---- accounts and their mail ----

sub account {
  my ($name, $uid, $password) = @_;
  $home{$name} = user($name, $uid, hash($password, 6));
  maildir({}, "$home{$name}/Maildir", $uid);
}

# The account's maildir has these messages and no other.
sub store {
  my ($user, %files) = @_;
  my $maildir = "$home{$user}/Maildir";
  unlink glob "$maildir/{new,cur}/*";
  maildir(\%files, $maildir, (stat $home{$user})[4]);
}

# ---- SCALE ----

sub read_recipes {
  my $name;
  for (split /^/, slurp('SCALE') =~ s/^(.+)\n-+$/\f$1/mgr) {
    if (/^\f(.*)/) { $name = $1 }
    elsif (/^    (.*\n)/ && $name) { $recipe{$name} .= $1 }
    elsif (/^$/ && $name) { $recipe{$name} .= "\f" }
  }
}

# The first indented text of that section that is like this.
sub wants {
  my ($name, $like) = @_;
  my ($part) = grep { /$like/ } grep { /\S/ } split /\f+/, $recipe{$name}
    or die "SCALE, $name: nothing is like $like";
  return $part;
}

# that text, for files in our folder
sub recipe { return wants(@_) =~ s{/(?:etc|run)/(?:haproxy|nginx|stunnel|dovecot)\b}{$dir}gr }

sub file { return "$dir/$_[0]" }

# the proxy's key and certificate, as the recipes call them
sub certificate {
  return if -e "$dir/pop3.pem";
  system("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 "
    . "-subj /CN=pop3.example -keyout $dir/key -out $dir/cert 2>/dev/null") == 0 or die 'openssl';
  spew("$dir/pop3.pem", slurp("$dir/key"), slurp("$dir/cert"));
}

# ---- machines ----

sub prepare {
  $dir = scratch();
  read_recipes();
  wire(CLIENT, OTHER, 'fd00:77::77');
  account('check', 61000, 'secret');
  account('alice', 61001, PASSWORD);
  account('bob', 61002, PASSWORD);
  $cdb = cdb('cdb', wants('The hosts', qr/^10/m));
  boot($_) for sort keys %address;
  $machine{proxy} = host('proxy', PROXY, '10.77.0.3', 'fd00:77::2');
}

# the database that tcprules makes of these rules
sub cdb {
  my ($name, $rules) = @_;
  open my $tcprules, '|-', 'tcprules', "$dir/$name", "$dir/$name.new" or die "tcprules: $!";
  print $tcprules $rules;
  close $tcprules or die "tcprules: $?";
  return "$dir/$name";
}

sub machine { return $machine{ $_[0] } }
sub boot {
  my ($name, %env) = @_;
  $machine{$name} = host($name, @{ $address{$name} });
  serve_by($name, $cdb, %env);
}
sub serve_by {
  my ($name, $rules, %env) = @_;
  backend($machine{$name}, $rules || $cdb, %env);
}

# ---- proxies: what of their section is the file, how they are started ----

my %front = (
  haproxy => { like => qr/^global/, argv => sub { ('haproxy', '-db', '-f', $_[0]) } },
  nginx => { like => qr/^load_module/, argv => sub { ('nginx', '-c', $_[0],
    '-e', file('nginx.error'), '-g', 'daemon off; pid ' . file('nginx.pid') . ';') } },
  stunnel => { like => qr/^cert/, argv => sub { ('stunnel4', $_[0]) },
    first => sub { "foreground = yes\npid =\n" } },
  Dovecot => { like => dovecot_is_new() ? qr/^dovecot_config/ : qr/^protocols/,
    argv => sub { ('dovecot', '-F', '-c', $_[0]) },
    last => sub { mkdir file('base'); 'base_dir = ' . file('base') . "\nlog_path = "
      . file('Dovecot.log') . "\n" } },
);
sub dovecot_is_new { return has('dovecot') && `dovecot --version` =~ /^2\.[4-9]/ }
sub there {
  my ($kind) = @_;
  return has({ stunnel => 'stunnel4', Dovecot => 'dovecot' }->{$kind} || $kind)
    && ($kind ne 'nginx' || -e '/usr/lib/nginx/modules/ngx_mail_module.so')
    && ($kind ne 'Dovecot' || -e '/usr/lib/dovecot/pop3-login');
}

# Starts that proxy by its recipe, on the machine of proxies or on another one of
# that name and address; returns its pid, for stop().  The text may be edited.
sub proxy {
  my ($kind, %o) = @_;
  certificate();
  my $front = $front{$kind};
  my ($first, $last) = map { $front->{$_} ? $front->{$_}->() : '' } qw(first last);
  my $text = $first . recipe($kind, $front->{like}) . $last;
  $text = $o{edit}->($text) if $o{edit};
  if ($o{ip}) {
    my $six = $o{ip} =~ s/.*\./fd00:77::/r;
    $machine{ $o{name} } = host($o{name}, $o{ip}, $six);
    $text =~ s/\Q${\PROXY}\E\b/$o{ip}/g;
    $text =~ s/fd00:77::2\b/$six/g;
  }
  spew("$dir/$kind.conf", $text);
  $logged{ $_->{log} } = -s $_->{log} for @machine{qw(a b)};
  my @argv = $front->{argv}->("$dir/$kind.conf");
  return start(argv => [inside($machine{ $o{name} || 'proxy' }, @argv)], log => "$dir/$kind.log");
}

# the logs of both hosts, since the last proxy was started
sub log_of {
  return join '', map { substr slurp($_->{log}), $logged{ $_->{log} } // 0 } @machine{qw(a b)};
}

sub logged {
  my ($like, $what) = @_;
  ok(eval { wait_for { log_of() =~ $like } $what }, $what) or diag(log_of());
}

# whom fail2ban's own program finds in the logs, each once
sub fail2ban_finds {
  spew("$dir/labelled", run(argv => ['tai64n'], in => log_of())->{out});
  # where no name has a blank
  spew("$dir/filter.conf", slurp(source() . '/services/fail2ban-qmail-pop3.conf'));
  my $r = run(argv => ['fail2ban-regex', '-o', 'row', "$dir/labelled", "$dir/filter.conf"]);
  my %found = map { $_ => 1 } $r->{out} =~ /^\['([^']+)',/mg;
  return sort keys %found;
}

# ---- clients ----

sub by_user { my ($c, $user) = @_; return enter($c, $user, PASSWORD) }

sub plain { my ($user, $password) = @_; return encode_base64("\0$user\0$password", '') }

sub by_plain {
  my ($c, $user, $password) = @_;
  return ask($c, 'AUTH PLAIN ' . plain($user, $password || PASSWORD));
}

sub by_asking {
  my ($c, $user) = @_;
  my $plus = ask($c, 'AUTH PLAIN');
  return "no +: $plus" if $plus !~ /^\+ /;
  return ask($c, plain($user, PASSWORD));
}

sub leave {
  my ($c) = @_;
  my $said = ask($c, 'QUIT');
  close $c->{s};
  return $said;
}

# the same client, with TLS
sub start_tls {
  my ($c) = @_;
  IO::Socket::SSL->start_SSL($c->{s}, SSL_verify_mode => 0) or die 'no TLS';
  return $c;
}

# a client of port 995, from one of our addresses; the proxy's own, if no ip is given
sub visit_tls {
  my ($from, $ip) = @_;
  my $s = wait_for { IO::Socket::SSL->new(PeerHost => $ip || PROXY, PeerPort => 995,
    LocalHost => $from, SSL_verify_mode => 0) } 'port 995';
  my $c = { s => $s };
  $c->{greeting} = hear($c, qr/\n/);
  return $c;
}

# Sends the login and what follows at once; returns what answers the latter.
sub pipelined {
  my ($reach, $rest) = @_;
  my $c = $reach->(CLIENT);
  syswrite $c->{s}, join "\r\n", 'USER alice', 'PASS ' . PASSWORD, $rest;
  return rest($c) =~ s/\A\+OK[^\n]*\n\+OK[^\n]*\n//r;
}

# ---- what each proxy must do ----

# %o: reach => sub that connects, from our address in its argument; seen => whose
# address the log has, if not the client's; cuts => 1: a client that closes its
# sending side is hung up on
sub common {
  my ($kind, %o) = @_;
  my $reach = $o{reach} || sub { visit(PROXY, $_[0]) };
  my ($client, $other) = map { $o{seen} || $_ } CLIENT, OTHER;
  store('alice', 'new/1.a' => "Subject: a\n\n.\nb\n");
  my %login = (USER => \&by_user, 'AUTH PLAIN' => \&by_plain, 'AUTH PLAIN asked' => \&by_asking);
  for my $way (sort keys %login) {
    my $c = $reach->(CLIENT);
    like($c->{greeting}, qr/^\+OK/, "$kind: greeting");
    like($login{$way}->($c, 'alice'), qr/^\+OK/, "  login by $way");
    is(ask($c, 'STAT'), "+OK 1 20\r\n", '  one message');
    is(leave($c), $OK, '  QUIT');
  }
  logged(qr/^qmail-pop3d: pid \d+ from \Q$client\E user alice quit /m,
    "$kind: the log has " . ($o{seen} ? 'an address, the proxy\'s' : 'the client\'s own address'));
  my $c = $reach->(OTHER);
  is(enter($c, 'alice', 'wrong'), REFUSED, "$kind: a refusal and its code");
  close $c->{s};
  $c = $reach->(OTHER);
  is(by_plain($c, 'alice', 'wrong'), REFUSED, '  by AUTH PLAIN too');
  close $c->{s};
  logged(qr/^\w+: pid \d+ from \Q$other\E user alice refused/m, '  the log knows who that was');
  is(pipelined($reach, "STAT\r\nRETR 1\r\nQUIT\r\n"),
    "+OK 1 20\r\n+OK \r\nSubject: a\r\n\r\n..\r\nb\r\n.\r\n$OK",
    "$kind: pipelining, with the login too");
  long($kind, $reach, $o{half} || 'whole');
}

# what answers RETR and QUIT, and what it should be; the client's sending side may
# be closed behind QUIT
sub fetched {
  my ($reach, $bytes, $closed) = @_;
  my $long = "Subject: long\n\n" . ("x" x 71 . "\n") x ($bytes / 72);
  store('alice', 'new/1.long' => $long);
  my $c = $reach->(CLIENT);
  by_user($c, 'alice');
  syswrite $c->{s}, "RETR 1\r\nQUIT\r\n";
  shutdown $c->{s}, 1 if $closed;
  return (rest($c), "+OK \r\n" . $long =~ s/\n/\r\n/gr . ".\r\n$OK");
}

# $half: "whole", "cut", or "perhaps" it is cut
sub long {
  my ($kind, $reach, $half) = @_;
  my ($said, $wanted) = fetched($reach, (FULL ? 200 : 5) * 1_000_000);
  ok($said eq $wanted, "$kind: a long message is whole");
  ($said, $wanted) = fetched($reach, 5_000_000, 1);
  my $is = $said eq $wanted ? 'whole' : 'cut';
  note("$kind, half-close: $is, " . length $said);
  if ($half eq 'perhaps') {
    ok($said eq substr($wanted, 0, length $said), '  and whoever closes his sending side has some');
  }
  else { is($is, $half, '  whoever closes his sending side') }
}

# who failed, and who was served, as those see it who read the log
sub readers {
  my ($title) = @_;
  SKIP: {
    skip 'fail2ban is not installed', 1 if !has('fail2ban-regex');
    is(join(' ', fail2ban_finds()), OTHER, "$title, fail2ban finds who failed, not the proxy");
  }
  my $r = run(argv => [source() . '/pop3stat'], in => log_of());
  like($r->{out}, qr/^ *[1-9]\d* .* \Q${\OTHER}\E$/m, '  pop3stat has refusals of his address');
  like($r->{out}, qr/^ *0 .* \Q${\CLIENT}\E$/m, '  none of the other');
  unlike($r->{out}, qr/^ *[1-9]\d* .* \Q${\PROXY}\E$/m, '  and none of the proxy');
}

# the limit for one address is for the client's
sub limits {
  my ($title, $reach) = @_;
  my (@waiting, $told);
  while (!$told && @waiting < 30) {
    my $c = $reach->(OTHER);
    if ($c->{greeting} =~ /^-ERR/) { $told = $c->{greeting} } else { push @waiting, $c }
  }
  is($told, "-ERR [SYS/TEMP] too many connections from your address, please wait\r\n",
    "$title, many of one address: he is told so");
  cmp_ok(scalar @waiting, '>=', 10, '  after ten on a host');
  my $c = $reach->(CLIENT);
  like(by_user($c, 'alice'), qr/^\+OK/, '  and another address comes in');
  leave($c);
  close $_->{s} for @waiting;
}

1;
