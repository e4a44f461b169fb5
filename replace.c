#include <errno.h>
#include <fcntl.h>
#include <stdio.h> /* rename */
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "replace.h"
#include "stralloc.h"

/* Waits until nobody else has the file at fd: 0, or -1 with errno. */
static int alone(int fd)
{
  struct flock whole;
  int r;

  memset(&whole, 0, sizeof whole);
  whole.l_type = F_WRLCK;
  whole.l_whence = SEEK_SET;
  do r = fcntl(fd, F_SETLKW, &whole); while (r == -1 && errno == EINTR);
  return r == -1 ? -1 : 0;
}

/* Is the file at fd the one of this name still?  Whoever had it before us may
 * have put it in its place, or removed it. */
static int here(int fd, const char *name)
{
  struct stat open_now;
  struct stat named;

  if (fstat(fd, &open_now) == -1 || lstat(name, &named) == -1) return 0;
  return open_now.st_dev == named.st_dev && open_now.st_ino == named.st_ino;
}

static int give_up(int fd)
{
  int e = errno;

  (void)close(fd); /* nothing of use was written */
  errno = e;
  return -1;
}

int replace_begin(const char *draft)
{
  int fd;

  for (;;) {
    fd = open(draft, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd == -1) return -1;
    if (alone(fd) == -1) return give_up(fd);
    if (here(fd, draft)) break;
    (void)close(fd); /* nothing was written */
  }
  if (ftruncate(fd, 0) == -1 || fchmod(fd, 0600) == -1) return give_up(fd);
  return fd;
}

int replace_like(int fd, const char *name)
{
  struct stat st;

  if (stat(name, &st) == -1) return errno == ENOENT ? 0 : -1;
  if (fchown(fd, st.st_uid, st.st_gid) == -1) return -1;
  return fchmod(fd, st.st_mode & 0777);
}

/* Writes the directory that the file is in to the disk. */
static int sync_directory(const char *name)
{
  static stralloc dir;
  const char *slash = strrchr(name, '/');
  size_t n = slash ? (size_t)(slash - name) + 1 : 0;
  int fd;
  int r;

  dir.len = 0;
  if (!stralloc_catb(&dir, name, n) || !stralloc_cats(&dir, ".")
      || !stralloc_cat0(&dir)) return -1;
  fd = open(dir.s, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd == -1) return -1;
  r = fsync(fd);
  if (r == -1 && errno == EINVAL) r = 0; /* a file system that has no such */
  if (r == -1) return give_up(fd);
  (void)close(fd); /* only named a directory */
  return 0;
}

int replace_finish(int fd, const char *draft, const char *name)
{
  if (fsync(fd) == -1 || rename(draft, name) == -1) {
    replace_cancel(fd, draft);
    return -1;
  }
  if (close(fd) == -1) return -1;
  return sync_directory(name);
}

void replace_cancel(int fd, const char *draft)
{
  int e = errno;

  (void)unlink(draft); /* else the next one empties it */
  (void)close(fd); /* nothing of it is of use */
  errno = e;
}
