#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include "../haslandlock.h"
#include "../hasprctl.h"
#if defined HASLANDLOCK && defined HASPRCTL
#include <sys/syscall.h>
#endif
#include "../maildrop.h"
#include "test.h"

/* Each opens in a process of its own, as what it gives up is given up for
 * good; the parent gets what that returned and logged. */

static const char *dir;
static const char *how; /* "user": as one that is not root */
static size_t messages;

static int report = -1;

static struct maildir d;

/* 1 = the kernel can confine a process to its maildir. */
static int confined(void)
{
#if defined HASLANDLOCK && defined HASPRCTL
  return syscall(SYS_landlock_create_ruleset, 0, 0, 1) >= 2;
#else
  return 0;
#endif
}

static int open_it(void)
{
  struct rlimit r;
  const char *why;
  size_t n;

  if (dup2(report, 2) == -1) return 111;
  if (*how && getuid() == 0 && (setgid(65534) == -1 || setuid(65534) == -1))
    return 111;
  why = maildrop_open("prog", &d, dir);
  if (!why && confined() && open("..", O_RDONLY) != -1) return 3;
  if (!why && (getrlimit(RLIMIT_NPROC, &r) || r.rlim_max)) return 4;
  if (!why) return d.n == messages ? 42 : 1;
  n = strlen(why);
  return write(2, why, n) == (ssize_t)n ? 43 : 2;
}

static char got[2000];

static int opens(const char *where, const char *as)
{
  int two[2];
  ssize_t r;
  int code;

  if (pipe(two) == -1) exit(111);
  dir = where;
  how = as;
  report = two[1];
  code = test_child(open_it);
  close(two[1]);
  r = read(two[0], got, sizeof got - 1);
  close(two[0]);
  got[r > 0 ? r : 0] = 0;
  return code;
}

/* An @ in s stands for the working directory. */
static int is(const char *with)
{
  static char s[2000];
  const char *at = strchr(with, '@');
  int before = (int)strcspn(with, "@");

  snprintf(s, sizeof s, "%.*s%s%s", before, with, at ? test_dir : "",
    at ? at + 1 : "");
  if (strcmp(got, s)) printf("# %s\n", got);
  return !strcmp(got, s);
}

static int file(const char *path)
{
  int fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0644);

  return fd != -1 && close(fd) == 0;
}

static int maildir(const char *path)
{
  char s[64];
  static const char *const sub[] = { "", "/new", "/cur", "/tmp" };
  size_t i;

  for (i = 0; i < 4; ++i) {
    snprintf(s, sizeof s, "%s%s", path, sub[i]);
    if (mkdir(s, 0755) == -1) return 0;
  }
  return 1;
}

static void works(void)
{
  check(maildir("M") && opens("M", "") == 42 && is(""));
  check(file("M/new/1.a") && file("M/cur/2.b:2,") && file("M/.x"));
  check(file("M/tmp/3.c"));
  messages = 2;
  check(opens("M", "") == 42 && is(""));
  check(opens("./M/", "") == 42 && opens("M", "user") == 42);
  check(symlink("M", "link") == 0 && opens("link", "user") == 42);
}

static void refused(void)
{
  check(opens("none", "") == 43);
  check(is("prog: fatal: cannot change to @/none: No such file or directory\n"
    "[SYS/PERM] this user has no maildir"));
  check(file("file") && opens("file", "") == 43);
  check(is("prog: fatal: cannot change to @/file: Not a directory\n"
    "[SYS/PERM] this user has no maildir"));
  check(maildir("shut") && chmod("shut", 0) == 0);
  check(opens("shut", "user") == 43);
  check(is("prog: fatal: cannot change to @/shut: Permission denied "
    "(mode 0000 uid 0 gid 0, its directory mode 0755 uid 0 gid 0)\n"
    "[SYS/PERM] this user has no maildir"));
  check(chmod("shut", 0755) == 0 && chmod("shut/cur", 0) == 0);
  check(opens("shut", "user") == 43);
  check(is("prog: fatal: cannot scan @/shut/cur: Permission denied "
    "(mode 0000 uid 0 gid 0, its directory mode 0755 uid 0 gid 0)\n"
    "[SYS/PERM] unable to scan the maildir"));
  check(mkdir("M 2", 0755) == 0 && opens("M 2", "") == 43);
  check(is("prog: fatal: cannot find a maildir in @/M\\x202: "
    "No such file or directory\n[SYS/PERM] this user has no maildir"));
  messages = 0;
  check(mkdir("M 2/tmp", 0755) == 0 && opens("M 2", "") == 42 && is(""));
}

int main(void)
{
  test_enter();
  check(chmod(".", 0755) == 0);
  works();
  refused();
  return test_end();
}
