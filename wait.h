/* wait - waits for a child. */
#ifndef WAIT_H
#define WAIT_H

#include <sys/types.h>

/* Waits until the child pid ends.  Returns its exit code, 0 to 255; or
 * WAIT_SIGNAL plus the number of the signal that ended it; or -1 with errno if
 * this process cannot wait for it. */
enum { WAIT_SIGNAL = 256 };
int wait_pid(pid_t pid);

#endif
