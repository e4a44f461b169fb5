# Planted - the faults of tests/PLANTED: plants each in a service that is well,
# and looks at what pop3check says.  With CHAIN_PLANTED=NUMBER,NUMBER in the
# environment only these.
package Planted;
use strict;
use warnings;
use Exporter 'import';
use Chain;
use File::Path qw(make_path);
use Test::More;
use Tree;

our @EXPORT = qw(sh plant well planted asked $PATH $WORD $people $home $tmp);
our ($PATH, $WORD, $people, $home, $tmp);

private();
own_root();
delete @ENV{grep { /^MAKE|^MFLAGS$/ } keys %ENV}; # a make of its own
delete $ENV{DESTDIR};
is(`make setup check >/dev/null; echo \$?`, "0\n", 'make setup check');

$PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
$WORD = 'xyzzy';
$tmp = scratch();
my ($door) = slurp('conf-door') =~ /(.*)/;

# ---- what is well ----

user('alice', 60990, hash($WORD, 'y'));
user('pop3log', 60991, '!');
($people, $home) = ('/srv/people', '/srv/people/alice');
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
  elsif (/^([=~!]) (.+)$/) { push @{ $order[-1]{says} }, [$1, $2] }
  elsif (/\S/ && !/^#/) { fail("PLANTED: $_") }
}
sub planted { return @order }

my %only = map { ($_ => 1) } split /,/, $ENV{CHAIN_PLANTED} // '';
sub chosen { return grep { !%only || $only{ $_->{number} } } @{ $planted{ $_[0] } } }

# true if a fault of one of these groups is to be planted
sub asked { return scalar map { chosen($_) } @_ }

# what the lines of PLANTED use
my $tools = <<'END';
put() { sed "$2" "$1" >TMP/put; cat TMP/put >"$1"; }
hash() { awk -v h="$1" 'BEGIN { FS = OFS = ":" } $1 == "alice" { $2 = h } 1' \
  /etc/shadow >TMP/put; cat TMP/put >/etc/shadow; }
hide() { mv "$1" "$1.hidden"; }
unhide() { mv "$1.hidden" "$1"; }
old() { printf '#!/bin/sh\nexit 1\n' >"$1"; chmod 755 "$1"; }
until_down() { until svstat "$1" | grep -q ': down'; do sleep 0.1; done; }
until_up() { until ss -Hltn sport = :110 | grep -q . && svstat "$1" | grep -q ': up'
  do sleep 0.1; done; }
restart() { svc -d "$1"; until_down "$1"; svc -u "$1"; until_up "$1"; }
slow_module() { cat >TMP/slow.c <<'C'
#include <nss.h>
#include <pwd.h>
#include <grp.h>
#include <unistd.h>
enum nss_status _nss_slow_getpwnam_r(const char *n, struct passwd *p, char *s, size_t z, int *e);
enum nss_status _nss_slow_getpwnam_r(const char *n, struct passwd *p, char *s, size_t z, int *e)
{ (void)n; (void)p; (void)s; (void)z; (void)e; sleep(SECONDS); return NSS_STATUS_NOTFOUND; }
enum nss_status _nss_slow_initgroups_dyn(const char *n, gid_t g, long *a, long *b, gid_t **l,
  long m, int *e);
enum nss_status _nss_slow_initgroups_dyn(const char *n, gid_t g, long *a, long *b, gid_t **l,
  long m, int *e)
{ (void)n; (void)g; (void)a; (void)b; (void)l; (void)m; (void)e; sleep(SECONDS);
  return NSS_STATUS_NOTFOUND; }
C
cc -shared -fPIC -DSECONDS="$1" -o /usr/lib/libnss_slow.so.2 TMP/slow.c; }
no_module() { rm -f /usr/lib/libnss_slow.so.2; }
small() { cp -a "$1" TMP/small; mount -t tmpfs -o "$2,mode=700" none "$1"
  cp -a TMP/small/. "$1"; chown alice "$1"; rm -rf TMP/small; }
END

my %found = (found => 0, missed => [], wrong => []);
END { diag("planted, and named rightly: $found{found}" . join '', map { ", $_: @{ $found{$_} }" }
  qw(missed wrong)) }

# tries each fault in the service; (dir, what pop3check is given, dirs to restore)
sub plant {
  my ($group, $dir, $service, $more, @dirs) = @_;
  save(@dirs);
  for my $fault (chosen($group)) {
    my %word = (HOME => $home, BOX => $box, PEOPLE => $people, DIR => $dir, RUN => "$dir/run",
      DOOR => $door, TMP => $tmp, RESOLV => '/etc/resolv.conf', %{ $more->{words} || {} });
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
    my $none = $fault->{says}[0][0] eq '!';
    @want = qr/.*all is well: .*/ if $none;
    @said = grep { !$none || !/^not in service yet/ } @said;
    my $right = @said == @want && !grep { $said[$_] !~ /\A$want[$_]\z/ } 0 .. $#want;
    $right &&= $r->{code} == ($none ? 0 : 1) && $r->{err} eq '';
    ++$found{found} if $right;
    push @{ $found{ @said ? 'wrong' : 'missed' } }, $fault->{number} if !$right;
    ok($right, "[planted-$fault->{number}] $group: $fault->{what}")
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

1;
