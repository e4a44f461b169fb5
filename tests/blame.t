# What the log blames when a checker cannot read what it needs: that file, with
# its whole path and the system's words; and memory only where memory was short.
use strict;
use warnings;
use lib 'tests';
use Chain;
use Checker;
use Session;
use Test::More;

private();
plan skip_all => 'no strace' if !grep { -x "$_/strace" } split /:/, $ENV{PATH};

my $PASSWORD = 'open sesame';
my $HASH = hash($PASSWORD, 6);
my $MEMORY = qr/memory/;
my @limited = ('prlimit', '--as=' . (1 << 30)); # there is a limit to tell of
my %words = (EIO => 'Input/output error', EMFILE => 'Too many open files',
  EACCES => 'Permission denied', ENOMEM => 'Cannot allocate memory');

sub login {
  my ($under, @words) = @_;
  return login_of('alice', $under, @words);
}
sub login_of {
  my ($login, $under, @words) = @_;
  return run(fd3 => "$login\0$PASSWORD\0<x>\0", argv => [@limited, @$under, @words, 'true']);
}

# a check that cannot be made, and not for want of memory
sub blames_no_memory {
  my ($login, $about, @words) = @_;
  my $r = login_of($login, [], @words);
  is($r->{code}, 111, "$words[0]: $login");
  like($r->{err}, qr/ fatal: cannot $about $login: /, '  in the log');
  unlike($r->{err}, $MEMORY, '[memory-not-blamed]   which does not blame memory');
}

# as for the system's accounts, so for those of mail
sub blames {
  my ($file, $calls, @words) = @_;
  my $name = $words[0] =~ s/-nss\z//r; # in the log
  is(login([], @words)->{code}, 0, "$words[0]: as it should be");
  for my $call (@$calls) {
    for my $error (qw(EIO EMFILE EACCES ENOMEM)) {
      my $trace = trace_file();
      my $r = login([strace($trace, path => $file, inject => "$call:error=$error:when=1+")],
        @words);
      ok(slurp($trace) =~ /INJECTED/, "$words[0]: $call of $file fails: $error");
      is($r->{code}, 111, '  and that is what it comes to');
      my ($line) = $r->{err} =~ /(^$name: pid \d+ from unknown user alice fatal: .*)/m;
      $line //= '';
      my $about = qr/cannot read \Q$file\E: $words{$error}/;
      like($line, $error eq 'EACCES'
        ? qr/ $about \(.*mode \d{4} uid 0 gid \d+\)$/
        : qr/ $about$/, '[fault-names-file] and the log names the file') or diag($r->{err});
      unlike($r->{err}, $MEMORY, '[memory-not-blamed] and not memory') if $error ne 'ENOMEM';
    }
  }
}

checker('checkpassword');
user('alice', 61000, $HASH);
for my $file (qw(/etc/passwd /etc/shadow /etc/group)) {
  blames($file, ['?open,openat', 'read'], $_) for qw(checkpassword checkpassword-nss);
}

user('bob', 61001, '$nosuch$kind$of');
blames_no_memory('bob', 'hash the password of', 'checkpassword');
user('carol', 61002, $HASH);
spew('/etc/shadow', slurp('/etc/shadow') =~ s/^carol:.*\n//mr);
blames_no_memory('carol', 'find the line in shadow of', 'checkpassword');

# no strace: a file whose disk gives nothing back is one that is not mapped
for my $file (qw(/etc/shadow /etc/passwd)) {
  system('mount', '--bind', "/proc/$$/mem", $file) == 0 or die 'mount';
  my $r = login([], 'checkpassword');
  system('umount', $file) == 0 or die 'umount';
  is($r->{code}, 111, "$file gives back an error");
  like($r->{err}, qr{^checkpassword: .* fatal: cannot read \Q$file\E: Input/output error$}m,
    '  in the log');
  unlike($r->{err}, $MEMORY, '[memory-not-blamed]   which does not blame memory');
}

checker('checkmail');
account('alice', $HASH);
my @mail = command();
account('bob', '$nosuch$kind$of', undef, odd => 1);
blames_no_memory('bob', 'hash the password of', command('bob'));
blames($mail[1], ['openat', 'fstat,newfstatat', 'pread64'], @mail);

done_testing();
