/* launch - starts the program that checks a login. */
#ifndef LAUNCH_H
#define LAUNCH_H

#include <sys/types.h>

/* As pathexec (pathexec.h); but ours, if it is dynamic (kind.h), first gets
 * the memory that ld.so needs, by limit_lift (limit.h), and puts the limits
 * back by itself.  For all others nothing changes. */
int launch_checker(char *const *argv);

/* The same as a child of this process, which has up as CREDENTIALS_FD, and not
 * otherwise: its pid; or -1 with errno, and there is none.  Costs no copy of
 * this process's memory, whose limits are then as before. */
pid_t launch_start(char *const *argv, int up);

#endif
