/* fd - which descriptors are open, and under which number; reading and
 * writing files.
 *
 * Functions returning int: 0, or -1 with errno. */
#ifndef FD_H
#define FD_H

#include <stddef.h>
#include <sys/types.h>

/* 1 = descriptors 0, 1 and 2 are all open; 0 = some file that this process
 * opened could get one of these numbers. */
int fd_std(void);

/* Makes from available as to, too, which is closed first if it was open;
 * fd_move also closes from.  Nothing happens if they are the same. */
int fd_copy(int to, int from);
int fd_move(int to, int from);

/* Closes every descriptor from 3 up, whatever its number, except the n in
 * keep. */
void fd_closeall(const int *keep, size_t n);

/* As read(2) and write(2), for len > 0, but EINTR is retried; and a file that
 * takes nothing is -1 with errno ENOSPC. */
ssize_t fd_read(int fd, char *buf, size_t len);
ssize_t fd_write(int fd, char *buf, size_t len);

/* Reads until len bytes are there, or the end of the file: how many there are,
 * or -1 with errno. */
ssize_t fd_fill(int fd, char *buf, size_t len);

/* 0 = nothing can be read from fd now but its end; 1 = something can, or that
 * cannot be known.  Reads nothing. */
int fd_waiting(int fd);

#endif
