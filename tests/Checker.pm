# Checker - the programs that check a password, as the tests of their
# contract see them: what starts one, how it gets an account, and what it is
# asked to do in another way than the other.
package Checker;
use strict;
use warnings;
use Chain;
use Exporter 'import';

our @EXPORT = qw(checker log_name is_mail command account files %home);
our @EXPORT_OK = qw(write_cdb);

my $name = 'checkpassword';
my $dir;           # of the database
my %odd;           # login => a database of its own
our %home;        # of each account
my $next_uid = 64100;

# checker() is its name; checker(NAME) before anything else decides which
sub checker {
  $name = $_[0] if @_;
  return $name;
}
# what its lines in the log begin with
sub log_name { return $name =~ s/-nss\z//r }
sub is_mail { return $name eq 'checkmail' }

# the words that start it, to check the password of that login
sub command {
  my ($login) = @_;
  return ($name) if !is_mail();
  return ($name, $odd{ defined $login ? $login : '' } || file());
}

sub file {
  if (!defined $dir) {
    $dir = scratch();
    spew("$dir/accounts", '');
    make();
  }
  return "$dir/accounts.cdb";
}

sub make {
  my $r = run(argv => [source() . '/mailaccounts', "$dir/accounts.cdb",
    "$dir/accounts.tmp", 1, 65000], in => slurp("$dir/accounts"));
  die "mailaccounts: $r->{err}" if $r->{code};
}

# the files that have the accounts, each with the calls that read it
sub files {
  return map { [$_, '?open,openat', 'read'] } qw(/etc/passwd /etc/shadow /etc/group
    /etc/nsswitch.conf) if !is_mail();
  return [file(), qw(openat pread64)];
}

# account(login, what passwd has for a hash, all that shadow has behind the
# login, and if wanted: uid => N, gid => N, odd => 1: mailaccounts would not
# take it).  Mail accounts have no shadow: only its hash.
sub account {
  my ($login, $field, $shadow, %o) = @_;
  my $home = $home{$login} = scratch();
  my $uid = defined $o{uid} ? $o{uid} : $next_uid++;
  my $gid = defined $o{gid} ? $o{gid} : $uid;
  chown $uid, $gid, $home or die "chown: $!";
  if (is_mail()) {
    my $hash = $field eq 'x' && defined $shadow ? $shadow =~ s/:.*//r : $field;
    mail_account($login, $hash, $uid, $gid, $home, $o{odd});
    return;
  }
  Chain::append('/etc/passwd', "$login:$field:$uid:$gid:a test:$home:/bin/sh\n");
  Chain::append('/etc/shadow', "$login:$shadow\n") if defined $shadow;
}

sub mail_account {
  my ($login, $hash, $uid, $gid, $home, $odd) = @_;
  file();
  if ($odd) {
    $odd{$login} = "$dir/$login.cdb";
    write_cdb($odd{$login}, '' => join("\0", 1, 65000, 0, $hash, ''),
      $login => join("\0", $login, $uid, $gid, $home, '/bin/sh', '', $hash, ''));
    return;
  }
  Chain::append("$dir/accounts", "$login:$hash:$uid:$gid:a test:$home:/bin/sh\n");
  make();
}

# ---- a cdb, by somebody else than cdbmake.c ----

sub cdb_hash {
  my $h = 5381;
  $h = (($h * 33) & 0xffffffff) ^ ord for split //, $_[0];
  return $h;
}

# write_cdb(file, key => value, ...)
sub write_cdb {
  my ($file, @records) = @_;
  my ($records, $tables, @table) = ('', '');
  while (my ($key, $value) = splice @records, 0, 2) {
    my $h = cdb_hash($key);
    push @{ $table[$h % 256] }, [$h, 2048 + length $records];
    $records .= pack('VV', length $key, length $value) . $key . $value;
  }
  my @header;
  for my $i (0 .. 255) {
    my @in = @{ $table[$i] || [] };
    my $n = 2 * @in;
    my @slot = ((0, 0)) x $n;
    push @header, 2048 + length($records) + length($tables), $n;
    for (@in) {
      my ($h, $at) = @$_;
      my $k = ($h >> 8) % $n;
      $k = ($k + 1) % $n while $slot[2 * $k + 1];
      @slot[2 * $k, 2 * $k + 1] = ($h, $at);
    }
    $tables .= pack 'V*', @slot;
  }
  spew($file, pack('V*', @header) . $records . $tables);
  chmod 0600, $file;
}

1;
