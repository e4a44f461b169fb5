#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include "service.h"

static const char *top; /* the directory, if it was made, */
static int root = -1;   /* and open; all else is found from there */

static struct { const char *name; int flag; } made[SERVICE_MOST];
static size_t n_made;

static int own(int fd, uid_t uid, gid_t gid, mode_t mode)
{
  if (fchown(fd, uid, gid) == -1) return -1;
  return fchmod(fd, mode); /* after it, as fchown may take bits away */
}

static void record(const char *name, int flag)
{
  made[n_made].name = name;
  made[n_made].flag = flag;
  ++n_made;
}

static int full(void)
{
  errno = E2BIG;
  return n_made == SERVICE_MOST;
}

/* ---- making ---- */

int service_begin(const char *dir, uid_t uid, gid_t gid, mode_t mode)
{
  if (mkdir(dir, 0700) == -1) return -1;
  top = dir;
  root = open(dir, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  return root == -1 ? -1 : own(root, uid, gid, mode);
}

int service_own(const char *name, uid_t uid, gid_t gid, mode_t mode)
{
  int fd = openat(root, name, O_RDONLY | O_NOFOLLOW);
  int r;

  if (fd == -1) return -1;
  r = own(fd, uid, gid, mode);
  (void)close(fd); /* nothing was written through it */
  return r;
}

int service_dir(const char *name, uid_t uid, gid_t gid, mode_t mode)
{
  if (full() || mkdirat(root, name, 0700) == -1) return -1;
  record(name, AT_REMOVEDIR);
  return service_own(name, uid, gid, mode);
}

static int put(int fd, const char *text, size_t n)
{
  ssize_t w;

  for (; n; text += w, n -= (size_t)w) {
    w = write(fd, text, n);
    if (w == -1) return -1;
  }
  return 0;
}

int service_file(const char *name, const char *text, size_t n, uid_t uid,
  gid_t gid, mode_t mode)
{
  int fd;
  int e;

  if (full()) return -1;
  fd = openat(root, name, O_WRONLY | O_CREAT | O_EXCL, 0600);
  if (fd == -1) return -1;
  record(name, 0);
  if (put(fd, text, n) == 0 && own(fd, uid, gid, mode) == 0
      && fsync(fd) == 0) return close(fd);
  e = errno;
  (void)close(fd); /* it has failed already */
  errno = e;
  return -1;
}

int service_expect(const char *name)
{
  if (full()) return -1;
  record(name, 0);
  return 0;
}

int service_enter(void)
{
  return fchdir(root);
}

/* ---- undoing ---- */

const char *service_undo(void)
{
  const char *dir = top;

  while (n_made) {
    --n_made;
    if (unlinkat(root, made[n_made].name, made[n_made].flag) == -1
        && errno != ENOENT) return made[n_made].name;
  }
  if (root != -1) (void)close(root); /* nothing was written through it */
  root = -1;
  top = 0;
  return dir && rmdir(dir) == -1 ? "" : 0;
}
