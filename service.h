/* service - a directory for supervise(8) and the files in it, made as a whole
 * or not at all.
 *
 * One at a time.  Names are relative to the directory and must stay valid;
 * owner and mode are what is asked for, whatever the umask.  Nothing that is
 * there already is used or changed: that is EEXIST.
 *
 * Functions returning int: 0, or -1 with errno, and what was made so far is
 * still there until service_undo. */
#ifndef SERVICE_H
#define SERVICE_H

#include <stddef.h>
#include <sys/types.h>

enum { SERVICE_MOST = 16 }; /* names in the directory; more is E2BIG */

/* Makes the directory dir itself, which must stay valid; a directory in it;
 * a file in it, of the n bytes at text, on the disk when the call returns. */
int service_begin(const char *dir, uid_t uid, gid_t gid, mode_t mode);
int service_dir(const char *name, uid_t uid, gid_t gid, mode_t mode);
int service_file(const char *name, const char *text, size_t n, uid_t uid,
  gid_t gid, mode_t mode);

/* Another program will make a file of this name there; it has, and the file
 * gets that owner and mode. */
int service_expect(const char *name);
int service_own(const char *name, uid_t uid, gid_t gid, mode_t mode);

/* Makes the directory the working directory. */
int service_enter(void);

/* Removes all that was made, the last first.  Returns null when that is
 * done; or, with errno, the name of what could not be removed, "" for the
 * directory: call it again for the rest. */
const char *service_undo(void);

#endif
