/* timeoutio - reads and writes, and gives up after a number of idle seconds.
 *
 * For descriptors that block: sockets, pipes, terminals, files.  Each call
 * waits at most that many seconds, so a peer that goes on is never cut off. */
#ifndef TIMEOUTIO_H
#define TIMEOUTIO_H

#include <stddef.h>
#include <sys/types.h>

/* As read(2) and write(2), for len > 0, but they retry after EINTR, and -1 with
 * errno ETIMEDOUT means that no byte could be moved in that time.  A write
 * takes at least one byte and does not wait for the rest, so a client that
 * reads nothing cannot hold it. */
ssize_t timeoutio_read(int seconds, int fd, char *buf, size_t len);
ssize_t timeoutio_write(int seconds, int fd, const char *buf, size_t len);

/* If fd is a TCP socket, makes the kernel find out when the other end is dead
 * (SO_KEEPALIVE) and send each write at once (TCP_NODELAY), so that a reply
 * does not wait until the one before is acknowledged.  Otherwise does
 * nothing. */
void timeoutio_tcp(int fd);

#endif
