/* filter - which system calls this process may still make, by a filter of
 * seccomp(2); for ever, and through exec.
 *
 * Each returns 0; FILTER_NONE if the kernel has no such thing, or refuses it;
 * or -1 with errno.  0 and no filter where it was built without.  Unless it is
 * root the process must have given up new privileges, as jail_user does. */
#ifndef FILTER_H
#define FILTER_H

enum { FILTER_NONE = 1 };

/* read, write, exit and sigreturn; any other call kills it.  That is seccomp's
 * strict mode; but where another filter is in force already the kernel refuses
 * that, and this is a filter of the same four. */
int filter_strict(void);

/* The exit that it allows: not _exit, which ends all threads.  Returns where
 * there is no such call. */
void filter_exit(int code);

/* What reaches past the files that are open or can be opened fails with EPERM:
 * to make, connect or accept a socket, to send to an address or in messages,
 * to run a program, to look into another process, and to change mode, owner,
 * times, attributes or size of a file by its name.  send(2) goes on working.
 * What is newer than this file knows is ENOSYS, as in an older kernel; a call
 * by the numbers of another architecture kills. */
int filter_reach(void);

#endif
