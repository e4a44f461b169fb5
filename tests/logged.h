/* logged - for tests of what a function logs about a path and an errno. */
#ifndef LOGGED_H
#define LOGGED_H

#include <string.h>
#include "test.h"

static char got[20000];
static const char *path;
static int error;

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

/* 1 = f, with this path and error, logs what is wanted; in want, @ is the
 * working directory and % this user. */
static int logs(int (*f)(void), const char *name, int e, const char *want)
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
  if (!strcmp(logged(f), line)) return 1;
  printf("# got  %s# want %s", got, line);
  return 0;
}

#endif
