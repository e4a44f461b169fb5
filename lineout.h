/* lineout - a line for somebody who may not be reading.
 *
 * The descriptor is shared with other processes, so it is not made to be one
 * that does not block. */
#ifndef LINEOUT_H
#define LINEOUT_H

#include <stddef.h>

/* Writes the n bytes at s, at most PIPE_BUF, by one call, and waits for room
 * for ms milliseconds, or a tenth of a second more.  1, or 0 with errno: not
 * written; ETIMEDOUT = there was no room.  What a call takes in part, as a
 * full disk can make it, counts as written: the rest could only mix with
 * the line of another.
 *
 * Uses SIGALRM, and puts back what it did; an alarm that was to ring
 * meanwhile rings as much later.  Safe in a signal handler. */
int lineout_write(int ms, int fd, const char *s, size_t n);

#endif
