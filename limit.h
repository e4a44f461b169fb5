/* limit - resource limits of this process, setrlimit(2). */
#ifndef LIMIT_H
#define LIMIT_H

#include <stdint.h>

/* For a process that becomes a dynamic program, since ld.so may need more
 * memory than a run script allows.  limit_lift raises the soft limits on memory
 * to the hard ones, and sets $POP3SOFTLIMIT to what they were; if there is
 * nothing to raise, it removes that variable.  limit_lower, in the program that
 * is started or in a later one, restores the limits and removes the variable;
 * if that is not set, it does nothing.  It does not change a soft limit that
 * another program has set meanwhile.  0, or -1 with errno; EINVAL = limit_lift
 * did not make this variable. */
int limit_lift(void);
int limit_lower(void);

/* For work that may need more than a run script allows, and that holds
 * secrets.  limit_raise raises the soft limits on memory and descriptors to the
 * hard ones, so that a password hash that needs 16 MB works under softlimit
 * -m 3000000; the process then makes no core file.  Before exec, limit_restore
 * restores the limits that limit_raise found, or those from before limit_lift,
 * as limit_lower does.  0, or -1 with errno. */
int limit_raise(void);
int limit_restore(void);

/* From now on this process, and all that it starts, can make no core files
 * (limit_nocore), or no processes (limit_nofork).  Both limits are set, the
 * soft one and the hard one, so nobody can raise them again.  0, or -1 with
 * errno. */
int limit_nocore(void);
int limit_nofork(void);

/* SIGKILL comes after so many seconds of processor time.  Nobody can raise
 * this limit again. */
int limit_cpu(unsigned int seconds);

/* SIGKILL comes to this process, but not to its children, after ms
 * milliseconds, even if it blocks signals.  Without timer_create(2) it is
 * SIGALRM, a second later. */
int limit_time(uint64_t ms);

/* From now on this process can open no descriptor.  Open ones still work. */
int limit_noopen(void);

/* How many bytes of memory the soft limits allow this process, and the hard
 * ones.  UINT64_MAX = there is no limit. */
uint64_t limit_memory(void);
uint64_t limit_memory_hard(void);

#endif
