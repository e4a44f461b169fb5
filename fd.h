/* fd - descriptors: which are open, and under which number; reads and writes
 * files.
 *
 * Functions returning int: 0, or -1 with errno. */
#ifndef FD_H
#define FD_H

#include <stddef.h>
#include <sys/types.h>

/* 1 = descriptors 0, 1 and 2 are all open; 0 = one is closed, so that a file
 * which this process opens could get its number. */
int fd_std(void);

/* Makes to a copy of from; if to was open, it is closed first.  fd_move also
 * closes from.  If both are the same, nothing happens. */
int fd_copy(int to, int from);
int fd_move(int to, int from);

/* Closes every descriptor from 3 up, whatever its number, except the n in
 * keep. */
void fd_closeall(const int *keep, size_t n);

/* As read(2) and write(2), for len > 0, but they retry after EINTR; and if a
 * file takes no byte, that is -1 with errno ENOSPC. */
ssize_t fd_read(int fd, char *buf, size_t len);
ssize_t fd_write(int fd, char *buf, size_t len);

/* Reads until it has len bytes or the file ends.  Returns how many bytes it
 * has, or -1 with errno. */
ssize_t fd_fill(int fd, char *buf, size_t len);

/* 0 = nothing can be read from fd now but its end; 1 = something can, or that
 * cannot be known.  Reads nothing. */
int fd_waiting(int fd);

#endif
