#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/time.h>
#include "../wait.h"
#include "test.h"

static pid_t child(int code, int signal)
{
  static const struct rlimit none = { 0, 0 };
  pid_t pid = fork();

  if (pid) return pid;
  setrlimit(RLIMIT_CORE, &none);
  if (signal) kill(getpid(), signal);
  _exit(code);
}

static void ends(void)
{
  static const struct { int code; int signal; int is; } row[] = {
    { 0, 0, 0 }, { 1, 0, 1 }, { 2, 0, 2 }, { 100, 0, 100 }, { 111, 0, 111 },
    { 127, 0, 127 }, { 128, 0, 128 }, { 255, 0, 255 },
    { 0, SIGKILL, WAIT_SIGNAL + SIGKILL },
    { 0, SIGTERM, WAIT_SIGNAL + SIGTERM },
    { 0, SIGALRM, WAIT_SIGNAL + SIGALRM },
    { 0, SIGABRT, WAIT_SIGNAL + SIGABRT },
  };
  pid_t pid;
  size_t i;

  for (i = 0; i < sizeof row / sizeof *row; ++i) {
    pid = child(row[i].code, row[i].signal);
    check_row(i, wait_pid(pid) == row[i].is);
    errno = 0;
    check_row(i, wait_pid(pid) == -1 && errno == ECHILD);
  }
}

/* Each its own, in any order. */
static void several(void)
{
  pid_t a = child(10, 0);
  pid_t b = child(20, 0);
  pid_t c = child(0, SIGKILL);

  check(wait_pid(b) == 20);
  check(wait_pid(c) == WAIT_SIGNAL + SIGKILL);
  check(wait_pid(a) == 10);
  check(wait_pid(getpid()) == -1 && errno == ECHILD);
}

static int two[2];

static void let_go(int signal)
{
  (void)signal;
  close(two[1]);
}

/* A signal does not end the waiting; the child ends after it. */
static void interrupted(void)
{
  static const struct itimerval soon = { { 0, 0 }, { 0, 50000 } };
  struct sigaction sa;
  pid_t pid;
  char c;

  test_pipe(two);
  pid = fork();
  if (pid == 0) {
    close(two[1]);
    _exit(read(two[0], &c, 1) == 0 ? 7 : 1);
  }
  memset(&sa, 0, sizeof sa);
  sa.sa_handler = let_go;
  check(sigaction(SIGALRM, &sa, 0) == 0);
  check(setitimer(ITIMER_REAL, &soon, 0) == 0);
  check(wait_pid(pid) == 7);
  close(two[0]);
}

int main(void)
{
  ends();
  several();
  interrupted();
  return test_end();
}
