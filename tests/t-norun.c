#include <errno.h>
#include <string.h>
#include "../norun.h"
#include "test.h"

static char got[20000];

/* What f logs. */
static const char *logged(int (*f)(void))
{
  int two[2];
  int log = dup(2);
  ssize_t r;

  if (log == -1 || pipe(two) == -1 || dup2(two[1], 2) == -1) exit(111);
  r = test_child(f) ? -1 : 0;
  dup2(log, 2);
  close(log);
  close(two[1]);
  if (r == 0) r = read(two[0], got, sizeof got - 1);
  close(two[0]);
  got[r > 0 ? r : 0] = 0;
  return got;
}

static const char *path;
static int error;

static int run(void)
{
  errno = EXDEV;
  norun_log("prog", path, error);
  return errno != EXDEV;
}

/* In want, @ is the working directory and % this user. */
static int is(const char *name, int e, const char *want)
{
  static char line[20000];
  static char who[100];
  size_t n = 0;

  path = name;
  error = e;
  snprintf(who, sizeof who, "uid %ld gid %ld", (long)getuid(), (long)getgid());
  for (line[0] = 0; *want; ++want) {
    n = strlen(line);
    if (*want == '@') strcpy(line + n, test_dir);
    else if (*want == '%') strcpy(line + n, who);
    else { line[n] = *want; line[n + 1] = 0; }
  }
  if (!strcmp(logged(run), line)) return 1;
  printf("# got  %s# want %s", got, line);
  return 0;
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
