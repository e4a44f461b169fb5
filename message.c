#include "byte.h"
#include "fd.h"
#include "large.h"
#include "message.h"

static char buf[65536] LARGE_PAGE;

int message_octets(int fd, uint64_t *octets)
{
  uint64_t sum = 0;
  char last = '\n'; /* the byte before */
  ssize_t r;

  while ((r = fd_read(fd, buf, sizeof buf)) > 0) {
    sum += (uint64_t)r + (buf[0] == '\n' && last != '\r');
    sum += byte_count(buf + 1, (size_t)r - 1, '\n', '\r');
    last = buf[r - 1];
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

enum { EXTRA = 3 }; /* a dot before a line, and CRLF behind it */

/* Ends a line at to: where the next one begins. */
static char *newline(char *to, struct place *at)
{
  int empty = at->line == 0 || (at->line == 1 && at->last == '\r');

  if (at->last != '\r') { *to++ = '\r'; ++at->octets; }
  *to++ = '\n';
  ++at->octets;
  if (at->body) --at->lines;
  if (empty) at->body = 1;
  at->line = 0;
  at->last = '\n';
  return to;
}

static int over(const struct place *at)
{
  return at->body && at->lines == 0;
}

/* Puts s[0..n-1], or as much of it as belongs to the lines wanted; returns how
 * many bytes do not. */
static size_t some(substdio *out, struct place *at, const char *s, size_t n)
{
  size_t most;
  size_t len;
  char *to;

  while (n && !over(at)) {
    (void)substdio_room(out, EXTRA + 1); /* a failed write is out->op's */
    most = out->n - out->p - EXTRA;
    if (most > n) most = n;
    to = out->x + out->p;
    if (at->line == 0 && *s == '.') *to++ = '.';
    len = byte_until(to, s, most, '\n');
    if (len) {
      at->last = s[len - 1];
      at->line += len;
      at->octets += len;
    }
    to += len;
    if (len < most) { to = newline(to, at); ++len; }
    out->p = (size_t)(to - out->x);
    s += len;
    n -= len;
  }
  return n;
}

int message_put(substdio *out, int fd, uint64_t lines, uint64_t *octets)
{
  struct place at = { 0, 0, '\n', 0, 0 };
  size_t more = 0;
  ssize_t r = 1;

  at.lines = lines;
  while (!over(&at) && (r = fd_read(fd, buf, sizeof buf)) > 0)
    more = some(out, &at, buf, (size_t)r);
  if (r == -1) return -1;
  if (r && !more) r = fd_read(fd, buf, 1); /* is this the end all the same? */
  if (at.line) {
    substdio_put(out, "\r\n", 2);
    at.octets += 2;
  }
  *octets = at.octets;
  return r == 0;
}
