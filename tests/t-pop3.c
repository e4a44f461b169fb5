#include <string.h>
#include "../pop3.h"
#include "test.h"

static char sent[4096];
static size_t len;

static ssize_t to_sent(int fd, char *buf, size_t n)
{
  (void)fd;
  if (n > sizeof sent - 1 - len) return -1;
  memcpy(sent + len, buf, n);
  len += n;
  sent[len] = 0;
  return (ssize_t)n;
}

static char buf[4096];
static substdio out = SUBSTDIO_INIT(to_sent, 1, buf, sizeof buf);

/* Is this what was put since the last time? */
static int is(const char *s)
{
  int same = substdio_flush(&out) == 0 && !strcmp(sent, s);

  len = 0;
  *sent = 0;
  return same;
}

static void lines(void)
{
  pop3_ok(&out, ""); check(is("+OK \r\n"));
  pop3_ok(&out, "1 2"); check(is("+OK 1 2\r\n"));
  pop3_err(&out, ""); check(is("-ERR \r\n"));
  pop3_err(&out, "[SYS/TEMP] x"); check(is("-ERR [SYS/TEMP] x\r\n"));
  pop3_end(&out); check(is(".\r\n"));
  pop3_id(&out, 1, "a", 1); check(is("1 a\r\n"));
  pop3_id(&out, UINT64_MAX, "%sx", 2); check(is("18446744073709551615 %s\r\n"));
  pop3_pair(&out, 0, 0); check(is("0 0\r\n"));
  pop3_pair(&out, 1, 4567); check(is("1 4567\r\n"));
  pop3_pair(&out, UINT64_MAX, UINT64_MAX);
  check(is("18446744073709551615 18446744073709551615\r\n"));
}

/* All are put, none is flushed: replies go out together. */
static void batched(void)
{
  pop3_ok(&out, "");
  pop3_pair(&out, 1, 2);
  pop3_end(&out);
  pop3_capa(&out, 0, 0, 0);
  check(len == 0);
  check(substdio_flush(&out) == 0);
  check(!strncmp(sent, "+OK \r\n1 2\r\n.\r\n+OK", 17));
  len = 0;
  *sent = 0;
}

/* How often the line is in what was sent. */
static int has(const char *line)
{
  const char *s = sent;
  size_t n = strlen(line);
  int times = 0;

  while ((s = strstr(s, "\r\n"))) {
    s += 2;
    times += !strncmp(s, line, n) && !strncmp(s + n, "\r\n", 2);
  }
  return times;
}

/* RFC 2449: each line is a tag and its parameters, of printable bytes, one
 * space apart, at most 512 bytes long; there is one end. */
static int legal(void)
{
  const char *s;
  const char *end;

  if (strncmp(sent, "+OK", 3)) return 0;
  for (s = strstr(sent, "\r\n"); s; s = end) {
    s += 2;
    end = strstr(s, "\r\n");
    if (!end || end - s > 510 || end == s) return 0;
    if (*s == '.') return !strcmp(s, ".\r\n");
    for (; s < end; ++s) {
      if (*s < 0x20 || *s > 0x7e) return 0;
      if (*s == ' ' && (s[1] == ' ' || s[1] == '\r')) return 0;
    }
  }
  return 0;
}

/* Whether USER and SASL are announced, and STLS, is the caller's to say. */
static void capa(void)
{
  static const char *const row[] = {
    "TOP", "UIDL", "RESP-CODES", "AUTH-RESP-CODE", "PIPELINING",
    "EXPIRE NEVER",
  };
  int n;
  size_t i;

  for (n = 0; n < 8; ++n) {
    int user = n & 1;
    int plain = n >> 1 & 1;
    int stls = n >> 2;

    len = 0;
    pop3_capa(&out, user, plain, stls);
    check(substdio_flush(&out) == 0 && legal());
    for (i = 0; i < sizeof row / sizeof *row; ++i)
      check_row(i, has(row[i]) == 1);
    check(strstr(sent, "\r\nIMPLEMENTATION "));
    check(has("USER") == user && has("SASL PLAIN") == plain);
    check(has("STLS") == stls);
  }
}

int main(void)
{
  lines();
  batched();
  capa();
  return test_end();
}
