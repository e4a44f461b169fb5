#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>
#include "error.h"
#include "message.h"
#include "octets.h"

static int from_size(const struct maildir *d, size_t i)
{
  struct stat st;

  if (error_temp(errno)) return 0;
  st.st_size = 0;
  if (lstat(maildir_path(d, i), &st) == -1 && errno != ENOENT) return 0;
  d->m[i].octets = (uint64_t)st.st_size;
  return 1;
}

int octets_know(struct maildir *d, size_t i)
{
  int known;
  int fd;

  if (d->m[i].octets != MAILDIR_UNKNOWN) return 1;
  fd = maildir_open(d, i);
  if (fd == -1) return from_size(d, i);
  known = message_octets(fd, &d->m[i].octets) == 0 || from_size(d, i);
  (void)close(fd); /* only read from: nothing can be lost */
  return known;
}

static uint64_t sum(uint64_t a, uint64_t b)
{
  return b > UINT64_MAX - a ? UINT64_MAX : a + b;
}

int octets_sum(const struct maildir *d, int state, uint64_t more,
  uint64_t *n, uint64_t *octets)
{
  int known = 1;
  size_t i;

  *n = *octets = 0;
  for (i = 0; i < d->n; ++i) {
    if (d->m[i].state != state) continue;
    ++*n;
    if (d->m[i].octets == MAILDIR_UNKNOWN) known = 0;
    *octets = sum(*octets, sum(d->m[i].octets, more));
  }
  return known;
}
