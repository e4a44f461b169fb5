/* timeoutio - reading and writing that give up after so many idle seconds.
 *
 * For descriptors that block: sockets, pipes, terminals, files.  Each call
 * waits at most seconds; a caller that gets on is never cut off. */
#ifndef TIMEOUTIO_H
#define TIMEOUTIO_H

#include <stddef.h>
#include <sys/types.h>

/* As read(2) and write(2), for len > 0, but EINTR is retried, and -1 with
 * errno ETIMEDOUT means that no byte could be moved for so long.  A write
 * takes at least one byte and does not wait until all have gone, so that no
 * client can hold it by reading nothing. */
ssize_t timeoutio_read(int seconds, int fd, char *buf, size_t len);
ssize_t timeoutio_write(int seconds, int fd, const char *buf, size_t len);

/* Tells the kernel, if fd is a TCP socket, to find out when the other end
 * is dead (SO_KEEPALIVE) and to send each write at once (TCP_NODELAY): a
 * reply must not wait until the last one was acknowledged.  Anything else is
 * left as it is. */
void timeoutio_tcp(int fd);

#endif
