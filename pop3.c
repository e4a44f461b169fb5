#include "num.h"
#include "pop3.h"

static void line(substdio *out, const char *start, const char *text)
{
  substdio_puts(out, start);
  substdio_puts(out, text);
  substdio_puts(out, "\r\n");
}

void pop3_ok(substdio *out, const char *text) { line(out, "+OK ", text); }
void pop3_err(substdio *out, const char *text) { line(out, "-ERR ", text); }
void pop3_end(substdio *out) { line(out, ".", ""); }

void pop3_id(substdio *out, uint64_t u, const char *s, size_t len)
{
  char num[NUM_FMT];
  size_t n = num_fmt(num, u);

  num[n++] = ' '; /* in place of its 0 byte */
  substdio_put(out, num, n);
  substdio_put(out, s, len);
  substdio_put(out, "\r\n", 2);
}

void pop3_pair(substdio *out, uint64_t u, uint64_t v)
{
  char num[NUM_FMT];

  pop3_id(out, u, num, num_fmt(num, v));
}

void pop3_capa(substdio *out, int user, int plain, int stls)
{
  pop3_ok(out, "");
  line(out, "TOP", "");
  line(out, "UIDL", "");
  if (user) line(out, "USER", "");
  if (plain) line(out, "SASL PLAIN", "");
  if (stls) line(out, "STLS", "");
  line(out, "RESP-CODES", "");
  line(out, "AUTH-RESP-CODE", "");
  line(out, "PIPELINING", "");
  line(out, "EXPIRE NEVER", "");
  line(out, "IMPLEMENTATION qmail-pop3d", "");
  pop3_end(out);
}
