#include <errno.h>
#include <string.h>
#include <unistd.h>
#include "message.h"

static char buf[65536];

static ssize_t more(int fd)
{
  ssize_t r;

  do r = read(fd, buf, sizeof buf); while (r == -1 && errno == EINTR);
  return r;
}

int message_octets(int fd, uint64_t *octets)
{
  uint64_t sum = 0;
  char last = '\n'; /* the byte before what p points to */
  const char *end;
  const char *p;
  const char *lf;
  ssize_t r;

  while ((r = more(fd)) > 0) {
    sum += (uint64_t)r;
    end = buf + r;
    for (p = buf; (lf = memchr(p, '\n', (size_t)(end - p))); p = lf + 1) {
      if ((lf > p ? lf[-1] : last) != '\r') ++sum;
      last = '\n';
    }
    last = end[-1];
  }
  if (r == -1) return -1;
  if (last != '\n') sum += 2;
  *octets = sum;
  return 0;
}

/* Where a message stands between two bytes. */
struct place {
  int body;        /* 1 = past the empty line */
  uint64_t line;   /* bytes of this line so far */
  char last;       /* the byte before */
  uint64_t lines;  /* of the body, that may still be put */
  uint64_t octets; /* put so far */
};

static void put(substdio *out, struct place *at, const char *s, size_t n)
{
  substdio_put(out, s, n);
  at->octets += n;
}

static void newline(substdio *out, struct place *at)
{
  int empty = at->line == 0 || (at->line == 1 && at->last == '\r');

  if (at->last == '\r') put(out, at, "\n", 1);
  else put(out, at, "\r\n", 2);
  if (at->body) --at->lines;
  if (empty) at->body = 1;
  at->line = 0;
  at->last = '\n';
}

static int over(const struct place *at)
{
  return at->body && at->lines == 0;
}

/* Puts s[0..n-1], or as much of it as belongs to the lines wanted. */
static void some(substdio *out, struct place *at, const char *s, size_t n)
{
  const char *lf;
  size_t len;

  while (n && !over(at)) {
    if (at->line == 0 && *s == '.') substdio_put(out, ".", 1);
    lf = memchr(s, '\n', n);
    len = lf ? (size_t)(lf - s) : n;
    if (len) {
      put(out, at, s, len);
      at->line += len;
      at->last = s[len - 1];
    }
    if (!lf) return;
    newline(out, at);
    s += len + 1;
    n -= len + 1;
  }
}

int message_put(substdio *out, int fd, uint64_t lines, uint64_t *octets)
{
  struct place at = { 0, 0, '\n', 0, 0 };
  ssize_t r = 1;

  at.lines = lines;
  while (!over(&at) && (r = more(fd)) > 0) some(out, &at, buf, (size_t)r);
  if (r == -1) return -1;
  if (at.line) put(out, &at, "\r\n", 2);
  *octets = at.octets;
  return 0;
}
