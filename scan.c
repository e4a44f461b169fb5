#include <errno.h>
#include <fcntl.h>
#include <unistd.h>
#include "error.h"
#include "hasd_type.h"
#include "scan.h"

int scan_dir(const char *dir, scan_each *f, void *to)
{
  DIR *stream;
  struct dirent *e;
  int error;
  int r = 1;

  do stream = opendir(dir);
  while (!stream && errno == EINTR);
  if (!stream) return -1;
  while (r == 1) {
    errno = 0;
    e = readdir(stream);
    if (!e && errno) r = -1;
    if (!e) break;
    if (e->d_name[0] != '.') r = f(to, dir, dirfd(stream), e);
  }
  error = errno;
  (void)closedir(stream); /* only read from: nothing can be lost */
  errno = error;
  return r;
}

int scan_regular(int fd, const struct dirent *e, struct stat *st)
{
  struct stat unused;

#ifdef HASD_TYPE
  if (e->d_type != DT_UNKNOWN && e->d_type != DT_REG) return 0;
  if (e->d_type == DT_REG && !st) return 1;
#endif
  if (!st) st = &unused;
  if (fstatat(fd, e->d_name, st, AT_SYMLINK_NOFOLLOW) == -1)
    return error_gone(errno) ? 0 : -1;
  return S_ISREG(st->st_mode);
}
