#include <string.h>
#include "byte.h"
#include "large.h"
#include "octetline.h"
#include "name.h"
#include "num.h"

static char line[OCTETLINE_MAX + 1] LARGE;

/* *s is the next line, where it was read if all of it is there, else moved to
 * line: its length with its LF, 0 at the end, -1 if there is no LF where one
 * must be. */
static int get_line(substdio *in, char **s)
{
  size_t len = 0;
  size_t n;
  size_t lf;
  char *from;
  int r;

  for (;;) {
    r = substdio_feed(in);
    if (r != 1) return r == 0 && len == 0 ? 0 : -1;
    from = in->x + in->p;
    n = in->q - in->p;
    lf = byte_find(from, n, '\n');
    r = lf < n;
    if (r) n = lf + 1;
    if (n > OCTETLINE_MAX - len) return -1;
    *s = r && !len ? from : line;
    if (*s == line) memcpy(line + len, from, n);
    in->p += n;
    len += n;
    if (r) return (int)len;
  }
}

int octetline_get(substdio *in, uint64_t *octets, const char **name)
{
  size_t digits;
  char *s;
  int len = get_line(in, &s);

  if (len <= 0) return len;
  s[--len] = 0;
  digits = num_scan(s, octets);
  if (!digits || s[digits] != ' ' || !s[digits + 1]) return -1;
  *name = s + digits + 1;
  return byte_either(*name, (size_t)len - digits - 1, ':', 0) ? -1 : 1;
}

int octetline_put(substdio *out, uint64_t octets, const char *name)
{
  char num[NUM_FMT];
  size_t digits = num_fmt(num, octets);
  size_t len = name_len(name);

  if (!len || *name == ':' || len > OCTETLINE_MAX - NUM_FMT - 1) return 0;
  if (memchr(name, '\n', len)) return 0;
  if (substdio_put(out, num, digits) == -1) return -1;
  if (substdio_put(out, " ", 1) == -1) return -1;
  if (substdio_put(out, name, len) == -1) return -1;
  return substdio_put(out, "\n", 1);
}
