#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "client.h"

void client_die(const char *what, const char *why)
{
  fprintf(stderr, "load: fatal: %s: %s\n", what, why);
  exit(111);
}

void client_send(struct client *c, const char *s, size_t n)
{
  const char *why = wire_send(&c->wire, s, n);

  if (why) client_die("send", why);
}

/* Receives more, behind what is not yet used; 0 = the end. */
static size_t more(struct client *c)
{
  const char *why;
  size_t r;

  if (c->p) memmove(c->x, c->x + c->p, c->q - c->p);
  c->q -= c->p;
  c->p = 0;
  if (c->q == sizeof c->x) client_die("receive", "line too long");
  why = wire_receive(&c->wire, c->x + c->q, sizeof c->x - c->q, &r);
  if (why) client_die("receive", why);
  c->q += r;
  return r;
}

/* At least n bytes are there to be used. */
static void need(struct client *c, size_t n)
{
  while (c->q - c->p < n)
    if (!more(c)) client_die("receive", "the server closed");
}

const char *client_ok(struct client *c)
{
  char *s;
  char *lf;

  need(c, 3);
  while (!(lf = memchr(c->x + c->p, '\n', c->q - c->p)))
    need(c, c->q - c->p + 1);
  s = c->x + c->p;
  c->p += (size_t)(lf - s) + 1;
  *lf = 0;
  if (lf > s && lf[-1] == '\r') lf[-1] = 0;
  if (strncmp(s, "+OK", 3)) client_die("the server said", s);
  return s + 3;
}

void client_dial(struct client *c, int port)
{
  const char *why = wire_open(&c->wire, port);

  if (why) client_die("connect", why);
  c->p = c->q = 0;
  (void)client_ok(c);
}

const char *client_ask(struct client *c, const char *line)
{
  char s[512];
  int n = snprintf(s, sizeof s, "%s\r\n", line);

  client_send(c, s, (size_t)n);
  return client_ok(c);
}

void client_login(struct client *c, int port, const char *user,
  const char *password)
{
  char line[256];

  client_dial(c, port);
  snprintf(line, sizeof line, "USER %s", user);
  (void)client_ask(c, line);
  snprintf(line, sizeof line, "PASS %s", password);
  (void)client_ask(c, line);
}

static void append(struct text *t, const char *s, size_t n)
{
  if (!t) return;
  if (n > t->a - t->len) {
    t->a = (t->len + n) * 2;
    t->s = realloc(t->s, t->a);
    if (!t->s) client_die("text", "out of memory");
  }
  memcpy(t->s + t->len, s, n);
  t->len += n;
}

uint64_t client_lines(struct client *c, struct text *t)
{
  uint64_t octets = 0;
  char before = '\n';
  const char *dot;
  size_t n;

  for (;;) {
    need(c, 1);
    dot = memchr(c->x + c->p, '.', c->q - c->p);
    n = dot ? (size_t)(dot - (c->x + c->p)) : c->q - c->p;
    if (n) before = c->x[c->p + n - 1];
    if (dot && before != '\n') { ++n; before = '.'; }
    append(t, c->x + c->p, n);
    octets += n;
    c->p += n;
    if (!dot || before == '.') continue;
    need(c, 3);
    if (!memcmp(c->x + c->p, ".\r\n", 3)) { c->p += 3; return octets; }
    ++c->p; /* the server's; the next byte is the line's, even if a dot */
    before = 0;
  }
}

void client_quit(struct client *c)
{
  (void)client_ask(c, "QUIT");
  while (more(c)) ;
  if (c->q != c->p) client_die("after QUIT", "the server said more");
  wire_close(&c->wire);
}
