#!/usr/bin/perl
# The confinement, tried from within: qmail-pop3d and qmail-popup as they are,
# but for one module each, which does what an intruder would, when a client
# says so.  Then what /proc shows of the real ones.
use strict;
use warnings;
use lib 'tests';
use Chain;
use Filter;
use File::Basename 'dirname';
use File::Path 'make_path';
use IO::Select;
use IO::Socket::INET;
use IO::Socket::UNIX;
use POSIX ();
use Session;
use Socket;
use Test::More;
use Tree;

need_root();
plan skip_all => 'sanitizers make calls of their own'
  if slurp('conf-cc') =~ /-fsanitize=address/;
private();
$SIG{PIPE} = 'IGNORE';

# system call 444, landlock_create_ruleset, tells the version that the kernel has
my $landlock = slurp('haslandlock.h') =~ /define/ ? syscall(444, 0, 0, 1) : 0;
my $seccomp = slurp('hasseccomp.h') =~ /define/ && -e '/proc/sys/kernel/seccomp';
my ($empty) = slurp('conf-empty') =~ /\A(.*)\n/;
Chain::mount('-t', 'tmpfs', 'none', dirname($empty));
mkdir $empty, 0755 or die "$empty: $!";
Chain::new_door();
my ($door) = slurp('conf-door') =~ /\A(.*)\n/; # where who waits holds a place

# ---- qmail-pop3d ----

my $try = <<'END';
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>
#include <utime.h>
#include "message.h"

static int makes(const char *path)
{
  int fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
  return fd != -1 && write(fd, "x\n", 2) == 2 && close(fd) == 0;
}
static int reads(const char *path) { return open(path, O_RDONLY) != -1; }
static int forks(void)
{
  pid_t pid = fork();
  if (pid == 0) _exit(0);
  return pid != -1;
}
static int meets(int (*how)(int, const struct sockaddr *, socklen_t), int port)
{
  struct sockaddr_in sa;
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  memset(&sa, 0, sizeof sa);
  sa.sin_family = AF_INET;
  sa.sin_port = htons((unsigned short)port);
  sa.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return fd != -1 && how(fd, (struct sockaddr *)&sa, sizeof sa) == 0;
}
static int unix_connects(const char *path)
{
  struct sockaddr_un sa;
  int fd = socket(AF_UNIX, SOCK_STREAM, 0);
  memset(&sa, 0, sizeof sa);
  sa.sun_family = AF_UNIX;
  strcpy(sa.sun_path, path);
  return fd != -1 && connect(fd, (struct sockaddr *)&sa, sizeof sa) == 0;
}
static int udp(int port, int with_sendmsg)
{
  struct sockaddr_in sa;
  struct iovec iov = { (void *)"x", 1 };
  struct msghdr m;
  int fd = socket(AF_INET, SOCK_DGRAM, 0);
  memset(&m, 0, sizeof m);
  memset(&sa, 0, sizeof sa);
  sa.sin_family = AF_INET;
  sa.sin_port = htons((unsigned short)port);
  sa.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  m.msg_name = &sa;
  m.msg_namelen = sizeof sa;
  m.msg_iov = &iov;
  m.msg_iovlen = 1;
  if (with_sendmsg) return sendmsg(fd, &m, 0) == 1;
  return sendto(fd, "x", 1, 0, (struct sockaddr *)&sa, sizeof sa) == 1;
}
/* on a file of this user outside the maildir, whose name is enough for these */
static void change(const char *x, void (*tell)(const char *, int))
{
  struct timespec now[2] = { { 1, 0 }, { 1, 0 } };
  struct timeval then[2] = { { 1, 0 }, { 1, 0 } };
  struct utimbuf old = { 1, 1 };
  int fd = open("cur/1.a:2,", O_RDONLY);
  tell("chmod", chmod(x, 0644) == 0);
  tell("fchmodat", fchmodat(AT_FDCWD, x, 0644, 0) == 0);
  tell("fchmod", fchmod(fd, 0644) == 0);
  tell("chown", chown(x, (uid_t)-1, getgid()) == 0);
  tell("lchown", lchown(x, (uid_t)-1, getgid()) == 0);
  tell("fchown", fchown(fd, (uid_t)-1, getgid()) == 0);
  tell("fchownat", fchownat(AT_FDCWD, x, (uid_t)-1, getgid(), 0) == 0);
  tell("setxattr", setxattr(x, "user.a", "1", 1, 0) == 0);
  tell("lsetxattr", lsetxattr(x, "user.a", "1", 1, 0) == 0);
  tell("fsetxattr", fsetxattr(fd, "user.a", "1", 1, 0) == 0);
  tell("fremovexattr", fremovexattr(fd, "user.a") == 0);
  tell("removexattr", removexattr(x, "user.a") == 0);
  tell("utimensat", utimensat(AT_FDCWD, x, now, 0) == 0);
  tell("futimens", futimens(fd, now) == 0);
  tell("utimes", utimes(x, then) == 0);
  tell("utime", utime(x, &old) == 0);
  close(fd);
}
static substdio *told;
static void tell(substdio *out, const char *what, int can)
{
  substdio_puts(out, what);
  substdio_puts(out, can ? " can\r\n" : " cannot\r\n");
}
static void tell_it(const char *what, int can) { tell(told, what, can); }
int message_octets(int fd, uint64_t *octets) { (void)fd; *octets = 1; return 0; }
int message_put(substdio *out, int fd, uint64_t lines, uint64_t *octets)
{
  const char *home = getenv("HOME");
  int victim = atoi(getenv("VICTIM"));
  char key[512];
  char *sh[] = { (char *)"sh", (char *)"-c", (char *)"echo it ran", 0 };
  char bytes[2] = "x";
  struct iovec into = { bytes + 1, 1 };
  struct iovec from = { bytes, 1 };
  struct stat st;
  int two[2];
  (void)fd; (void)lines;
  *octets = 1;
  snprintf(key, sizeof key, "%s/.ssh/key", home);
  tell(out, "make tmp/x", makes("tmp/x"));
  tell(out, "read new/1.a", reads("new/1.a"));
  tell(out, "link", link("new/1.a", "cur/1.a:2,") == 0);
  tell(out, "unlink", unlink("new/1.a") == 0);
  tell(out, "rename", rename("tmp/x", "cur/2.b") == 0);
  tell(out, "rename to .", makes("tmp/y") && rename("tmp/y", "y") == 0);
  tell(out, "read .ssh", reads(key));
  tell(out, "read ..", reads(".."));
  tell(out, "read ../x", reads("../x"));
  tell(out, "read through a link", reads("cur/away"));
  tell(out, "read /etc/passwd", reads("/etc/passwd"));
  tell(out, "read /", reads("/"));
  tell(out, "read /proc", reads("/proc/self/status"));
  tell(out, "make ../y", makes("../y"));
  told = out;
  change("../x", tell_it);
  tell(out, "stat", stat("../x", &st) == 0);
  tell(out, "Unix socket", unix_connects("../s"));
  tell(out, "UDP", udp(atoi(getenv("PORT")), 0));
  tell(out, "UDP by sendmsg", udp(atoi(getenv("PORT")), 1));
  tell(out, "socketpair", socketpair(AF_UNIX, SOCK_STREAM, 0, two) == 0);
  tell(out, "unshare", syscall(SYS_unshare, 0) == 0);
  tell(out, "read into another", syscall(SYS_process_vm_readv, getpid(), &into, 1L,
    &from, 1L, 0L) == 1);
  tell(out, "truncate", truncate("../x", 6) == 0);
  tell(out, "unlink ../x", unlink("../x") == 0);
  tell(out, "link ../x", link("../x", "cur/3.c") == 0);
  tell(out, "rename to ..", rename("cur/2.b", "../z") == 0);
  tell(out, "mkdir", mkdir("cur/dir", 0700) == 0);
  tell(out, "symlink", symlink("/etc/passwd", "cur/link") == 0);
  tell(out, "fork", forks());
  tell(out, "root", setuid(0) == 0 || seteuid(0) == 0);
  tell(out, "chroot", chroot(".") == 0);
  tell(out, "connect", meets(connect, atoi(getenv("PORT"))));
  tell(out, "bind", meets(bind, 0));
  tell(out, "trace", ptrace(PTRACE_ATTACH, victim, 0, 0) == 0);
  tell(out, "kill", kill(victim, SIGTERM) == 0);
  substdio_flush(out);
  execv("/bin/sh", sh);
  syscall(SYS_execveat, AT_FDCWD, "/bin/sh", sh, (char **)0, 0);
  tell(out, "exec", 0);
  return 0;
}
END

{
  my $program = instead('qmail-pop3d', 'message', $try);
  my $home = scratch();
  my $dir = maildir({ 'new/1.a' => "x\n" }, "$home/Maildir");
  make_path("$home/.ssh");
  spew("$home/$_", 'secret') for '.ssh/key', 'x';
  symlink "$home/x", "$dir/cur/away" or die "symlink: $!";
  chown UID, UID, $home, "$home/.ssh", "$home/.ssh/key", "$home/x";
  my $listen = IO::Socket::INET->new(Listen => 1, LocalAddr => '127.0.0.1')
    or die "listen: $!";
  my $victim = start(argv => ['sleep', '1000'], uid => UID);
  wait_for { slurp("/proc/$victim/stat") =~ /\(sleep\)/ } 'sleep';
  my $unix = IO::Socket::UNIX->new(Local => "$home/s", Listen => 9) or die "listen: $!";
  chmod 0777, "$home/s" or die "chmod: $!";
  my $tries = sub {
    system('rm', '-rf', "$home/y", "$home/z", map { "$dir/$_" } qw(y tmp/x tmp/y cur/dir
      cur/link cur/3.c cur/2.b), 'cur/1.a:2,');
    maildir({ 'new/1.a' => "x\n" }, $dir);
    spew("$home/x", 'secret');
    chown UID, UID, "$home/x";
    my @inject = map { ('-e', "inject=$_") } @_;
    my $r = run(argv => [@_ ? (qw(strace -qq -o /dev/null), @inject) : (), $program, $dir],
      in => "RETR 1\r\nQUIT\r\n", uid => UID,
      env => { HOME => $home, VICTIM => $victim, PORT => $listen->sockport });
    return $r, $r->{out} =~ /^(.*?) (can|cannot)\r$/mg;
  };
  my @maildir = ('make tmp/x', 'read new/1.a', 'link', 'unlink', 'rename', 'rename to .');
  # what only Landlock refuses; only the filter; both of them; what is left
  my @files = (map({ "read $_" } qw(.ssh .. ../x /etc/passwd / /proc),
    'through a link'), 'make ../y', qw(mkdir symlink), 'unlink ../x');
  my @attributes = qw(setxattr lsetxattr fsetxattr fremovexattr removexattr);
  my @reach = (qw(chmod fchmod fchmodat chown lchown fchown fchownat), @attributes,
    qw(utimensat futimens utimes utime socketpair unshare), 'Unix socket', 'UDP',
    'UDP by sendmsg', 'read into another');
  my @never = qw(fork root chroot);

  my ($r, %can) = $tries->();
  is($can{$_}, 'can', "in the maildir: $_") for @maildir;
  is($can{$_}, 'cannot', "[session-confined] whatever the kernel: $_") for @never;
  is($can{stat}, 'can', 'what is left: stat');
  SKIP: {
    skip 'no Landlock here', @files + 6 if $landlock < 2;
    is($can{$_}, 'cannot', "[landlock] Landlock: $_") for @files, 'link ../x',
      'rename to ..', qw(trace exec truncate);
    unlike($r->{out}, qr/it ran/, 'nothing was run');
    is(slurp("$home/x"), 'secret', 'what is beside the maildir is as it was');
  }
  SKIP: {
    skip 'a Landlock without signals', 1 if $landlock < 6;
    is($can{kill}, 'cannot', '[landlock] Landlock: kill');
  }
  SKIP: {
    skip 'no seccomp here', @reach + 4 if !$seccomp;
    is($can{$_}, 'cannot', "[reach] the filter: $_") for @reach, qw(connect bind exec trace);
  }

  # the third prctl is the filter's
  ($r, %can) = $tries->('prctl:error=EINVAL:when=3+');
  my $attributes = $can{setxattr} eq 'can'; # this file system has them
  is($can{$_}, 'can', "without the filter: $_")
    for grep { my $name = $_; $attributes || !grep { $_ eq $name } @attributes } @reach;
  SKIP: {
    skip 'a Landlock without TCP', 2 if $landlock < 4;
    is($can{$_}, 'cannot', "[landlock] without the filter: $_") for qw(connect bind exec);
  }
  ($r, %can) = $tries->('444:error=ENOSYS');
  is($can{$_}, 'can', "without Landlock: $_") for @files;
  SKIP: {
    skip 'no seccomp here', @reach + 6 if !$seccomp;
    is($can{$_}, 'cannot', "[reach] without Landlock: $_") for @reach, @never,
      qw(connect bind exec trace truncate);
    unlike($r->{out}, qr/it ran/, '  and nothing was run');
  }
  # and all that is for no other reason impossible
  ($r, %can) = $tries->('444:error=ENOSYS', 'prctl:error=EINVAL:when=3+');
  is($can{$_}, 'can', "without both: $_") for qw(connect bind kill truncate);
  is($can{$_}, 'cannot', "without both: $_") for @never;
  like($r->{out}, qr/^it ran$/m, 'without both: exec');
  stop($victim);
}

# ---- qmail-popup's child ----

my $popup_try = <<'END';
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>
#include "dialogue.h"
#include "jail.h"
#include "plain.h"

/* Strict mode lets a handler that was there before return, and what its
 * frame says is blocked is blocked from then on. */
#ifdef __i386__
/* There that is the return of a handler without SA_SIGINFO only: behind its
 * number in the frame is what was saved, with the mask as one word. */
static void block(int signal, struct sigcontext saved)
{
  volatile unsigned long *mask = &saved.oldmask;
  (void)signal;
  *mask = ~0UL;
}
#define HANDLER sa.sa_handler = (void (*)(int))block
#else
static void block(int signal, siginfo_t *info, void *frame)
{
  (void)signal; (void)info;
  memset(&((ucontext_t *)frame)->uc_sigmask, 0xff, sizeof(sigset_t));
}
#define HANDLER sa.sa_sigaction = block; sa.sa_flags = SA_SIGINFO
#endif
__attribute__((constructor)) static void prepare(void)
{
  struct sigaction sa;
  memset(&sa, 0, sizeof sa);
  HANDLER;
  sigaction(SIGUSR1, &sa, 0);
}
static void said(int can)
{
  if (write(1, can ? "can\r\n" : "cannot\r\n", can ? 5 : 8) < 0) jail_exit(0);
  jail_exit(0);
}
int plain_parse(char *s, const char **name, char **secret)
{
  char *none[] = { 0 };
  struct rlimit limit = { 9, 9 };
  int p[2];
  char c;
  (void)name; (void)secret;
  if (!strcmp(s, "write")) said(1);
  if (!strcmp(s, "read")) said(read(0, &c, 1) == 1 && c == 'r');
  if (!strcmp(s, "log")) said(write(2, "forged\n", 7) == 7);
  if (!strcmp(s, "exit")) jail_exit(0);
  if (!strcmp(s, "long")) jail_exit(DIALOGUE_LONG);
  if (!strcmp(s, "spin") && write(1, "here", 4) == 4) for (;;) ;
  if (!strcmp(s, "wait") && write(1, "here", 4) == 4)
    for (;;) if (read(0, &c, 1) == 0) jail_exit(0);
  if (!strcmp(s, "says that the jail failed")) jail_exit(0x80 | 13);
  if (!strcmp(s, "says STLS")) jail_exit(DIALOGUE_STLS);
  if (!strcmp(s, "says what nobody knows")) jail_exit(0x70);
  if (!strcmp(s, "open")) said(open("/", O_RDONLY) != -1);
  if (!strcmp(s, "up")) said(open("../../etc/passwd", O_RDONLY) != -1);
  if (!strcmp(s, "socket")) said(socket(AF_INET, SOCK_STREAM, 0) != -1);
  if (!strcmp(s, "connect")) said(connect(0, 0, 0) == 0);
  if (!strcmp(s, "dup")) said(dup(0) != -1);
  if (!strcmp(s, "pipe")) said(pipe(p) == 0);
  if (!strcmp(s, "fork")) said(syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0) != -1);
  if (!strcmp(s, "exec")) said(execve("/bin/sh", none, none) == 0);
  if (!strcmp(s, "kill")) said(kill(1, 0) == 0);
  if (!strcmp(s, "trace")) said(ptrace(PTRACE_TRACEME, 0, 0, 0) == 0);
  if (!strcmp(s, "setuid")) said(setuid(0) == 0);
  if (!strcmp(s, "chroot")) said(chroot(".") == 0);
  if (!strcmp(s, "limit")) said(setrlimit(RLIMIT_NOFILE, &limit) == 0);
  if (!strcmp(s, "map")) said(mmap(0, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED);
  if (!strcmp(s, "group")) _exit(0);
  return PLAIN_SYNTAX;
}
END

{
  my $program = instead('qmail-popup', 'plain', $popup_try);
  # [what it does, what is said, what the log says]
  my $killed = qr/\Aqmail-popup: pid \d+ from unknown closed: the child was killed\n\z/;
  my $odd = qr/\A\S+ pid \d+ from unknown closed: the child said what it cannot know\n\z/;
  my $long = qr/\A\S+ pid \d+ from unknown user unknown refused: over 512 bytes\n\z/;
  my @rows = (
    ['says STLS', '', $odd], ['says what nobody knows', '', $odd],
    ['says that the jail failed', '', $odd],
    ['long', "-ERR [AUTH] authorization failed\r\n", $long],
    ['write', "can\r\n", qr/\A\z/], ['read', "can\r\n", qr/\A\z/], ['exit', '', qr/\A\z/],
    ['log', "cannot\r\n", qr/\A\z/],
    map { [$_, '', $killed] } qw(open up socket connect dup pipe fork exec kill trace
      setuid chroot limit map group),
  );
  SKIP: {
    skip 'no strict mode of seccomp here', 4 * @rows if !$seccomp;
    for my $how ([], [undef, filtered()], [UID], [UID, filtered()]) {
      my ($uid, @with) = @$how;
      my $who = join ', ', defined $uid ? 'not as root' : 'as root', @with ? 'filtered' : ();
      for (@rows) {
        my ($what, $reply, $log) = @$_;
        my $r = run(argv => [@with, $program, 'pop3.example.org', 'true'], uid => $uid,
          in => "AUTH PLAIN $what\r\nr", env => { POP3AUTH => '-apop' });
        is($r->{out}, "+OK pop3.example.org ready\r\n$reply",
          "[taken-over] the child, $who: $what");
        like($r->{err}, $log, "  and the log: $what");
      }
    }
  }

  # A child that blocks every signal: what ends it then.  [what it does, its
  # time, how many seconds it may take at most, the log]
  my $late = qr/\A\S+ pid \d+ from unknown closed: no login in time\n\z/;
  for my $row (['wait', 2, 20, $late], ['spin', 1, 20, $late], ['spin', 1000, 60, $killed]) {
    my ($what, $time, $most, $log) = @$row;
    for my $with ([], [filtered()]) {
      my $name = "$what, $time seconds" . (@$with ? ', filtered' : '');
      my $c = client(argv => [@$with, $program, 'pop3.example.org', 'true'],
        env => { POP3AUTH => '-apop', POP3LOGINTIME => $time });
      my $began = time;
      like(hear($c, qr/\n/), qr/^\+OK/, "$name: the greeting");
      is(ask($c, "AUTH PLAIN $what", qr/here/), 'here', '  and it does so');
      my ($child) = split ' ', slurp("/proc/$c->{pid}/task/$c->{pid}/children");
      kill 'USR1', $child;
      my $blocked = wait_for {
        my ($set) = (eval { slurp("/proc/$child/status") } || '') =~ /^SigBlk:\s+(\w+)/m;
        !defined $set ? 'ended' : hex(substr $set, -8) & 1 << POSIX::SIGALRM() - 1 ? $set : '';
      } 'a mask of all signals';
      isnt($blocked, 'ended', "$name: no signal that it can block ends it");
      is(hear($c, qr/\z./s), '', "$name: hung up without a word");
      cmp_ok(time - $began, '<', $most, "[kill-timer] $name: but it ends");
      like(finish($c)->{err}, $log, '  and the log');
    }
  }
}

# ---- a session as it is served ----

my $RIGHT = 'xyzzy plugh 17';
my $ID = 64997;
my $hash = hash($RIGHT, '6');
my $home = user('bob', $ID, $hash);
Chain::append('/etc/group', "friends:x:64996:bob\n");
maildir({ 'new/1.a' => "x\n" }, "$home/Maildir", $ID);

# under Docker's filter there is no strict mode
for my $row ([1], [2, filtered()]) {
  my ($mode, @with) = @$row;
  socketpair(my $s, my $far, AF_UNIX, SOCK_STREAM, PF_UNSPEC) or die "pair: $!";
  my $popup = fork // die "fork: $!";
  if (!$popup) {
    open STDERR, '>', '/dev/null';
    POSIX::dup2(fileno $far, $_) for 0, 1;
    POSIX::dup2(2, $_) for 3 .. 20;
    $) = '0 5 6';
    Chain::become(argv => [@with, './qmail-popup', 'pop3.example.org', './checkpassword',
      programs() . '/qmail-pop3d', 'Maildir']);
  }
  close $far;
  my $line = sub {
    my $bytes = '';
    my $select = IO::Select->new($s);
    while ($bytes !~ /\n/ && $select->can_read(HANGS)) {
      sysread $s, $bytes, 1, length $bytes or last;
    }
    return $bytes;
  };
  my $children = sub { split ' ', slurp("/proc/$_[0]/task/$_[0]/children") };
  my $status = sub { +{ slurp("/proc/$_[0]/status") =~ /^(\w+):[ \t]*(.*?)[ \t]*$/mg } };
  my $none = sub {
    my ($pid, @limits) = @_;
    my $limits = slurp("/proc/$pid/limits");
    return grep { $limits !~ /^Max $_ +0 +0 /m } @limits;
  };
  my $fds = sub {
    my ($pid) = @_;
    opendir my $d, "/proc/$pid/fd" or die "fd: $!";
    return join ' ', sort { $a <=> $b }
      grep { /\d/ && (readlink "/proc/$pid/fd/$_") ne $door } readdir $d;
  };

  like($line->(), qr/^\+OK /, 'a greeting');
  syswrite $s, "USER bob\r\n";
  is($line->(), $OK, 'USER');
  my ($child) = $children->($popup);
  my $its = $status->($child);
  SKIP: {
    skip 'no strict mode of seccomp here', 1 if !$seccomp;
    is($its->{Seccomp}, $mode, '[seccomp-strict] who asks for the password: seccomp is strict');
    is($its->{Seccomp_filters} // $mode, $mode == 1 ? 0 : 2, '  or a filter of our own')
      if $mode == 2;
  }
  is($its->{$_} =~ s/0//gr, '', "no capabilities: $_") for qw(CapPrm CapEff);
  is(join(' ', $none->($child, 'open files', 'processes', 'core file size')), '',
    'no open files, processes, cores');
  isnt((split ' ', $its->{Uid})[0], 0, 'not root');
  is((stat "/proc/$child/mem")[4], 0, 'its memory is nobody\'s to read');
  is(readlink "/proc/$child/root", $empty, 'its root is the empty folder');

  syswrite $s, "PASS $RIGHT\r\nNOOP\r\n";
  is($line->(), $OK, 'PASS');
  is($line->(), $OK, 'NOOP');
  my ($pop3d) = $children->($popup);
  $its = $status->($pop3d);
  is($its->{Name}, 'qmail-pop3d', 'who serves the mail');
  is($its->{$_}, join("\t", ($ID) x 4), "$_: real, effective, saved, of files")
    for qw(Uid Gid);
  is(join(' ', sort split ' ', $its->{Groups}), "64996 $ID", 'groups');
  is($its->{NoNewPrivs}, 1, 'no new privileges');
  is($its->{Seccomp}, 2, 'a filter') if $seccomp;
  is($its->{$_} =~ s/0//gr, '', "no capabilities: $_") for qw(CapPrm CapEff);
  is(join(' ', $none->($pop3d, 'processes', 'core file size')), '',
    'no processes, cores');
  is((stat "/proc/$pop3d/mem")[4], 0, 'its memory is root\'s to read only');
  is($fds->($pop3d), '0 1 2', 'descriptors');
  wait_for { $status->($popup)->{State} =~ /^S/ } 'qmail-popup has nothing to do but wait';
  is($fds->($popup), '0 1 2', '[parent-waits] and of who waits for it');
  is(readlink "/proc/$pop3d/cwd", "$home/Maildir", 'it is in the maildir');
  is_deeply([$children->($pop3d)], [], 'and has no children');
  unlike(slurp("/proc/$_/environ") . slurp("/proc/$_/cmdline"), qr/\Q$RIGHT\E/,
    'no password in its environment or arguments') for $popup, $pop3d;
  for my $pid ($popup, $pop3d) {
    my $memory = memory($pid);
    cmp_ok(length $memory, '>', 50_000, 'the memory of ' . $status->($pid)->{Name});
    is(index($memory, $RIGHT), -1, '  [no-password-kept] has no password');
    is(index($memory, substr $hash, -40), -1, '  and no hash');
  }
  syswrite $s, "QUIT\r\n";
  is($line->(), $OK, 'QUIT');
  waitpid $popup, 0;
  is($?, 0, 'all of it ends');
}

done_testing();
