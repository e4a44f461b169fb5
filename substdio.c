#include <string.h>
#include "byte.h"
#include "substdio.h"

int substdio_feed(substdio *s)
{
  ssize_t r;

  if (s->p < s->q) return 1;
  s->p = s->q = 0;
  r = s->op(s->fd, s->x, s->n);
  if (r <= 0) return (int)r;
  s->q = (size_t)r;
  return 1;
}

int substdio_flush(substdio *s)
{
  size_t done = 0;
  ssize_t w;

  while (done < s->p) {
    w = s->op(s->fd, s->x + done, s->p - done);
    if (w == -1) return -1;
    done += (size_t)w;
  }
  s->p = 0;
  return 0;
}

int substdio_room(substdio *s, size_t n)
{
  return s->n - s->p < n ? substdio_flush(s) : 0;
}

int substdio_put(substdio *s, const char *buf, size_t len)
{
  size_t room;

  while (len > (room = s->n - s->p)) {
    memcpy(s->x + s->p, buf, room);
    s->p += room;
    buf += room;
    len -= room;
    if (substdio_flush(s) == -1) return -1;
  }
  byte_copy(s->x + s->p, buf, len);
  s->p += len;
  return 0;
}

int substdio_puts(substdio *s, const char *t)
{
  return substdio_put(s, t, strlen(t));
}
