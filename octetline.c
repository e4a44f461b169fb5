#include <string.h>
#include "octetline.h"
#include "name.h"
#include "num.h"

static char line[OCTETLINE_MAX + 1];

/* Moves bytes into line until its LF: its length with that, 0 at the end, -1
 * if there is no LF where one must be. */
static int get_line(substdio *in)
{
  size_t len = 0;
  size_t n;
  char *lf;
  int r;

  for (;;) {
    r = substdio_feed(in);
    if (r != 1) return r == 0 && len == 0 ? 0 : -1;
    n = in->q - in->p;
    lf = memchr(in->x + in->p, '\n', n);
    if (lf) n = (size_t)(lf - (in->x + in->p)) + 1;
    if (n > OCTETLINE_MAX - len) return -1;
    memcpy(line + len, in->x + in->p, n);
    in->p += n;
    len += n;
    if (lf) return (int)len;
  }
}

int octetline_get(substdio *in, uint64_t *octets, const char **name)
{
  size_t digits;
  int len = get_line(in);

  if (len <= 0) return len;
  line[len - 1] = 0;
  digits = num_scan(line, octets);
  if (!digits || line[digits] != ' ' || !line[digits + 1]) return -1;
  *name = line + digits + 1;
  if (strchr(*name, ':')) return -1;
  return strlen(line) == (size_t)len - 1 ? 1 : -1;
}

int octetline_put(substdio *out, uint64_t octets, const char *name)
{
  char num[NUM_FMT];
  size_t len = name_len(name);

  if (!len || *name == ':' || len > OCTETLINE_MAX - NUM_FMT - 1) return 0;
  if (memchr(name, '\n', len)) return 0;
  if (substdio_put(out, num, num_fmt(num, octets)) == -1) return -1;
  if (substdio_put(out, " ", 1) == -1) return -1;
  if (substdio_put(out, name, len) == -1) return -1;
  return substdio_put(out, "\n", 1);
}
