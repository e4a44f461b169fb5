#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include "file.h"

int file_same(const char *a, const char *b)
{
  struct stat x;
  struct stat y;

  if (lstat(a, &x) == -1 || lstat(b, &y) == -1)
    return errno == ENOENT ? 0 : -1;
  return x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

int file_open(const char *path)
{
  struct stat st;
  int error;
  int fd;

  do fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  while (fd == -1 && errno == EINTR);
  if (fd == -1) return -1;
  if (fstat(fd, &st) == 0) {
    if (S_ISREG(st.st_mode)) return fd;
    errno = ENOENT;
  }
  error = errno;
  (void)close(fd); /* only opened */
  errno = error;
  return -1;
}
