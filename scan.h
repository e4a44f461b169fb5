/* scan - the names in a directory, and which of them are regular files. */
#ifndef SCAN_H
#define SCAN_H

#include <dirent.h>
#include <sys/stat.h>

/* Called for each name that does not begin with a dot, with a descriptor of its
 * directory.  1 = go on; any other result ends the scan. */
typedef int scan_each(void *to, const char *dir, int fd,
  const struct dirent *e);

/* 1 = nothing has that name, not even a link that leads nowhere. */
int scan_absent(const char *path);

/* Calls f(to,dir,...) for each such name in dir.  1 = f was called for all of
 * them, or dir does not exist; -1 with errno = dir cannot be read to its end;
 * otherwise what f returned.  f must not call it: there is one buffer. */
int scan_dir(const char *dir, scan_each *f, void *to);

/* 1 = e, which f got, is a regular file, and *st is set if st is not null; 0 =
 * it is not, or it is gone; -1 with errno = that cannot be told.  If st is null
 * and the directory tells the type, it makes no system call. */
int scan_regular(int fd, const struct dirent *e, struct stat *st);

#endif
