#include <errno.h>
#include <fcntl.h>
#include <unistd.h>
#include "fd.h"
#include "random.h"

int random_bytes(char *s, size_t n)
{
  int fd = open("/dev/urandom", O_RDONLY);
  size_t done = 0;
  ssize_t r = 1;
  int e;

  if (fd == -1) return -1;
  while (done < n && (r = fd_read(fd, s + done, n - done)) > 0)
    done += (size_t)r;
  e = r == 0 ? EIO : errno;
  (void)close(fd); /* only read from */
  errno = e;
  return done < n ? -1 : 0;
}
