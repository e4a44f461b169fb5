/* jail - confines a process that reads a stranger's bytes.
 *
 * All differences between kernels are in jail.c.  If a kernel lacks one of
 * these means, the others are still used. */
#ifndef JAIL_H
#define JAIL_H

#include <errno.h>
#include <stdint.h>
#include "noreturn.h"

/* For a process that reads a stranger's bytes before the login.  Afterwards it
 * can only read and write on descriptors that are open, and exit by jail_exit.
 * SIGKILL, which no process can block, ends it after ms milliseconds or after
 * two seconds of processor time.
 *
 * If the process is root, the directory root, which should be empty, becomes
 * its root directory; it has no groups, and a gid and uid that no other
 * process has.  If it is not root, it stays who and where it is.  In both cases
 * it can get no new descriptor, process or core file.  Then it enters the
 * strictest mode of the kernel: seccomp(2) strict mode; or, if a filter is in
 * force already, as in a container, a filter of the same calls; or pledge(2)
 * stdio.  Without timer_create(2), SIGALRM ends it.
 *
 * 0 = done.  JAIL_OPEN = this kernel refuses such a mode, but all else is done.
 * -1 with errno = the process must not read the stranger's bytes; if errno is
 * JAIL_NO_ID, this user namespace has neither the ids of its own nor 65534;
 * otherwise something is wrong with root or with the kernel. */
enum { JAIL_OPEN = 1 };
enum { JAIL_NO_ID = EINVAL };
int jail_stranger(const char *root, uint64_t ms);

/* Ends a process in the jail.  Flushes nothing. */
NORETURN void jail_exit(int code);

/* For a process that serves a user and runs as that user.  Afterwards it can
 * get no privileges through exec, and can make no processes and no core file.
 * 0, or -1 with errno. */
int jail_user(void);

/* Call it after jail_user, in a maildir.  Afterwards the process can open,
 * make, move and remove only files in the working directory and in its new,
 * cur and tmp.  That is done by landlock(7), if its version can move files
 * between directories, or by unveil(2).  The process also cannot do what
 * filter_reach refuses, such as connect or run a program.  0, or -1 with errno.
 * If the kernel lacks one of the two, the other is still used. */
int jail_maildir(void);

/* 1 = a process in this jail may change its limits; 0 = pledge(2) would kill
 * it. */
int jail_limits(void);

/* 1 = after jail_maildir, a process cannot reach other maildirs of the same
 * user. */
int jail_walls(void);

/* For a process that holds a secret.  Until exec, it makes no core file, and
 * only root may look into it, if the kernel has such a call. */
void jail_secret(void);

#endif
