/* launch - starts the program that checks a login. */
#ifndef LAUNCH_H
#define LAUNCH_H

#include <sys/types.h>
#include "credentials.h"

/* Like pathexec (pathexec.h).  If the checker is ours and dynamic (kind.h), it
 * first gets the memory that ld.so needs, by limit_lift (limit.h); it restores
 * the limits itself.  For other checkers the limits stay. */
int launch_checker(char *const *argv);

/* The same, as a child of this process.  The child has the descriptor up as
 * CREDENTIALS_FD, and under no other number.  Returns its pid; or -1 with
 * errno, and there is no child.  The memory of this process is not copied, and
 * its limits are as before.
 *
 * If up is CREDENTIALS_FD already, nothing needs to be moved, for which some
 * libcs take memory.  So what its caller keeps open is better at LAUNCH_ABOVE,
 * or above. */
enum { LAUNCH_ABOVE = CREDENTIALS_FD + 2 }; /* a pipe has two */
pid_t launch_start(char *const *argv, int up);

#endif
