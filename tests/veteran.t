# Who comes from qmail: the recipe with old programs in /var/qmail/bin and an old
# /bin/checkpassword.  By the commands of UPGRADE, with either conf-home, each of
# the three new ones is started; without them, an old one is, and make check and
# pop3check say so.
use strict;
use warnings;
use lib 'tests';
use Chain qw(:DEFAULT serve);
use Test::More;
use Tree;

private();
own_root();
delete @ENV{grep { /^MAKE|^MFLAGS$/ } keys %ENV}; # a make of its own
delete $ENV{DESTDIR};

my @PROGRAMS = qw(/var/qmail/bin/qmail-popup /var/qmail/bin/qmail-pop3d /bin/checkpassword);
my $dir = user('alice', 64001, hash('word', 'y')) . '/MAILDIR.POP';
maildir({ 'new/1000.a.h' => "Subject: hello\n\n" }, $dir, 64001);
sub sh { system('sh', '-ec', @_) == 0 or die "cannot @_\n" }

# the commands of UPGRADE that follow these words
sub commands {
  my ($before) = @_;
  my ($block) = slurp('UPGRADE') =~ /$before\n\n((?: {4}.*\n)+)/ or die "no $before";
  return map { s/^ {4}//r } split /\n/, $block;
}

# Old programs: each says so and ends, and is never in the way of a new one.
sub old {
  my $at = scratch();
  sh('rm -rf /var/qmail; mkdir -p /var/qmail/bin /var/qmail/man');
  for my $program (@PROGRAMS) {
    unlink $program;
    # static, since a shell may need more memory than the recipe leaves
    spew("$at/old.c", "#include <unistd.h>\nint main(void)\n{\n  static char s[] ="
      . " \"-ERR this is the old $program\\n\";\n  char c;\n"
      . "  if (write(1, s, sizeof s - 1) == -1) return 1;\n"
      . "  while (read(0, &c, 1) > 0) ;\n  return 0;\n}\n");
    sh("cc -static -o $program $at/old.c");
  }
}

# what the recipe answers
sub session {
  my $pid = serve('/var/qmail/bin', '/bin/checkpassword');
  my $s = dial(110);
  print {$s} "USER alice\r\nPASS word\r\nRETR 1\r\nQUIT\r\n";
  shutdown $s, 1; # or an old one would wait for more
  my $said = do { local $/; <$s> };
  stop($pid);
  return $said;
}

# what pop3check says of old programs in the recipe
mkdir "/var/$_" for 'svc.d', 'svc.d/qmail-pop3d';
my ($run) = slurp('INSTALL') =~ m{qmail-pop3d/run:\n\n((?: {8}.*\n)+)} or die 'no recipe';
spew('/var/svc.d/qmail-pop3d/run', $run =~ s/^ {8}//mgr);
chmod 0755, '/var/svc.d/qmail-pop3d/run' or die "chmod: $!";
sub found_first {
  my ($home) = @_;
  my $r = run(argv => ["$home/bin/pop3check", 'alice', '/var/svc.d/qmail-pop3d'],
    env => { PATH => '/usr/sbin:/usr/bin:/sbin:/bin' });
  return join ' ', sort $r->{out} =~ /^pop3check: (\S+) is found first, and is another program/mg;
}

# what make check says of them, in that tree
sub checked {
  my ($tree) = @_;
  my ($said, $status) = make($tree, {}, 'check');
  my @old = $said =~ /^instcheck: (\S+) is an older program, and .*: see UPGRADE$/mg;
  is($status ? 1 : 0, @old ? 1 : 0, '  make check fails if there are any') or diag $said;
  return join ' ', sort @old;
}

my %way = ('/' => 'old ones must go from /var/qmail/bin:',
  '/var/qmail' => 'checkpassword must go from /bin:');
my %old = ('/' => '/var/qmail/bin/qmail-pop3d /var/qmail/bin/qmail-popup',
  '/var/qmail' => '/bin/checkpassword');
for my $home (sort keys %way) {
  old();
  my $tree = copy_built();
  conf($tree, 'conf-home', $home);
  sh($_) for commands('First keep the old\s+programs:');
  my ($said, $status) = make($tree, {}, 'setup');
  is($status, 0, "conf-home $home: make setup") or diag $said;
  is(checked($tree), $old{$home}, "[veteran-make-check]   make check names each old program");
  like(session(), qr/^-ERR this is the old /m, '  that alone leaves an old program in the chain');
  is(found_first($home =~ s{^/$}{}r), $old{$home}, "[veteran-check]   and pop3check names each");
  sh($_) for commands($way{$home});
  is(found_first($home =~ s{^/$}{}r), '', '  and then none');
  is(checked($tree), '', '  and make check names none');
  my $got = session();
  like($got, qr/\A\+OK pop3\.example\.org ready\r\n\+OK \r\n\+OK \r\n\+OK \r\nSubject: hello\r\n/,
    "[veteran] conf-home $home: all three are new") or diag $got;
  is(scalar(grep { slurp($_) =~ /this is the old/ } glob '/var/qmail/old/*'), 3,
    '  and the old ones are kept');
}

done_testing();
