/* limit - resource limits of this process, setrlimit(2). */
#ifndef LIMIT_H
#define LIMIT_H

#include <stdint.h>

/* For a process that becomes a dynamic program: what ld.so maps can be more
 * than a run script leaves.  Lifts the soft limits on memory to the hard ones
 * and says in $POP3SOFTLIMIT what they were; where there is nothing to lift,
 * removes that variable.  limit_lower puts them back in the program that is
 * started, or in a later one, and removes the variable; without it nothing
 * happens.  A soft limit that is not the hard one any more stays as it is.
 * 0, or -1 with errno, EINVAL for a variable that limit_lift did not make. */
int limit_lift(void);
int limit_lower(void);

/* For work that needs more than a run script may have left, and that holds
 * secrets: lifts the soft limits on memory and descriptors to the hard ones,
 * so that a password hash that needs 16 MB can run under softlimit
 * -m 3000000, and makes no core file.  limit_restore puts back what was
 * found, or what had been there before limit_lift, as limit_lower does; call
 * it before exec.  0, or -1 with errno. */
int limit_raise(void);
int limit_restore(void);

/* Ends, for this process and all it starts, the making of core files; of
 * processes.  Soft and hard, so that nobody can lift it again.
 * 0, or -1 with errno. */
int limit_nocore(void);
int limit_nofork(void);

/* SIGKILL after so many seconds of processor time, and nobody can lift it. */
int limit_cpu(unsigned int seconds);

/* SIGKILL after ms milliseconds, whatever signals this process blocks; not for
 * its children.  Where there is no
 * timer_create(2) it is SIGALRM, after a second more. */
int limit_time(uint64_t ms);

/* Ends the opening of descriptors; those that are open go on working. */
int limit_noopen(void);

/* The bytes of memory this process may have, by the soft limits; the hard
 * ones.  UINT64_MAX = as many as there are. */
uint64_t limit_memory(void);
uint64_t limit_memory_hard(void);

#endif
