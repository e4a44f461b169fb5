/* child - starts a process in the jail.
 *
 * Before the child reads a byte from a stranger, it reports through a pipe
 * whether it got into the jail.  The parent reads this report and nothing
 * else, so a child that a stranger has taken over cannot fake it: what it
 * writes then is behind that.  All of it must fit into a pipe, 4096 bytes. */
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

/* Makes a pipe and a child.  The child keeps only descriptors 0, 1 and the
 * writing end of the pipe.  It enters the jail, for ms milliseconds at most,
 * and calls inside, which must not return.  Waits until the child ends, and
 * returns what wait_pid says, or -1 with errno. */
int child_run(struct child *c, void (*inside)(int to), uint64_t ms);

#endif
