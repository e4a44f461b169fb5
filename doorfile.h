/* doorfile - a file that root's processes share, to know about each other's
 * connections: seat.h and guess.h say what is in it.
 *
 * The file never needs to be cleaned up.  Each process locks one byte, and the
 * kernel removes that lock when the process ends, however it ends.  Only root
 * can open the file, so nobody else can lock anything.  A process that runs
 * another program, or jails a child, does not pass the descriptor on.
 *
 * If a function fails, it returns -1 with errno, and the caller goes on
 * without the file. */
#ifndef DOORFILE_H
#define DOORFILE_H

#include <stddef.h>
#include <sys/types.h>

/* 0 = done; the descriptor is least or more, if there can be such a one.
 * EPERM = the file belongs to another user, or others may use it.  Call this
 * once only: if a second descriptor of the file were closed, the kernel would
 * remove all locks. */
int doorfile_open(int least);

/* Only one process at a time can be between these two calls.  0 = done; EBUSY =
 * another process was there for a fifth of a second. */
int doorfile_begin(void);
void doorfile_end(void);

/* The number of bytes that were read: less than len if the file ends there. */
ssize_t doorfile_read(off_t at, void *buf, size_t len);

/* 0 = done. */
int doorfile_write(off_t at, const void *buf, size_t len);

/* Locks the byte, even beyond the end of the file, until this process ends.
 * 1 = done; 0 = another process has locked it. */
int doorfile_take(off_t at);
void doorfile_leave(off_t at);

/* 1 = another process has locked the byte; *pid is that process, or 0 if it
 * cannot be seen from here.  0 = no other process has. */
int doorfile_taken(off_t at, pid_t *pid);

#endif
