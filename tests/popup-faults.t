#!/usr/bin/perl
# qmail-popup where its own system calls fail: a client is owed one reply, and
# gets no other; nothing waits for what is not its own; and what of the jail
# cannot be had is said.
use strict;
use warnings;
use lib 'tests';
use Chain;
use File::Basename 'dirname';
use Session;
use Socket;
use Test::More;

private();
my $HOST = 'pop3.example.org';
my $TEMP = "-ERR [SYS/TEMP] service unavailable, please wait\r\n";
my $REFUSED = "-ERR [AUTH] authorization failed\r\n";
my ($empty) = slurp('conf-empty') =~ /\A(.*)\n/;
Chain::mount('-t', 'tmpfs', 'none', dirname($empty));
mkdir $empty, 0755 or die "$empty: $!";
Chain::new_door();
# libc's calls for a child that is a copy, and for one that runs a program
my $musl = slurp('static.tools') =~ /\Amusl/;
my ($fork, $spawn) = $musl ? qw(fork clone) : qw(clone clone3);

sub popup {
  my ($inject, %o) = @_;
  return client(argv => [strace('/dev/null', inject => $inject, follow => 1),
    @{ $o{with} || [] }, './qmail-popup', $HOST, 'false'],
    env => { POP3AUTH => '-apop' });
}

# ---- one reply ----

for my $row (
  ['no pipe', 'pipe,pipe2:error=EMFILE:when=1', 'make a pipe'],
  ['no fork', "$fork:error=EAGAIN:when=1", 'fork the child'],
) {
  my ($what, $inject, $log) = @$row;
  my $c = popup($inject);
  is(hear($c, qr/\z./s), $TEMP, "$what at the start: the client is told");
  my $r = finish($c);
  is($r->{code}, 111, '  exit code');
  like($r->{err}, qr/^qmail-popup: .*fatal: cannot $log: /, '  the log');
}
for my $row (
  ['no pipe', 'pipe,pipe2:error=EMFILE:when=2', 'make a pipe'],
  ['no fork', "$fork:error=EAGAIN:when=2", 'fork the child'],
) {
  my ($what, $inject, $log) = @$row;
  my $c = popup($inject);
  like(hear($c, qr/\n/), qr/\A\+OK /, 'a greeting');
  ask($c, 'USER a');
  is(ask($c, 'PASS b', qr/\z./s), $REFUSED,
    "[one-reply] $what after a refusal: the connection ends without a second one");
  my $r = finish($c);
  is($r->{code}, 111, '  exit code');
  like($r->{err}, qr/^qmail-popup: .*fatal: cannot $log: /m, '  the log');
}
{
  my $c = popup("$spawn:error=EAGAIN:when=1");
  hear($c, qr/\n/);
  ask($c, 'USER a');
  is(ask($c, 'PASS b', qr/\z./s), $TEMP, 'no fork for the program: the client is told');
  finish($c);
}

# ---- a child that it inherited ----

{
  # the shell has made one by glibc's
  my $c = popup("$fork:error=EAGAIN:when=" . ($musl ? 2 : 3),
    with => ['sh', '-c', 'sleep 1000 <&- >&- 2>&- & echo $! >&2; exec "$@"', 'sh']);
  hear($c, qr/\n/);
  syswrite $c->{s}, "STAT\r\n" x 10;
  ok(eval { wait_for { slurp($c->{log}) =~ /closed: too many/ } 'the end' },
    '[linger-no-fork] no fork for the last child: it waits for no other');
  my ($sleep) = slurp($c->{log}) =~ /^(\d+)$/m;
  kill 'KILL', $sleep if $sleep;
  is(finish($c)->{code}, 0, '  exit code');
}

# ---- the jail ----

SKIP: {
  skip 'no seccomp here', 3 if slurp('hasseccomp.h') !~ /define/;
  # the first two are not for system calls
  my $c = popup('prctl:error=EINVAL:when=3+');
  like(hear($c, qr/\n/), qr/\A\+OK /, 'a kernel without seccomp: a greeting');
  ask($c, 'USER a');
  is(ask($c, 'PASS b'), $REFUSED, '  and a login');
  is(() = finish($c)->{err} =~ /^qmail-popup: .*warning: the kernel filters no system calls /mg, 1,
    '[jail-open-said] the log says it once');
}

done_testing();
