/* lineout - writes a line to a reader who may not be reading.
 *
 * Other processes share the descriptor, so it is never made non-blocking. */
#ifndef LINEOUT_H
#define LINEOUT_H

#include <stddef.h>

/* Writes the n bytes at s, at most PIPE_BUF, in one call.  If there is no room
 * it waits ms milliseconds, or up to a tenth of a second more.  1 = written; 0
 * with errno = not written; ETIMEDOUT = there was no room.  If the call wrote
 * only a part, as on a full disk, that counts as written, since the rest would
 * mix with another process's line.
 *
 * It uses SIGALRM, and restores what that did before.  If an alarm was due
 * meanwhile, it comes that much later.  Safe in a signal handler. */
int lineout_write(int ms, int fd, const char *s, size_t n);

#endif
