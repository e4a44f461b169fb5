#include <errno.h>
#include "../norun.h"
#include "logged.h"

static int run(void)
{
  errno = EXDEV;
  norun_log("prog", path, error);
  return errno != EXDEV;
}

static int is(const char *name, int e, const char *want)
{
  return logs(run, name, e, want);
}

static void programs(void)
{
  char list[200];

  check(test_file("f", "") && chmod("f", 04640) == 0);
  snprintf(list, sizeof list, "/nothing:%s/shut:%s:/etc", test_dir, test_dir);
  setenv("PATH", list, 1);
  check(is("f", EACCES, "prog: fatal: cannot run @/f: Permission denied "
    "(mode 4640 %, its directory mode 0755 %)\n"));
  check(is("./f", ENOEXEC,
    "prog: fatal: cannot run @/f: Exec format error\n"));
  check(is("passwd\n", ENOENT,
    "prog: fatal: cannot run passwd\\x0a: No such file or directory\n"));
  setenv("PATH", "", 1);
  check(is("f", ENOENT,
    "prog: fatal: cannot run f: No such file or directory\n"));
  unsetenv("PATH");
  check(is("f", ENOENT,
    "prog: fatal: cannot run f: No such file or directory\n"));
}

int main(void)
{
  test_enter();
  check(chmod(".", 0755) == 0);
  programs();
  return test_end();
}
