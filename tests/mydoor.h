/* mydoor - for tests in C: the file of doorfile.h as one in the test's own
 * directory, and processes that hold something in it. */
#ifndef MYDOOR_H
#define MYDOOR_H

#include <fcntl.h>
#include <signal.h>
#include "test.h"

#define auto_door my_door
#include "../doorfile.c"
#undef auto_door

const char my_door[] = "door";

static void new_door(void)
{
  int fd;

  (void)unlink(my_door);
  fd = open(my_door, O_WRONLY | O_CREAT | O_EXCL, 0600);
  if (fd == -1 || close(fd) == -1) exit(111);
}

/* As in a process that has just begun. */
static void open_again(void)
{
  (void)close(file);
  file = -1;
  if (doorfile_open() == -1) exit(111);
}

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
