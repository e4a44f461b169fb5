#include "num.h"
#include "pop3.h"

static const char *const capa[] = {
  "TOP", "UIDL", "USER", "RESP-CODES", "AUTH-RESP-CODE", "PIPELINING",
  "EXPIRE NEVER", "IMPLEMENTATION qmail-pop3d", 0
};

static void line(substdio *out, const char *start, const char *text)
{
  substdio_puts(out, start);
  substdio_puts(out, text);
  substdio_puts(out, "\r\n");
}

void pop3_ok(substdio *out, const char *text) { line(out, "+OK ", text); }
void pop3_err(substdio *out, const char *text) { line(out, "-ERR ", text); }
void pop3_end(substdio *out) { line(out, ".", ""); }

void pop3_id(substdio *out, uint64_t u, const char *s)
{
  char num[NUM_FMT];

  num_fmt(num, u);
  substdio_puts(out, num);
  line(out, " ", s);
}

void pop3_pair(substdio *out, uint64_t u, uint64_t v)
{
  char num[NUM_FMT];

  num_fmt(num, v);
  pop3_id(out, u, num);
}

void pop3_capa(substdio *out, const char *more)
{
  const char *const *c;

  pop3_ok(out, "");
  for (c = capa; *c; ++c) line(out, "", *c);
  if (more) line(out, "", more);
  pop3_end(out);
}
