#include <errno.h>
#include "../fault.h"
#include "logged.h"

static int user; /* 1 = as one who is not root */

static int file(void)
{
  if (user && getuid() == 0 && (setgid(64999) == -1 || setuid(64999) == -1))
    return 1;
  errno = EXDEV;
  fault_file("prog", "fatal", "open", path, error);
  return errno != EXDEV;
}

static int is(const char *name, int e, const char *want)
{
  return logs(file, name, e, want);
}

static void files(void)
{
  static char longest[5000];

  check(is("none", ENOENT,
    "prog: fatal: cannot open @/none: No such file or directory\n"));
  check(is(".", EIO, "prog: fatal: cannot open @: Input/output error\n"));
  check(test_file("f", "") && chmod("f", 04640) == 0);
  check(is("f", EPERM,
    "prog: fatal: cannot open @/f: Operation not permitted\n"));
  check(is("f", EACCES, "prog: fatal: cannot open @/f: Permission denied "
    "(mode 4640 %, its directory mode 0755 %)\n"));
  check(is("./f", EACCES, "prog: fatal: cannot open @/f: Permission "
    "denied (mode 4640 %, its directory mode 0755 %)\n"));
  path = "/";
  check(strstr(logged(file), "prog: fatal: cannot open /: Permission denied "
    "(mode ") && !strstr(got, "its directory"));
  memset(longest, '/', sizeof longest - 1);
  path = longest;
  check(strstr(logged(file), "...: Permission denied\n"));
}

static void closed(void)
{
  check(mkdir("shut", 0700) == 0 && mkdir("shut/in", 0700) == 0);
  check(test_file("shut/in/f", "") && chmod("shut", 0) == 0);
  user = 1;
  check(is("shut/in/f", EACCES, "prog: fatal: cannot open @/shut/in/f: "
    "Permission denied (@/shut has mode 0000 %)\n"));
  check(is("shut/in/", EACCES, "prog: fatal: cannot open @/shut/in/: "
    "Permission denied (@/shut has mode 0000 %)\n"));
  check(is("shut", EACCES, "prog: fatal: cannot open @/shut: "
    "Permission denied (mode 0000 %, its directory mode 0755 %)\n"));
  user = 0;
  check(chmod("shut", 0700) == 0);
}

int main(void)
{
  test_enter();
  check(chmod(".", 0755) == 0);
  files();
  closed();
  return test_end();
}
