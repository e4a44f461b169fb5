# Mta - Debian's Postfix, Exim and OpenSMTPD on a machine of a test's own.  Each
# of these packages excludes the others, so they are unpacked from where apt
# keeps what it has fetched; tests/run fetches them.  The libraries that they
# need are the machine's.
package Mta;
use strict;
use warnings;
use Chain;
use Exporter 'import';
use IO::Socket::INET;
use Test::More;

our @EXPORT = qw(sh unpacked starts smtp says curl in_each);

my %packages = (
  postfix => ['postfix'],
  exim => [qw(exim4-base exim4-config exim4-daemon-light)],
  opensmtpd => ['opensmtpd'],
);
my %users = (
  postfix => 'groupadd --system postdrop; useradd --system --no-create-home postfix',
  exim => 'useradd --system --no-create-home Debian-exim
    mkdir -p /var/spool/exim4 /var/log/exim4 /var/lib/exim4
    chown Debian-exim: /var/spool/exim4 /var/log/exim4',
  opensmtpd => 'useradd --system --no-create-home --home-dir /var/empty opensmtpd
    useradd --system --no-create-home opensmtpq
    mkdir -p -m 711 /var/spool/smtpd; mkdir -p /var/empty; : >>/etc/aliases',
);
my %server = (
  postfix => [qw(postfix start-fg)],
  exim => [qw(exim4 -bdf -q1h -oX 127.0.0.1.25)],
  opensmtpd => [qw(smtpd -d -f /etc/smtpd.conf)],
);

sub sh { system('sh', '-ec', @_) == 0 or die "cannot @_\n" }

sub archive { return (sort glob "/var/cache/apt/archives/$_[0]_*.deb")[-1] }

# what apt has not fetched of its packages
sub lacking { return grep { !archive($_) } @{ $packages{ $_[0] } || [] } }

# Those and the libraries that they depend on and that are not installed: apt has
# fetched them, too.
sub archives {
  my (@todo) = @_;
  my %asked = map { ($_ => 1) } @todo;
  my %seen;
  my @all;
  while (defined(my $package = shift @todo)) {
    next if $seen{$package}++;
    next if !$asked{$package} && ($package !~ /^lib/ || -e "/usr/share/doc/$package");
    my $file = archive($package) or next;
    push @all, $file;
    push @todo, map { /^\s*([a-z0-9][a-z0-9.+-]+)/ ? $1 : () }
      split /[,|]/, qx{dpkg-deb -f '$file' Pre-Depends Depends} =~ s/^\S+://mgr;
  }
  return @all;
}

# its files, and the users that its package would make
sub unpacked {
  my ($name) = @_;
  sh('dpkg --fsys-tarfile "$0" | tar -x -C / --keep-directory-symlink', $_)
    for archives(@{ $packages{$name} });
  mkdir '/run/lock';
  sh($users{$name});
  sh(<<'END') if $name eq 'postfix';
    cp /usr/share/postfix/master.cf.dist /etc/postfix/master.cf
    cp /usr/share/postfix/dynamicmaps.cf /etc/postfix
    sed -i 's/^\([a-z].*  \)y  /\1n  /' /etc/postfix/master.cf
    mkdir -p /var/spool/postfix /var/lib/postfix; chown postfix /var/lib/postfix
END
}

# the server, until the test ends
sub starts {
  my ($name, $log) = @_;
  return start(argv => $server{$name}, log => $log,
    env => { PATH => '/usr/sbin:/usr/bin:/sbin:/bin' });
}

# a connection to it
sub smtp {
  my ($log) = @_;
  return eval { wait_for {
    my $s = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => 25, Timeout => 5);
    $s && hear($s) =~ /^220/ ? $s : 0;
  } 'port 25' } || die 'no server: ', slurp($log);
}
sub hear {
  my ($s) = @_;
  my $line = '';
  do { $line = <$s> // return '' } while $line =~ /^\d\d\d-/;
  return $line;
}

# says(connection, line => code, ...)
sub says {
  my ($s, @dialogue) = @_;
  while (my ($line, $code) = splice @dialogue, 0, 2) {
    print {$s} "$line\r\n";
    like(hear($s), qr/^$code/, $line =~ s/\r.*//sr);
  }
}

# what curl fetches as that user, once it does
sub curl {
  my ($user, $message) = @_;
  my $said = '';
  eval { wait_for {
    $said = `curl -q -sS -u '$user' pop3://127.0.0.1/$message 2>&1`;
    $? == 0;
  } 'curl' };
  return $said;
}

# Runs the test once more for each server that there is, and whatever else is
# named, with the name as its argument; in a process namespace, with which all
# that it started ends.
sub in_each {
  my ($what, @others) = @_;
  for my $name (sort(keys %packages), @others) {
    SKIP: {
      my @none = lacking($name);
      skip "apt has not fetched @none", 1 if @none;
      my $said = `unshare --pid --fork --kill-child --mount-proc $^X -Itests $0 $name 2>&1`;
      is($?, 0, "$name: $what") or diag $said =~ s/^ok .*\n//mgr;
    }
  }
}

1;
