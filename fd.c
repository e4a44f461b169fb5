#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <sys/resource.h>
#include <unistd.h>
#include "hasclose_range.h"
#ifdef HASCLOSE_RANGE
#include <sys/syscall.h>
#endif
#include "hasfionread.h"
#ifdef HASFIONREAD
#include <sys/ioctl.h>
#endif
#include "fd.h"

int fd_std(void)
{
  int fd;

  for (fd = 0; fd < 3; ++fd)
    if (fcntl(fd, F_GETFD) == -1) return 0;
  return 1;
}

int fd_copy(int to, int from)
{
  if (to == from) return 0;
  while (dup2(from, to) == -1)
    if (errno != EINTR) return -1;
  return 0;
}

int fd_move(int to, int from)
{
  if (to == from) return 0;
  if (fd_copy(to, from) == -1) return -1;
  (void)close(from); /* both name one file: nothing can be lost here */
  return 0;
}

enum { MOST = 1 << 20 }; /* what Linux allows root unless told otherwise */

/* Descriptors may be open above the soft limit, and poll refuses to look at
 * more of them than it allows. */
static int highest(struct rlimit *found)
{
  struct rlimit r;

  (void)getrlimit(RLIMIT_NOFILE, found); /* POSIX has it always */
  r = *found;
  r.rlim_cur = r.rlim_max;
  (void)setrlimit(RLIMIT_NOFILE, &r); /* if not, it takes longer */
  return r.rlim_max > MOST ? MOST : (int)r.rlim_max - 1;
}

/* Where there is no close_range: one poll call tells which of many numbers
 * are open, and costs far less than one close call for each. */
static void closerange_poll(int from, int to)
{
  enum { AT_ONCE = 256 };
  struct pollfd p[AT_ONCE];
  struct rlimit found;
  int most = highest(&found);
  int n;
  int i;

  if (to > most) to = most;
  for (; from <= to; from += n) {
    n = to - from < AT_ONCE ? to - from + 1 : AT_ONCE;
    for (i = 0; i < n; ++i) {
      p[i].fd = from + i;
      p[i].events = p[i].revents = 0; /* taken for open if poll fails */
    }
    (void)poll(p, (nfds_t)n, 0);
    for (i = 0; i < n; ++i)
      if (!(p[i].revents & POLLNVAL)) (void)close(from + i);
  }
  (void)setrlimit(RLIMIT_NOFILE, &found);
}

static void closerange(int from, int to)
{
  if (from > to) return;
#ifdef HASCLOSE_RANGE
  if (syscall(SYS_close_range, from, to, 0) == 0) return;
#endif
  closerange_poll(from, to);
}

void fd_closeall(const int *keep, size_t n)
{
  int from = 3;
  int next;
  size_t i;

  for (;;) {
    next = INT_MAX;
    for (i = 0; i < n; ++i)
      if (keep[i] >= from && keep[i] < next) next = keep[i];
    if (next == INT_MAX) break;
    closerange(from, next - 1);
    from = next + 1;
  }
  closerange(from, INT_MAX);
}

ssize_t fd_read(int fd, char *buf, size_t len)
{
  ssize_t r;

  do r = read(fd, buf, len); while (r == -1 && errno == EINTR);
  return r;
}

ssize_t fd_write(int fd, char *buf, size_t len)
{
  ssize_t w;

  do w = write(fd, buf, len); while (w == -1 && errno == EINTR);
  if (w) return w;
  errno = ENOSPC;
  return -1;
}

ssize_t fd_fill(int fd, char *buf, size_t len)
{
  size_t n = 0;
  ssize_t r;

  do {
    r = fd_read(fd, buf + n, len - n);
    if (r == -1) return -1;
    n += (size_t)r;
  } while (r && n < len);
  return (ssize_t)n;
}

int fd_waiting(int fd)
{
#ifdef HASFIONREAD
  int n;

  if (ioctl(fd, FIONREAD, &n) == 0) return n > 0;
#else
  (void)fd;
#endif
  return 1;
}
