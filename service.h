/* service - makes a directory for supervise(8) and the files in it, all of it
 * or nothing.
 *
 * There can be only one at a time.  Names are relative to the directory and
 * must stay valid.  Owner and mode are as asked for, whatever the umask.  These
 * functions never use or change what exists already: that is EEXIST.
 *
 * Functions returning int: 0, or -1 with errno; after -1, what was made so far
 * stays until service_undo. */
#ifndef SERVICE_H
#define SERVICE_H

#include <stddef.h>
#include <sys/types.h>

enum { SERVICE_MOST = 16 }; /* names in the directory; more is E2BIG */

/* service_begin makes the directory itself; dir must stay valid.  service_dir
 * makes a directory in it.  service_file makes a file of the n bytes at text in
 * it, which is on the disk when the call returns. */
int service_begin(const char *dir, uid_t uid, gid_t gid, mode_t mode);
int service_dir(const char *name, uid_t uid, gid_t gid, mode_t mode);
int service_file(const char *name, const char *text, size_t n, uid_t uid,
  gid_t gid, mode_t mode);

/* service_expect: another program will make a file of this name there.
 * service_own: it has made it, and the file gets this owner and mode. */
int service_expect(const char *name);
int service_own(const char *name, uid_t uid, gid_t gid, mode_t mode);

/* Makes the directory the working directory. */
int service_enter(void);

/* Removes everything that was made, in reverse order.  Returns null when all is
 * removed; or, with errno, the name of one thing that cannot be removed, "" for
 * the directory itself.  Then call it again for the rest. */
const char *service_undo(void);

#endif
