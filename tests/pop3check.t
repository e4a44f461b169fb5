# pop3check: what it says of each fault in PLANTED that needs no service that
# runs, planted one at a time in a service that is well; and that it says nothing
# wrong of one that is.
use strict;
use warnings;
use lib 'tests';
use Chain;
use Planted;
use Test::More;
use Tree;

sub not_yet { my ($dir) = @_; return "pop3check: not in service yet: ln -s $dir /etc/service/\n" }

# ---- the list ----

my @all = planted();
is_deeply([sort { $a <=> $b } map { $_->{number} } @all], [1 .. @all],
  'PLANTED numbers its faults');
cmp_ok(scalar @all, '>=', 186, 'and has them all');
is_deeply([map { $_->{number} } grep { !@{ $_->{do} } || !@{ $_->{says} } } @all], [],
  'each is planted, and has words');

# ---- a service that is not started yet ----

ok(sh('rm -rf /etc/service /service; mkdir /etc/service'), 'a /etc/service');
if (asked('rest')) {
  ok(sh('qmail-pop3d-conf checkpassword pop3log /etc/pop3d pop3.example.org'), 'a service');
  well('/etc/pop3d', 'nothing is wrong', not_yet('/etc/pop3d'));
  plant('rest', '/etc/pop3d', '/etc/pop3d', {}, $people, '/etc/pop3d');
  well('/etc/pop3d', 'nothing is wrong, again', not_yet('/etc/pop3d'));
}

# ---- the same with TLS ----

SKIP: {
  last if !asked('tls');
  skip 'no tlswrapper here', 1 if !-x '/usr/bin/tlswrapper' || !-x '/usr/bin/openssl';
  mkdir "$tmp/other";
  my $made = <<'END';
cd OTHER
key() { kind=$1; shift; openssl genpkey -algorithm $kind "$@" -out OTHER/key 2>/dev/null; }
self() { openssl req -x509 -key OTHER/key -subj "/CN=pop3.example.org" "$@" \
  -out OTHER/cert 2>/dev/null; }
cert() { self "$@"; cat OTHER/key OTHER/cert >CERT; }
expired() { openssl req -new -key OTHER/key -subj /CN=pop3.example.org -out OTHER/req
  (cd OTHER; : >index; openssl ca -batch -config ca.conf -in req -keyfile key -selfsign \
    -startdate 20200101000000Z -enddate 20200102000000Z -out cert -notext 2>/dev/null)
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

done_testing();
