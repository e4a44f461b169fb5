/* doorfile - a file that the processes of root share, to know of each other
 * who is at the door: seat.h and guess.h say what is in it.
 *
 * Nothing in it needs to be tidied up.  Whoever is there has locked a byte,
 * and the kernel takes that lock away when the process ends, however it ends.
 * Only root can open the file, so nobody else can lock anything; a process
 * that runs another program, or jails a child, does not hand it on.
 *
 * All return -1 with errno if it fails, and the caller then does without. */
#ifndef DOORFILE_H
#define DOORFILE_H

#include <stddef.h>
#include <sys/types.h>

/* 0.  The file must belong to this process's user and to nobody else: EPERM.
 * To be called once, as a second descriptor that is closed would take all
 * locks with it. */
int doorfile_open(void);

/* Between these two no other process is between them: 0; EBUSY if somebody
 * else is there for a fifth of a second. */
int doorfile_begin(void);
void doorfile_end(void);

/* How many bytes: less than len if the file ends there. */
ssize_t doorfile_read(off_t at, void *buf, size_t len);

/* 0. */
int doorfile_write(off_t at, const void *buf, size_t len);

/* Locks the byte, whether it is there or not, until this process ends: 1; 0
 * if another process has it. */
int doorfile_take(off_t at);
void doorfile_leave(off_t at);

/* 1 = another process has locked the byte, pid if it can be seen from here,
 * 0 if not; 0 = none has. */
int doorfile_taken(off_t at, pid_t *pid);

#endif
