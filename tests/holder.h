/* holder - for tests in C: processes that hold something in the file of
 * mydoor.h. */
#ifndef HOLDER_H
#define HOLDER_H

#include <signal.h>
#include "mydoor.h"

/* Another process that has opened the file and called f, whose answer goes to
 * *r, and then stays until it is ended. */
static pid_t holder(int (*f)(void), int *r)
{
  pid_t pid;
  int p[2];

  if (pipe(p) == -1) exit(111);
  pid = fork();
  if (pid == -1) exit(111);
  if (pid == 0) {
    open_again();
    *r = f();
    if (write(p[1], r, sizeof *r) != sizeof *r) _exit(111);
    for (;;) pause();
  }
  if (read(p[0], r, sizeof *r) != sizeof *r) exit(111);
  (void)close(p[0]);
  (void)close(p[1]);
  return pid;
}

static void end(pid_t pid)
{
  (void)kill(pid, SIGKILL);
  (void)waitpid(pid, 0, 0);
}

#endif
