#include <errno.h>
#include <fcntl.h>
#include <unistd.h>
#include "error.h"
#include "hasd_type.h"
#include "hasgetdents64.h"
#ifdef HASGETDENTS64
#include <sys/syscall.h>
#endif
#include "large.h"
#include "scan.h"

#ifdef HASGETDENTS64
/* The kernel's own call with a large buffer: some libcs ask for 2 KB at a
 * time. */
typedef struct {
  int fd;
  long at;
  long len;
} folder;

static union { struct dirent first; char bytes[32768]; } entries LARGE;

static int folder_open(folder *d, const char *dir)
{
  do d->fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  while (d->fd == -1 && errno == EINTR);
  d->at = d->len = 0;
  return d->fd == -1 ? -1 : 0;
}

/* The next entry; null = the end, and then errno is 0, or a fault. */
static const struct dirent *folder_next(folder *d)
{
  const struct dirent *e;

  errno = 0;
  if (d->at == d->len) {
    do d->len = syscall(SYS_getdents64, d->fd, &entries, sizeof entries);
    while (d->len == -1 && errno == EINTR);
    d->at = 0;
    if (d->len <= 0) { d->len = 0; return 0; }
    errno = 0;
  }
  e = (const struct dirent *)(const void *)(entries.bytes + d->at);
  d->at += e->d_reclen;
  return e;
}

static int folder_fd(const folder *d) { return d->fd; }
static void folder_close(folder *d) { (void)close(d->fd); }
#else
typedef struct { DIR *stream; } folder;

static int folder_open(folder *d, const char *dir)
{
  do d->stream = opendir(dir);
  while (!d->stream && errno == EINTR);
  return d->stream ? 0 : -1;
}

static const struct dirent *folder_next(folder *d)
{
  errno = 0;
  return readdir(d->stream);
}

static int folder_fd(const folder *d) { return dirfd(d->stream); }
static void folder_close(folder *d) { (void)closedir(d->stream); }
#endif

int scan_absent(const char *path)
{
  struct stat st;
  int error = errno;
  int absent = lstat(path, &st) == -1 && errno == ENOENT;

  errno = error;
  return absent;
}

int scan_dir(const char *dir, scan_each *f, void *to)
{
  folder d;
  const struct dirent *e;
  int error;
  int r = 1;

  if (folder_open(&d, dir) == -1)
    return errno == ENOENT && scan_absent(dir) ? 1 : -1;
  while (r == 1) {
    e = folder_next(&d);
    if (!e && errno) r = -1;
    if (!e) break;
    if (e->d_name[0] != '.') r = f(to, dir, folder_fd(&d), e);
  }
  error = errno;
  folder_close(&d); /* only read from: nothing can be lost */
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
