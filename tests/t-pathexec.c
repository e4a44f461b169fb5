#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include "../pathexec.h"
#include "test.h"

static int is(const char *variable, const char *value)
{
  const char *s = getenv(variable);

  return s && value ? !strcmp(s, value) : s == value;
}

static void env(void)
{
  char value[] = "one";

  check(pathexec_setenv("TESTVAR", value) == 0);
  value[0] = 'O';
  check(is("TESTVAR", "one")); /* a copy */
  check(pathexec_setenv("TESTVAR", "two = 2") == 0 && is("TESTVAR", "two = 2"));
  check(pathexec_setenv("TESTVAR", "") == 0 && is("TESTVAR", ""));
  check(pathexec_setenv("TESTVAR", 0) == 0 && is("TESTVAR", 0));
  check(pathexec_setenv("TESTVAR", 0) == 0 && is("TESTVAR", 0));
  errno = 0;
  check(pathexec_setenv("", "x") == -1 && errno == EINVAL);
  check(pathexec_setenv("A=B", "x") == -1 && is("A", 0));
  check(pathexec_setenv("", 0) == -1);
}

/* ---- exec ---- */

static const char *path;
static const char *argument[4];

/* How a failed exec is told to the parent. */
static int failed(int r)
{
  if (r != -1) return 90;
  return errno == ENOENT ? 91 : errno == EACCES ? 92 : 93;
}

static int run(void)
{
  char word[4][64];
  char *argv[5] = { 0, 0, 0, 0, 0 };
  size_t i;

  for (i = 0; i < 4 && argument[i]; ++i) {
    snprintf(word[i], sizeof word[i], "%s", argument[i]);
    argv[i] = word[i];
  }
  if (pathexec_setenv("PATH", path) || pathexec_setenv("TESTVAR", "here"))
    return 111;
  return failed(pathexec(argv));
}

static int spoilt(void)
{
  signal(SIGPIPE, SIG_IGN);
  signal(SIGALRM, SIG_IGN);
  signal(SIGCHLD, SIG_IGN);
  alarm(1000);
  return run();
}

static int exec(int (*f)(void), const char *a, const char *b, const char *c)
{
  argument[0] = a;
  argument[1] = b;
  argument[2] = c;
  return test_child(f);
}

static void script(const char *name, const char *text, mode_t mode)
{
  int fd = open(name, O_WRONLY | O_CREAT | O_EXCL, 0700);
  size_t n = strlen(text);

  check(fd != -1 && write(fd, text, n) == (ssize_t)n && !fchmod(fd, mode));
  close(fd);
}

static void finds(void)
{
  check(mkdir("a", 0755) == 0 && mkdir("b", 0755) == 0);
  script("a/one", "#!/bin/sh\nexit 51\n", 0755);
  script("b/one", "#!/bin/sh\nexit 52\n", 0755);
  script("b/two", "#!/bin/sh\nexit 53\n", 0755);
  script("b/not", "#!/bin/sh\nexit 54\n", 0644);
  path = "a:b";
  check(exec(run, "one", 0, 0) == 51);
  check(exec(run, "two", 0, 0) == 53);
  path = "b:a";
  check(exec(run, "one", 0, 0) == 52);
  check(exec(run, "a/one", 0, 0) == 51);
  check(exec(run, "./a/one", 0, 0) == 51);
  check(exec(run, "three", 0, 0) == 91);
  check(exec(run, "./one", 0, 0) == 91);
  check(exec(run, "not", 0, 0) == 92);
  check(exec(run, "", 0, 0) == 91);
  path = "/nowhere";
  check(exec(run, "one", 0, 0) == 91);
}

static void passes(void)
{
  path = "/bin:/usr/bin";
  check(exec(run, "sh", "-c", "exit 7") == 7);
  check(exec(run, "sh", "-c", "test $TESTVAR = here || exit 8") == 0);
  check(exec(run, "sh", "-c", "test $# = 0 || exit 9") == 0);
}

/* An ignored signal would stay ignored in the next program. */
static void signals(void)
{
  check(exec(spoilt, "sh", "-c", "kill -PIPE $$; exit 7") == 256 + SIGPIPE);
  check(exec(spoilt, "sh", "-c", "kill -ALRM $$; exit 7") == 256 + SIGALRM);
  check(exec(spoilt, "sh", "-c", "exit 7") == 7);
}

/* Where no program comes after it, this shows what it would have found. */
static int no_alarm(void)
{
  alarm(1000);
  return spoilt() == 91 && alarm(0) == 0 ? 42 : 1;
}

int main(void)
{
  test_enter();
  env();
  finds();
  passes();
  signals();
  path = "/nowhere";
  check(exec(no_alarm, "none", 0, 0) == 42);
  return test_end();
}
