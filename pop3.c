#include "byte.h"
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
  char *to;

  if (substdio_room(out, NUM_FMT + len + 2) == -1) return; /* out->op knows */
  to = out->x + out->p;
  to += num_fmt(to, u);
  *to++ = ' ';
  byte_copy(to, s, len);
  to += len;
  *to++ = '\r';
  *to++ = '\n';
  out->p = (size_t)(to - out->x);
}

void pop3_pair(substdio *out, uint64_t u, uint64_t v)
{
  char num[NUM_FMT];
  size_t n = num_fmt(num, v);

  pop3_id(out, u, num, n);
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
