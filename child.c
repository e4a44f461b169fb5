#include <errno.h>
#include <unistd.h>
#include "auto_empty.h"
#include "child.h"
#include "fd.h"
#include "jail.h"
#include "noreturn.h"
#include "wait.h"

/* What the child says first: what jail_stranger did, and errno. */
struct report { int jail; int error; };

static NORETURN void live(void (*inside)(int to), int to, uint64_t ms)
{
  struct report r = { 0, 0 };

  fd_closeall(&to, 1);
  (void)close(2); /* whoever takes this process over has no log to forge */
  r.jail = jail_stranger(auto_empty, ms);
  if (r.jail == -1) r.error = errno;
  if (write(to, &r, sizeof r) == (ssize_t)sizeof r && r.jail != -1) inside(to);
  jail_exit(0);
}

static int failed(struct child *c, const char *what, const char *object)
{
  c->what = what;
  c->object = object;
  return -1;
}

/* What was written first comes first, and so few bytes come whole; or none, if
 * the child was killed before. */
static int heed(struct child *c)
{
  struct report r;
  ssize_t len;

  do len = read(c->from, &r, sizeof r); while (len == -1 && errno == EINTR);
  if (len == -1) {
    c->jailed = 1; /* nobody knows */
    return failed(c, "hear from the", "child");
  }
  if (len != (ssize_t)sizeof r) return 0;
  if (r.jail == -1) {
    errno = r.error;
    if (errno != JAIL_NO_ID) return failed(c, "enter the jail", auto_empty);
    return failed(c, "find, in this user namespace, the uid and gid", "65534");
  }
  c->jailed = 1;
  c->open = r.jail == JAIL_OPEN;
  return 0;
}

int child_run(struct child *c, void (*inside)(int to), uint64_t ms)
{
  int end[2];
  pid_t pid;
  int r;
  int e;

  c->jailed = c->open = 0;
  if (pipe(end) == -1) return failed(c, "make a", "pipe");
  c->from = end[0];
  pid = fork();
  e = errno;
  if (pid == 0) live(inside, end[1], ms);
  (void)close(end[1]); /* the child has it, if there is one */
  errno = e;
  if (pid == -1) return failed(c, "fork the", "child");
  r = wait_pid(pid); /* first: it would wake this process twice otherwise */
  if (r == -1) return failed(c, "wait for the", "child");
  if (heed(c) == -1) return -1;
  if (c->jailed || r >= WAIT_SIGNAL) return r;
  errno = EIO; /* it could not say that all is well */
  return failed(c, "hear from the", "child");
}
