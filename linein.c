#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include "fd.h"
#include "linein.h"

int linein_open(struct linein *l, const char *file)
{
  l->p = l->q = 0;
  l->fd = open(file, O_RDONLY | O_CLOEXEC);
  return l->fd == -1 ? -1 : 0;
}

void linein_close(struct linein *l)
{
  (void)close(l->fd); /* only read from: nothing can be lost */
}

static int bad(void) { errno = EBADMSG; return -1; }

/* Reads more behind what there is of a line: 1, 0 = there is no more, -1 with
 * errno. */
static int feed(struct linein *l)
{
  ssize_t r;

  memmove(l->buf, l->buf + l->p, l->q - l->p);
  l->q -= l->p;
  l->p = 0;
  if (l->size - l->q < 2) return bad(); /* the last line may need a 0 byte */
  r = fd_read(l->fd, l->buf + l->q, l->size - l->q - 1);
  if (r <= 0) return (int)r;
  if (memchr(l->buf + l->q, 0, (size_t)r)) return bad();
  l->q += (size_t)r;
  if (l->most < l->q + 1) l->most = l->q + 1;
  return 1;
}

int linein_next(struct linein *l, char **line)
{
  size_t looked = 0;
  char *end = 0;
  int r = 1;

  while (!end && r == 1) {
    if (l->q > l->p + looked)
      end = memchr(l->buf + l->p + looked, '\n', l->q - l->p - looked);
    looked = l->q - l->p;
    if (!end) r = feed(l);
  }
  if (r == -1) return -1;
  if (!end && l->q == l->p) return 0;
  *line = l->buf + l->p;
  if (!end) end = l->buf + l->q;
  l->p = (size_t)(end - l->buf) + (end < l->buf + l->q);
  *end = 0;
  return 1;
}
