#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "error.h"
#include "fd.h"
#include "file.h"
#include "hasrenameat2.h"
#include "large.h"

#ifdef HASRENAMEAT2
#include <sys/syscall.h>

/* Not every libc has the function, nor every version of it the flag. */
enum { NOREPLACE = 1 };

static int rename_new(const char *from, const char *to)
{
  return (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, NOREPLACE);
}
#else
static int rename_new(const char *from, const char *to)
{
  (void)from;
  (void)to;
  errno = ENOSYS;
  return -1;
}
#endif

static int same(const char *a, const char *b, nlink_t least)
{
  struct stat x;
  struct stat y;

  if (lstat(a, &x) == -1 || lstat(b, &y) == -1)
    return error_gone(errno) ? 0 : -1;
  return x.st_dev == y.st_dev && x.st_ino == y.st_ino && y.st_nlink >= least;
}

int file_same(const char *a, const char *b) { return same(a, b, 0); }
int file_linked(const char *a, const char *b) { return same(a, b, 2); }

int file_open(const char *path) { return file_open_in(AT_FDCWD, path); }

int file_open_in(int dir, const char *path)
{
  struct stat st;
  int error;
  int fd;

  do fd = openat(dir, path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  while (fd == -1 && errno == EINTR);
  if (fd == -1) {
    if (error_gone(errno)) errno = ENOENT;
    return -1;
  }
  error = ENOENT;
  if (fstat(fd, &st) == -1) error = error_gone(errno) ? ENOENT : errno;
  else if (S_ISREG(st.st_mode)) return fd;
  (void)close(fd); /* only opened */
  errno = error;
  return -1;
}

int file_same_bytes(int one, int two)
{
  static char a[8192] LARGE;
  static char b[8192] LARGE;
  ssize_t r;
  ssize_t s;

  do {
    r = fd_fill(one, a, sizeof a);
    s = fd_fill(two, b, sizeof b);
    if (r == -1 || s == -1) return -1;
    if (r != s || memcmp(a, b, (size_t)r)) return 0;
  } while (r);
  return 1;
}

/* Some filesystems cannot be asked to, EINVAL: what they do is done then. */
static int sync_dir(const char *dir)
{
  int fd = open(dir, O_RDONLY | O_DIRECTORY);
  int error = 0;

  if (fd == -1) return -1;
  if (fsync(fd) == -1 && errno != EINVAL) error = errno;
  (void)close(fd); /* only opened */
  errno = error;
  return error ? -1 : 0;
}

int file_drop(const char *name, const char *dir)
{
  if (sync_dir(dir) == -1) return -1;
  return unlink(name);
}

/* Has the file another name in dir than path, which is in dir too?  How many
 * names it has does not tell: one may be in tmp/, of a delivery that is about
 * to remove it. */
static int named_twice(const char *path, const char *dir)
{
  const char *name = path + strlen(dir) + 1;
  DIR *d = opendir(dir);
  struct dirent *e;
  struct stat st;
  int found = 0;

  if (!d) return 0;
  if (lstat(path, &st) == 0 && st.st_nlink > 1)
    while (!found && (e = readdir(d)))
      found = e->d_ino == st.st_ino && strcmp(e->d_name, name);
  (void)closedir(d); /* only read from */
  return found;
}

/* Nothing but link refuses to replace, so there are two names for a moment.
 * If the first has gone meanwhile, it was moved or deleted by others.  If
 * there are still two names, it was moved, and ours is one too many; if not,
 * ours is the only one, and whoever deleted it looks for it again. */
static int two_steps(const char *from, const char *to, const char *dir)
{
  if (link(from, to) == -1) return -1;
  if (file_drop(from, dir) == 0) return 0;
  if (errno != ENOENT) return -1;
  if (named_twice(to, dir)) (void)unlink(to);
  errno = ENOENT;
  return -1;
}

int file_move(const char *from, const char *to, const char *dir)
{
  if (rename_new(from, to) == 0) return 0;
  if (errno != EINVAL && errno != ENOSYS) return -1;
  return two_steps(from, to, dir);
}
