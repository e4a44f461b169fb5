/* scan - the names in a directory, and which of them are regular files. */
#ifndef SCAN_H
#define SCAN_H

#include <dirent.h>
#include <sys/stat.h>

/* Called with a name that does not begin with a dot, and with a descriptor
 * of its directory.  1 = go on; anything else ends the scan with that. */
typedef int scan_each(void *to, const char *dir, int fd,
  const struct dirent *e);

/* 1 = nothing has that name, not even a link that leads nowhere. */
int scan_absent(const char *path);

/* Calls f(to,dir,...) for each such name in dir.  1 = for all of them, or dir
 * is absent; -1 with errno = it cannot be read to its end; or what f
 * returned. */
int scan_dir(const char *dir, scan_each *f, void *to);

/* 1 = e, as f got it, is a regular file, and st is filled if st is not null;
 * 0 = it is none, or has gone; -1 with errno = that cannot be known.  With a
 * null st no system call is made where the directory tells the type. */
int scan_regular(int fd, const struct dirent *e, struct stat *st);

#endif
