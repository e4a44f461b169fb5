/* filter - limits, by a filter of seccomp(2), which system calls this process
 * may make.  The filter stays for ever, and through exec.
 *
 * Both return 0; FILTER_NONE if the kernel has no filters, or refuses one; or
 * -1 with errno.  If this was built without seccomp, they return 0 and do
 * nothing.  A process that is not root must have given up new privileges
 * first, as jail_user does. */
#ifndef FILTER_H
#define FILTER_H

enum { FILTER_NONE = 1 };

/* Allows read, write, exit and sigreturn; any other call kills the process.
 * This is seccomp's strict mode, or, if another filter is in force and the
 * kernel therefore refuses strict mode, a filter that allows the same four. */
int filter_strict(void);

/* The exit that filter_strict allows: not _exit, which ends all threads.
 * Returns if there is no such call. */
void filter_exit(int code);

/* Makes these fail with EPERM: making, connecting or accepting a socket;
 * sending to an address or with sendmsg; running a program; looking into
 * another process; changing mode, owner, times, attributes or size of a file by
 * its name.  send(2) still works.  A call that is newer than this file fails
 * with ENOSYS, as in an older kernel.  A call by the numbers of another
 * architecture kills the process. */
int filter_reach(void);

#endif
