#undef _FORTIFY_SOURCE /* it has a read of its own */
#include <errno.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include "../auto_empty.h"
#include "../child.h"
#include "../jail.h"
#include "../wait.h"
#include "test.h"

enum { NOBODY = 65534, MS = 60000 };

static int said(const struct child *c, const char *what, const char *object)
{
  return !strcmp(c->what, what) && !strcmp(c->object, object);
}

/* ---- it lives, and ends ---- */

static void speak(int to)
{
  jail_exit(write(to, "abc", 3) == 3 ? 42 : 1);
}

static void leave(int to) { (void)to; jail_exit(0x80 | EACCES); }
static void stay(int to) { (void)to; for (;;) ; }

/* What the child says of the jail is not for whoever reads c.from. */
static int speaks(void)
{
  struct child c;
  char buf[16];

  if (child_run(&c, speak, MS) != 42 || !c.jailed || c.open) return 1;
  if (read(c.from, buf, sizeof buf) != 3 || memcmp(buf, "abc", 3)) return 2;
  return read(c.from, buf, sizeof buf) == 0 ? 42 : 3;
}

/* Its end is no word on the jail. */
static int leaves(void)
{
  struct child c;

  return child_run(&c, leave, MS) == (0x80 | EACCES) && c.jailed ? 42 : 1;
}

static int stays(void)
{
  struct child c;

  return child_run(&c, stay, 100) >= WAIT_SIGNAL && c.jailed ? 42 : 1;
}

/* ---- it is not heard ---- */

static int deaf;

/* This is read(2) for all that is linked into this test. */
ssize_t read(int fd, void *s, size_t n)
{
  if (!deaf) return syscall(SYS_read, fd, s, n);
  errno = EIO;
  return -1;
}

/* The name by which clang calls it with newer headers, but for the #undef. */
ssize_t __read_chk(int fd, void *s, size_t n, size_t room);
ssize_t __read_chk(int fd, void *s, size_t n, size_t room)
{
  (void)room;
  return read(fd, s, n);
}

/* It may have spoken; and it has ended. */
static int unheard(void)
{
  struct child c;

  deaf = 1;
  if (child_run(&c, speak, MS) != -1 || errno != EIO || !c.jailed) return 1;
  if (!said(&c, "hear from the", "child")) return 2;
  return waitpid(-1, 0, WNOHANG) == -1 && errno == ECHILD ? 42 : 3;
}

/* ---- it cannot ---- */

static int limited(int resource, rlim_t most)
{
  struct rlimit r;

  r.rlim_cur = r.rlim_max = most;
  return setrlimit(resource, &r) == 0;
}

static int no_pipe(void)
{
  struct child c;

  if (!limited(RLIMIT_NOFILE, 3) || child_run(&c, speak, MS) != -1) return 1;
  return errno == EMFILE && said(&c, "make a", "pipe") && !c.jailed ? 42 : 2;
}

static int no_fork(void)
{
  struct child c;

  if (!limited(RLIMIT_NPROC, 0) || child_run(&c, speak, MS) != -1) return 1;
  return errno == EAGAIN && said(&c, "fork the", "child") && !c.jailed
    ? 42 : 2;
}

/* Root by its real id only cannot enter the jail. */
static int no_jail(void)
{
  struct child c;

  if (seteuid(NOBODY) == -1 || child_run(&c, speak, MS) != -1) return 1;
  if (!said(&c, "enter the jail", auto_empty) || c.jailed) return 2;
  return errno == EPERM || errno == ENOENT ? 42 : 3;
}

/* No root: it has no use for the empty folder, which may be missing here. */
static int as_other(int (*f)(void))
{
  if (getuid() == 0 && (setgid(NOBODY) == -1 || setuid(NOBODY) == -1))
    return 111;
  return f();
}

static int other_speaks(void) { return as_other(speaks); }
static int other_leaves(void) { return as_other(leaves); }
static int other_stays(void) { return as_other(stays); }
static int other_unheard(void) { return as_other(unheard); }
static int other_no_pipe(void) { return as_other(no_pipe); }
static int other_no_fork(void) { return as_other(no_fork); }

int main(void)
{
  alarm(60);
  check(test_child(other_speaks) == 42);
  check(test_child(other_leaves) == 42);
  check(test_child(other_stays) == 42);
  check(test_child(other_unheard) == 42);
  check(test_child(other_no_pipe) == 42);
  check(test_child(other_no_fork) == 42);
  if (getuid() == 0) check(test_child(no_jail) == 42);
  else skip("needs root");
  return test_end();
}
