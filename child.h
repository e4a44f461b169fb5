/* child - a process in the jail, as its parent sees it.
 *
 * The child says how it got into the jail through a pipe, before it reads a
 * byte of a stranger's, and its parent reads that much and no more: nothing
 * that a stranger makes of the child can be taken for it. */
#ifndef CHILD_H
#define CHILD_H

#include <stdint.h>

#define CHILD_OPEN_WARNING \
  "the kernel filters no system calls here: the jail is the empty folder, " \
  "the uid and the limits"

struct child {
  int from;     /* where what it writes can be read */
  int jailed;   /* 1 = it was in the jail, and may have spoken to the client */
  int open;     /* 1 = JAIL_OPEN, which the log should say once */
  const char *what;     /* after -1: what could not be done, to which object */
  const char *object;
};

/* Makes a pipe and a child that keeps of all descriptors 0, 1 and the one to
 * write into that pipe, and enters the jail for ms milliseconds at most; in
 * it runs inside, which must not return.  Waits for its end: what wait_pid
 * says of that, or -1 with errno.  A child that could not be heard is killed
 * first. */
int child_run(struct child *c, void (*inside)(int to), uint64_t ms);

#endif
