# pop3check: what it says of each fault in PLANTED, planted one at a time in a
# service that is well; that it says nothing wrong of one that is, changes
# nothing, and tells no password.
use strict;
use warnings;
use lib 'tests';
use Chain;
use Tree;
use File::Path qw(make_path);
use Test::More;

private();
own_root();
delete @ENV{grep { /^MAKE|^MFLAGS$/ } keys %ENV}; # a make of its own
delete $ENV{DESTDIR};
is(`make setup check >/dev/null; echo \$?`, "0\n", 'make setup check');

my $PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
my $WORD = 'xyzzy';
my $tmp = scratch();
my ($door) = slurp('conf-door') =~ /(.*)/;

# ---- what is well ----

user('alice', 60990, hash($WORD, 'y'));
user('pop3log', 60991, '!');
my ($people, $home) = ('/srv/people', '/srv/people/alice');
make_path($home);
chown 60990, 60990, $home;
chmod 0700, $home;
spew('/etc/passwd', slurp('/etc/passwd') =~ s{^(alice:.*:)[^:]*(:[^:]*)$}{$1$home$2}mr);
my $box = maildir({ 'new/1000.a' => "Subject: a\n\nb\n", 'cur/2000.b:2,S' => "c\n" },
  "$home/Maildir", 60990);
chmod 0700, $box, glob("$box/*");

sub sh {
  my ($command) = @_;
  my $r = run(argv => ['sh', '-ec', $command], env => { PATH => $PATH });
  return $r->{code} == 0 || diag $command, ': ', $r->{out}, $r->{err};
}

# the saved state, and how it comes back; the files of /etc are mounted
my @etc = qw(passwd shadow group nsswitch.conf);
sub save {
  my (@dirs) = @_;
  sh("rm -rf $tmp/saved; mkdir $tmp/saved; cp -a @dirs $tmp/saved") or die 'save';
  sh("cp -p /etc/$_ $tmp/saved.$_") for @etc;
}
sub restore {
  my (@dirs) = @_;
  sh(join '; ', (map { my $name = s{.*/}{}r; "rm -rf $_; cp -a $tmp/saved/$name $_" } @dirs),
    map { "cmp -s $tmp/saved.$_ /etc/$_ || cat $tmp/saved.$_ >/etc/$_" } @etc) or die 'restore';
}

# ---- the list ----

my (%planted, $where, @order);
for (split /\n/, slurp('tests/PLANTED')) {
  if (/^== (\w+)$/) { $where = $1 }
  elsif (/^(\d+) (.+)$/) {
    push @order, { number => $1, what => $2, do => [], undo => [], says => [] };
    push @{ $planted{$where} }, $order[-1];
  }
  elsif (/^\+ (.+)$/) { push @{ $order[-1]{do} }, $1 }
  elsif (/^- (.+)$/) { push @{ $order[-1]{undo} }, $1 }
  elsif (/^([=~]) (.+)$/) { push @{ $order[-1]{says} }, [$1, $2] }
  elsif (/\S/ && !/^#/) { fail("PLANTED: $_") }
}
is_deeply([map { $_->{number} } @order], [1 .. @order], 'PLANTED numbers its faults');
cmp_ok(scalar @order, '>=', 126, 'and has them all');
is_deeply([map { $_->{number} } grep { !@{ $_->{do} } || !@{ $_->{says} } } @order], [],
  'each is planted, and has words');

# what the lines of PLANTED use
my $tools = <<'END';
put() { sed "$2" "$1" >TMP/put; cat TMP/put >"$1"; }
hash() { awk -v h="$1" 'BEGIN { FS = OFS = ":" } $1 == "alice" { $2 = h } 1' \
  /etc/shadow >TMP/put; cat TMP/put >/etc/shadow; }
hide() { mv "$1" "$1.hidden"; }
unhide() { mv "$1.hidden" "$1"; }
old() { printf '#!/bin/sh\nexit 1\n' >"$1"; chmod 755 "$1"; }
small() { cp -a "$1" TMP/small; mount -t tmpfs -o "$2,mode=700" none "$1"
  cp -a TMP/small/. "$1"; chown alice "$1"; rm -rf TMP/small; }
END

my %found = (found => 0, missed => [], wrong => []);

# tries each fault in the service; (dir, what pop3check is given, dirs to restore)
sub plant {
  my ($group, $dir, $service, $more, @dirs) = @_;
  save(@dirs);
  for my $fault (@{ $planted{$group} }) {
    my %word = (HOME => $home, BOX => $box, PEOPLE => $people, DIR => $dir, RUN => "$dir/run",
      DOOR => $door, TMP => $tmp, %{ $more->{words} || {} });
    my $words = join '|', keys %word;
    my $fill = sub { $_[0] =~ s/\b($words)\b/$word{$1}/gr };
    my $do = $fill->(join "\n", $tools, $more->{tools} || '', @{ $fault->{do} });
    my $r = run(argv => ['unshare', '--mount', '--propagation', 'private', 'sh', '-c',
      "set -e\n$do\nset +e\npop3check alice $service"], env => { PATH => $PATH },
      chdir => '/');
    sh($fill->(join "\n", $tools, @{ $fault->{undo} })) if @{ $fault->{undo} };
    restore(@dirs);
    my @said = grep { s/^pop3check: // } split /\n/, $r->{out};
    my @want = map { $_->[0] eq '=' ? quotemeta $fill->($_->[1]) : $fill->($_->[1]) }
      @{ $fault->{says} };
    my $right = @said == @want && !grep { $said[$_] !~ /\A$want[$_]\z/ } 0 .. $#want;
    $right &&= $r->{code} == 1 && $r->{err} eq '';
    ++$found{found} if $right;
    push @{ $found{ @said ? 'wrong' : 'missed' } }, $fault->{number} if !$right;
    ok($right, "$group, $fault->{number} $fault->{what}")
      or diag("code $r->{code}\n$r->{out}$r->{err}", 'wanted: ', $fill->($fault->{says}[0][1]));
  }
}

# what it says of a service that is well
sub well {
  my ($service, $what, @before) = @_;
  my $r = run(argv => ['pop3check', 'alice', $service], env => { PATH => $PATH }, chdir => '/');
  is("$r->{code} $r->{err}$r->{out}", join('', '0 ', @before,
    "pop3check: all is well: alice has 2 messages, 20 octets\n"), $what);
}
sub not_yet { my ($dir) = @_; return "pop3check: not in service yet: ln -s $dir /etc/service/\n" }

# ---- a service that is not started yet ----

ok(sh('rm -rf /etc/service /service; mkdir /etc/service'), 'a /etc/service');
ok(sh('qmail-pop3d-conf checkpassword pop3log /etc/pop3d pop3.example.org'), 'a service');
well('/etc/pop3d', 'nothing is wrong', not_yet('/etc/pop3d'));
plant('rest', '/etc/pop3d', '/etc/pop3d', {}, $people, '/etc/pop3d');
well('/etc/pop3d', 'nothing is wrong, again', not_yet('/etc/pop3d'));

# ---- the same with TLS ----

SKIP: {
  skip 'no tlswrapper here', 1 if !-x '/usr/bin/tlswrapper' || !-x '/usr/bin/openssl';
  mkdir "$tmp/other";
  my $made = <<'END';
cd OTHER
key() { kind=$1; shift; openssl genpkey -algorithm $kind "$@" -out OTHER/key 2>/dev/null; }
self() { openssl req -x509 -key OTHER/key -subj "/CN=pop3.example.org" "$@" \
  -out OTHER/cert 2>/dev/null; }
cert() { self "$@"; cat OTHER/key OTHER/cert >CERT; }
expired() { openssl req -new -key OTHER/key -subj /CN=pop3.example.org -out OTHER/req
  openssl x509 -req -in OTHER/req -signkey OTHER/key -days -1 -out OTHER/cert 2>/dev/null
  cat OTHER/key OTHER/cert >CERT; }
p256() { key EC -pkeyopt ec_paramgen_curve:prime256v1; }
END
  $made =~ s/OTHER/$tmp\/other/g;
  $made =~ s/CERT/\/etc\/pop3.pem/g;
  ok(sh($made . <<'END'), 'certificates');
p256; mv key good.key; cp good.key key; self -days 90; mv cert good
openssl pkcs8 -topk8 -in good.key -passout pass:word -out locked
sign() { # name, CN, the issuer, more
  name=$1 cn=$2 by=$3; shift 3
  p256; mv key $name.key
  openssl req -new -key $name.key -subj "/CN=$cn" -out req
  printf "%s\n" "$@" >ext
  openssl x509 -req -in req -CA $by -CAkey $by.key -CAcreateserial -days 90 \
    -extfile ext -out $name 2>/dev/null
}
p256; mv key root.key
openssl req -x509 -key root.key -subj /CN=root -days 90 -out root
sign middle middle root basicConstraints=critical,CA:TRUE
sign leaf pop3.example.org middle subjectAltName=DNS:pop3.example.org
mkdir -p demo/new; cp root /etc/ssl/certs/$(openssl x509 -in root -noout -hash).0
cat leaf.key leaf middle >/etc/pop3.pem; chmod 600 /etc/pop3.pem
p256; mv key later.key; : >index; echo 01 >serial
openssl req -new -key later.key -subj /CN=pop3.example.org -out req
cat >ca.conf <<E
[ca]
default_ca=c
[c]
database=index
serial=serial
new_certs_dir=.
default_md=sha256
policy=p
[p]
commonName=supplied
E
openssl ca -batch -config ca.conf -in req -keyfile later.key -selfsign -startdate 20990101000000Z \
  -enddate 21000101000000Z -out later -notext 2>/dev/null
END
  ok(sh('qmail-pop3sd-conf checkpassword pop3log /etc/pop3s pop3.example.org /etc/pop3.pem'),
    'a service with TLS');
  well('/etc/pop3s', 'TLS, nothing is wrong', not_yet('/etc/pop3s'));
  plant('tls', '/etc/pop3s', '/etc/pop3s', { tools => "$made\np256",
    words => { CERT => '/etc/pop3.pem', OTHER => "$tmp/other" } }, '/etc/pop3.pem');
  well('/etc/pop3s', 'TLS, nothing is wrong, again', not_yet('/etc/pop3s'));
}

# ---- how many ----

diag("planted $found{found}" . join '', map { ", $_: @{ $found{$_} }" } qw(missed wrong));
done_testing();
