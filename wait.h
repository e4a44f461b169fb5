/* wait - how one child ended. */
#ifndef WAIT_H
#define WAIT_H

#include <sys/types.h>

/* Waits for the child pid and reaps it.  Returns its exit code, 0 to 255;
 * WAIT_SIGNAL plus the signal's number if a signal ended it; -1 with errno
 * if it cannot be waited for. */
enum { WAIT_SIGNAL = 256 };
int wait_pid(pid_t pid);

#endif
