#include <errno.h>
#include <signal.h>
#include <sys/socket.h>
#include "../filter.c"
#ifdef HASSECCOMP
#include "seccomp.h"
#endif
#include "test.h"

#ifdef HASSECCOMP

enum { NEWER = 444 }; /* landlock_create_ruleset, where calls count from 0 */

static int confined(int (*confine)(void))
{
  return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && confine() == 0;
}

/* ---- filter_reach: refused ---- */

#define ROW(name) { #name, SYS_##name }

static const struct row { const char *name; long call; } row[] = {
#ifdef SYS_socket
  ROW(socket), ROW(socketpair), ROW(connect), ROW(bind), ROW(listen),
  ROW(accept4), ROW(sendmsg),
#endif
#ifdef SYS_accept
  ROW(accept),
#endif
#ifdef SYS_io_uring_setup
  ROW(io_uring_setup),
#endif
  ROW(sendmmsg), ROW(execve), ROW(execveat), ROW(ptrace),
  ROW(process_vm_readv), ROW(process_vm_writev), ROW(unshare), ROW(setns),
#ifdef SYS_pidfd_getfd
  ROW(pidfd_getfd),
#endif
#ifdef SYS_chmod
  ROW(chmod),
#endif
  ROW(fchmod), ROW(fchmodat),
#ifdef SYS_chown
  ROW(chown), ROW(lchown),
#endif
  ROW(fchown), ROW(fchownat),
#ifdef SYS_chown32
  ROW(chown32), ROW(lchown32), ROW(fchown32),
#endif
#ifdef SYS_utime
  ROW(utime),
#endif
#ifdef SYS_utimes
  ROW(utimes), ROW(futimesat),
#endif
#ifdef SYS_utimensat
  ROW(utimensat),
#endif
#ifdef SYS_utimensat_time64
  ROW(utimensat_time64),
#endif
  ROW(setxattr), ROW(lsetxattr), ROW(fsetxattr), ROW(removexattr),
  ROW(lremovexattr), ROW(fremovexattr),
#ifdef SYS_truncate
  ROW(truncate),
#endif
#ifdef SYS_truncate64
  ROW(truncate64),
#endif
};
static size_t at;

static int is_refused(void)
{
  if (!confined(filter_reach)) return 1;
  errno = 0;
  return syscall(row[at].call, -1, -1, -1, -1, -1) == -1 && errno == EPERM
    ? 42 : 2;
}

static void refuses(void)
{
  int good;

  for (at = 0; at < sizeof row / sizeof *row; ++at) {
    good = test_child(is_refused) == 42;
    if (!good) printf("# %s\n", row[at].name);
    check(good);
  }
  check(at > 30);
}

/* What the kernel does with the steps, for a call whose arguments are 0. */
static uint32_t answer(uint32_t call, uint32_t machine)
{
  struct step step[STEPS];
  uint32_t a = 0;
  size_t i;
  int yes;

  write_reach(step);
  for (i = 0; i < STEPS; ++i) {
    if (step[i].code == RETURN) return step[i].k;
    if (step[i].code == LOAD) {
      a = step[i].k == AT_CALL ? call : step[i].k == AT_MACHINE ? machine : 0;
      continue;
    }
    yes = step[i].code == EQUAL ? a == step[i].k : a >= step[i].k;
    i += yes ? step[i].yes : step[i].no;
  }
  return KILL;
}

static int in_rows(uint32_t call)
{
  size_t i;

  for (i = 0; i < sizeof row / sizeof *row; ++i)
    if (row[i].call == (long)call) return 1;
#ifdef SYS_socketcall
  return call == SYS_socketcall;
#else
  return 0;
#endif
}

/* Each number, and not one more than these. */
static void numbers(void)
{
  uint32_t wanted;
  uint32_t first = 0;
  uint32_t from = UINT32_MAX;
  uint32_t call;
  size_t bad = 0;

#ifdef SYS_landlock_create_ruleset
  from = SYS_landlock_create_ruleset - NEWER + 452;
  first = from / 1000 * 1000; /* where a machine's numbers begin */
#endif
  for (call = first; call < first + 1000; ++call) {
    wanted = call >= from ? REFUSE | ENOSYS
      : in_rows(call) ? REFUSE | EPERM : ALLOW;
    bad += answer(call, MACHINE) != wanted;
    bad += answer(call, MACHINE ^ 1) != KILL;
  }
  check(!bad);
}

/* What no kernel of today has, or its older brothers lack. */
static int unknown(void)
{
#ifdef SYS_landlock_create_ruleset
  static const int last = SYS_landlock_create_ruleset - NEWER;
  long version = syscall(SYS_landlock_create_ruleset, 0, 0, 1);

  if (!confined(filter_reach)) return 1;
  if (syscall(last + 452, -1, "", 0, 0) != -1 || errno != ENOSYS) return 2;
  if (syscall(last + 463, -1, "", 0, 0) != -1 || errno != ENOSYS) return 3;
  if (syscall(SYS_landlock_create_ruleset, 0, 0, 1) != version) return 4;
#endif
  return 42;
}

/* ---- filter_reach: not refused ---- */

static int sends(void)
{
  static const char address[64];
  int two[2];
  char c = 0;

  if (socketpair(AF_UNIX, SOCK_STREAM, 0, two) == -1) return 111;
  if (!confined(filter_reach)) return 1;
  if (send(two[0], "s", 1, MSG_DONTWAIT | MSG_NOSIGNAL) != 1) return 2;
  if (read(two[1], &c, 1) != 1 || c != 's') return 3;
  if (sendto(two[0], "t", 1, 0, (const void *)address, 64) != -1) return 4;
  if (errno != EPERM) return 5;
  if (fcntl(two[1], F_SETFL, O_NONBLOCK) == -1) return 6;
  return read(two[1], &c, 1) == -1 && errno == EAGAIN ? 42 : 7;
}

/* An address has two halves. */
static int sends_halves(void)
{
#if defined SYS_sendto
  long high = 1L << (sizeof high * 8 - 2);

  if (!confined(filter_reach)) return 1;
  if (syscall(SYS_sendto, -1, "", 1, 0, 1L, 0) != -1 || errno != EPERM)
    return 2;
  if (syscall(SYS_sendto, -1, "", 1, 0, high, 0) != -1 || errno != EPERM)
    return 3;
  if (syscall(SYS_sendto, -1, "", 1, 0, 0L, 0) != -1 || errno != EBADF)
    return 4;
#endif
  return 42;
}

/* What i386 and s390x have for all sockets do, by number. */
static int socketcall(void)
{
#ifdef SYS_socketcall
  static const long args[6] = { -1, 0, 0, 0, 0, 0 };
  int n;

  if (!confined(filter_reach)) return 1;
  for (n = 1; n <= 20; ++n) {
    if (syscall(SYS_socketcall, n, args) != -1) return 100 + n;
    if (errno != (n == 9 ? EBADF : EPERM)) return 10 + n;
  }
#endif
  return 42;
}

static int works(void)
{
  char buf[16];
  struct stat st;
  int fd;

  if (!confined(filter_reach)) return 1;
  if (mkdir("d", 0700) == -1 || mkdir("e", 0700) == -1) return 2;
  fd = open("d/a", O_RDWR | O_CREAT | O_EXCL, 0600);
  if (fd == -1 || write(fd, "abc", 3) != 3 || fsync(fd) == -1) return 3;
  if (ftruncate(fd, 2) == -1 || fstat(fd, &st) == -1) return 4;
  if (st.st_size != 2 || close(fd) == -1) return 5;
  if (link("d/a", "e/a") == -1 || unlink("d/a") == -1) return 6;
  if (rename("e/a", "d/b") == -1 || rmdir("e") == -1) return 7;
  fd = open("d/b", O_RDONLY);
  if (fd == -1 || read(fd, buf, sizeof buf) != 2) return 8;
  return 42;
}

/* ---- another machine's numbers ---- */

#if defined __x86_64__ && !defined __ILP32__
static long as_i386(long call)
{
  long r;

  __asm__ volatile ("int $0x80" : "=a" (r) : "0" (call)
    : "memory", "r8", "r9", "r10", "r11");
  return r;
}
static int pid_32(void) { return as_i386(20) == getpid() ? 42 : 1; }
static int reach_32(void)
{
  return confined(filter_reach) ? (int)as_i386(20) & 1 : 2;
}
/* One of a number that is read in one and exit in the other would do much. */
static int strict_32(void)
{
  if (seccomp_allow() == -1 || !confined(filter_strict)) return 2;
  as_i386(1);
  return 3;
}
static void machines(void)
{
  if (test_child(pid_32) != 42) { skip("no i386 here"); return; }
  check(test_child(reach_32) == 256 + SIGSYS);
  check(test_child(strict_32) == 256 + SIGSYS);
}
#else
static void machines(void) { skip("no other machine's calls are known here"); }
#endif

/* ---- filter_strict ---- */

static int two[2];

static int strictly(void)
{
  char c = 0;

  if (pipe(two) == -1) return 111;
  if (!confined(filter_strict)) return 1;
  if (write(two[1], "x", 1) != 1 || read(two[0], &c, 1) != 1) c = 0;
  syscall(SYS_exit, c == 'x' ? 42 : 2);
  return 3;
}

static int strict_killed(void)
{
  if (!confined(filter_strict)) return 1;
  (void)getppid();
  syscall(SYS_exit, 2);
  return 3;
}

/* A handler that was there before may return, as in strict mode. */
static volatile sig_atomic_t came;
static void handle(int signal) { came = signal; }

static int strict_returns(void)
{
  pid_t pid;
  char c;
  int status;

  signal(SIGUSR1, handle);
  if (pipe(two) == -1) return 111;
  pid = fork();
  if (pid == 0) {
    if (!confined(filter_strict)) _exit(1);
    if (write(two[1], "j", 1) != 1) _exit(2);
    while (!came) ;
    syscall(SYS_exit, 42);
  }
  if (pid == -1 || read(two[0], &c, 1) != 1) return 110;
  if (kill(pid, SIGUSR1) == -1 || waitpid(pid, &status, 0) != pid) return 109;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

static void stricts(int killed_by)
{
  check(test_child(strictly) == 42);
  check(test_child(strict_killed) == 256 + killed_by);
  check(test_child(strict_returns) == 42);
}

int main(void)
{
  alarm(60);
  test_enter();
  if (MACHINE) numbers();
  if (prctl(PR_GET_SECCOMP) == -1) { skip("no seccomp"); return test_end(); }
  check(test_child(works) == 42);
  refuses();
  check(test_child(unknown) == 42);
  check(test_child(sends) == 42);
  check(test_child(sends_halves) == 42);
  check(test_child(socketcall) == 42);
  machines();
  stricts(prctl(PR_GET_SECCOMP) == 0 ? SIGKILL : SIGSYS);
  check(seccomp_allow() == 0);
  stricts(SIGSYS);
  return test_end();
}
#else
int main(void)
{
  check(filter_strict() == 0 && filter_reach() == 0);
  return test_end();
}
#endif
