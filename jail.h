/* jail - what a process that reads foreign bytes can still do.
 *
 * All that differs from kernel to kernel is in jail.c; where a kernel has no
 * such mode, the rest holds. */
#ifndef JAIL_H
#define JAIL_H

#include <errno.h>
#include <stdint.h>
#include "noreturn.h"

/* For the process that reads a stranger's bytes.  Afterwards it can read,
 * write and exit by jail_exit, on descriptors that are open, and no more; and
 * it ends by SIGKILL, which nobody can block, after ms milliseconds, or two
 * seconds of work.
 *
 * As root: the directory root, which should be empty, becomes its root
 * directory; its groups are none, its gid and uid one that nobody else has.
 * Not as root: it stays who and where it is.  Both: no new descriptor, no
 * process, no core; then the strictest mode of the kernel: seccomp(2) strict
 * mode, or where a filter is in force already, as in a container, a filter of
 * the same calls; or pledge(2) stdio.  Without timer_create(2) it ends by
 * SIGALRM.
 *
 * 0; JAIL_OPEN if the kernel that it was built for has such a mode and this
 * one refuses it: all else holds; or -1 with errno: the process must not read
 * the stranger's bytes.  If that is JAIL_NO_ID, this user namespace has neither
 * the ids of its own nor 65534; else something is wrong with root, or with the
 * kernel. */
enum { JAIL_OPEN = 1 };
enum { JAIL_NO_ID = EINVAL };
int jail_stranger(const char *root, uint64_t ms);

/* Ends a process in the jail, with nothing flushed. */
NORETURN void jail_exit(int code);

/* For the process that serves a user as that user: no privileges through
 * exec, no processes, no core.  0, or -1 with errno. */
int jail_user(void);

/* After jail_user, in a maildir.  Of all files only those in the working
 * directory and in its new, cur and tmp can be opened, made, moved and
 * removed: by landlock(7), from the version on that lets files be moved from
 * one directory to another, or by unveil(2).  And nothing can be done of what
 * filter_reach refuses: no connection be made, no program run.  0, or -1 with
 * errno; where the kernel lacks one of the two, the other holds. */
int jail_maildir(void);

/* 1 = who is in there may set his limits; 0 = a pledge kills who does. */
int jail_limits(void);

/* 1 = jail_maildir will keep one maildir from another of the same user. */
int jail_walls(void);

/* No core, and nobody but root may look into this process; until exec.  For
 * one that holds a secret.  Best effort: the kernel may have no such call. */
void jail_secret(void);

#endif
