#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include "fault.h"
#include "norun.h"
#include "str.h"
#include "strerr.h"

enum { LONGEST = 4096 };

/* Makes p dir/name, dir having n bytes: 1, or 0 = too long. */
static int join(char p[LONGEST], const char *dir, size_t n, const char *name)
{
  size_t len = strlen(name);

  if (n >= LONGEST || len >= LONGEST || n + len > LONGEST - 2) return 0;
  memcpy(p, dir, n);
  p[n] = '/';
  memcpy(p + n + 1, name, len + 1);
  return 1;
}

/* Makes p the first file of that name in $PATH: 1, or 0 = there is none. */
static int found(char p[LONGEST], const char *name)
{
  const char *dir = getenv("PATH");
  struct stat st;
  size_t n;

  for (; dir && *dir; dir += n + (dir[n] == ':')) {
    n = str_chr(dir, ':');
    if (join(p, dir, n, name) && stat(p, &st) == 0) return 1;
  }
  return 0;
}

void norun_log(const char *program, const char *name, int e)
{
  char p[LONGEST];
  int was = errno;

  if (strchr(name, '/')) fault_file(program, "fatal", "run", name, e);
  else if (found(p, name)) fault_file(program, "fatal", "run", p, e);
  else strerr_sys(program, "fatal", "run", name, e);
  errno = was;
}
