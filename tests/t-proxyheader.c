#include "../proxyheader.h"
#include "test.h"

#define SIGNATURE "\r\n\r\n\0\r\nQUIT\n"
#define FOUR "\x0a\0\0\x07\x0a\0\0\x01\x9c\x40\0\x6e"
#define SIX_FROM "\xfd\0\0\0\0\0\0\0\0\0\0\0\0\0\0\7"
#define SIX_TO "\xfd\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1"
#define SIX SIX_FROM SIX_TO "\x9c\x40\0\x6e"
#define ZEROS "\0\0\0\0\0\0\0\0\0\0"
#define MAPPED ZEROS "\xff\xff\x0a\0\0\x07" ZEROS "\xff\xff\x0a\0\0\x01" \
  "\x9c\x40\0\x6e"
#define TLS_ON "\x20\0\5\1\0\0\0\0"
#define LINE4 "PROXY TCP4 10.0.0.7 10.0.0.1 40000 110\r\n"
#define FULL "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"

/* A literal that may hold 0 bytes, without the last. */
#define S(literal) literal, sizeof literal - 1

enum { ADDRESS = PROXYHEADER_ADDRESS, NONE = PROXYHEADER_NONE,
  BAD = PROXYHEADER_BAD, END = PROXYHEADER_END };

static const char *text;
static size_t left;
static int broken; /* reading fails at the end */

static ssize_t next(int fd, char *buf, size_t len)
{
  (void)fd;
  if (len != 1) return -1; /* more than the header could be read */
  if (!left) return broken ? -1 : 0;
  *buf = *text++;
  --left;
  return 1;
}

static int parse(const char *s, size_t n, struct proxyheader *h)
{
  char buf[1];
  substdio in = SUBSTDIO_INIT(next, 0, buf, sizeof buf);

  text = s;
  left = n;
  return proxyheader_read(&in, h);
}

static int empty(const struct proxyheader *h)
{
  static const struct proxyheader none;

  return memcmp(h, &none, sizeof none) == 0;
}

static int is_four(const struct proxyheader *h)
{
  return h->family == 4 && h->from_port == 40000 && h->to_port == 110
    && !memcmp(h->from, "\x0a\0\0\x07" ZEROS "\0\0", 16)
    && !memcmp(h->to, "\x0a\0\0\x01" ZEROS "\0\0", 16);
}

static int is_six(const struct proxyheader *h)
{
  return h->family == 6 && h->from_port == 40000 && h->to_port == 110
    && !memcmp(h->from, SIX_FROM, 16) && !memcmp(h->to, SIX_TO, 16);
}

static void good(void)
{
  static const struct { const char *s; size_t n; int family; int tls; } row[]
  = {
    { S(LINE4), 4, 0 },
    { S("PROXY TCP6 fd00::7 fd00::1 40000 110\r\n"), 6, 0 },
    { S("PROXY TCP6 FD00:0::0007 fd00:0:0:0:0:0:0:1 40000 110\r\n"), 6, 0 },
    { S("PROXY TCP6 ::ffff:10.0.0.7 ::ffff:10.0.0.1 40000 110\r\n"), 4, 0 },
    { S(SIGNATURE "\x21\x11\0\x0c" FOUR), 4, 0 },
    { S(SIGNATURE "\x21\x21\0\x24" SIX), 6, 0 },
    { S(SIGNATURE "\x21\x21\0\x24" MAPPED), 4, 0 },
    { S(SIGNATURE "\x21\x11\0\x14" FOUR TLS_ON), 4, 1 },
    { S(SIGNATURE "\x21\x21\0\x2c" SIX TLS_ON), 6, 1 },
    { S(SIGNATURE "\x21\x11\0\x14" FOUR "\x20\0\5\6\0\0\0\0"), 4, 0 },
    { S(SIGNATURE "\x21\x11\0\x18" FOUR "\4\0\1x" TLS_ON), 4, 1 },
    { S(SIGNATURE "\x21\x11\0\x0f" FOUR "\4\0\0"), 4, 0 },
  };
  struct proxyheader h;
  size_t i;

  for (i = 0; i < sizeof row / sizeof *row; ++i) {
    check_row(i, parse(row[i].s, row[i].n, &h) == ADDRESS && left == 0);
    check_row(i, row[i].family == 4 ? is_four(&h) : is_six(&h));
    check_row(i, h.tls == row[i].tls);
  }
}

static void edges(void)
{
  struct proxyheader h;

  check(parse(S("PROXY TCP4 255.255.255.255 0.0.0.0 65535 0\r\n"), &h)
    == ADDRESS && h.from_port == 65535 && h.to_port == 0);
  check(!memcmp(h.from, "\xff\xff\xff\xff", 4));
  check(parse(S("PROXY TCP6 " FULL " " FULL " 65535 65535\r\n"), &h)
    == ADDRESS);
  check(parse(S("PROXY TCP6 ::ffff:10.0.0.7 fd00::1 1 2\r\n"), &h) == ADDRESS
    && h.family == 6);
}

struct row { const char *s; size_t n; int r; };

/* Each row is answered by what it says, and nothing is filled in. */
static void refuses(const struct row *row, size_t n)
{
  struct proxyheader h;
  size_t i;

  for (i = 0; i < n; ++i) {
    check_row(i, parse(row[i].s, row[i].n, &h) == row[i].r && empty(&h));
    if (row[i].r != END) continue;
    broken = 1;
    check_row(i, parse(row[i].s, row[i].n, &h) == END && empty(&h));
    broken = 0;
  }
}

static void none(void)
{
  static const struct row row[] = {
    { S("PROXY UNKNOWN\r\n"), NONE },
    { S("PROXY UNKNOWN ffff::1 whatever 7 x\r\n"), NONE },
    { S("PROXY UNKNOWN " FULL " " FULL " 65535 65535\r\n"), NONE }, /* 107 */
    { S(SIGNATURE "\x20\0\0\0"), NONE },
    { S(SIGNATURE "\x20\x11\0\x0c" FOUR), NONE },
    { S(SIGNATURE "\x21\0\0\0"), NONE },
    { S(SIGNATURE "\x21\x31\0\0"), NONE },
  };

  refuses(row, sizeof row / sizeof *row);
}

static void bad_text(void)
{
  static const struct row row[] = {
    { S("PROXY UNKNOWN " FULL " " FULL " 65535 655350\r\n"), BAD },
    { S("PROXY UNKNOWN " FULL " " FULL " 65535 65535\rx\n"), BAD },
    { S("PROXY UNKNOWNS\r\n"), BAD }, { S("PROXY \r\n"), BAD },
    { S("PROXY TCP4\r\n"), BAD },
    { S("PROXY TCP5 1.1.1.1 1.1.1.1 1 1\r\n"), BAD },
    { S("PROXY tcp4 1.1.1.1 1.1.1.1 1 1\r\n"), BAD },
    { S("proxy TCP4 1.1.1.1 1.1.1.1 1 1\r\n"), BAD },
    { S("PROXY  TCP4 1.1.1.1 1.1.1.1 1 1\r\n"), BAD },
    { S("PROXY TCP4  1.1.1.1 1.1.1.1 1 1\r\n"), BAD },
    { S("PROXY TCP4 1.1.1.1 1.1.1.1 1 1 \r\n"), BAD },
    { S("PROXY TCP4 1.1.1.1 1.1.1.1 1 1 1\r\n"), BAD },
    { S("PROXY TCP4 1.1.1.1 1.1.1.1 1\r\n"), BAD },
    { S("PROXY TCP4 1.1.1.1 1.1.1.1 1 1\n"), BAD },
    { S("PROXY TCP4 1.1.1.1 1.1.1.1 1 1\r\r\n"), BAD },
    { S("PROXY TCP4 1.1.1.1 1.1.1.1 1 65536\r\n"), BAD },
    { S("PROXY TCP4 1.1.1.1 1.1.1.1 01 1\r\n"), BAD },
    { S("PROXY TCP4 1.1.1.1 1.1.1.1 -1 1\r\n"), BAD },
    { S("PROXY TCP4 1.1.1.1 1.1.1.1 1 \r\n"), BAD },
    { S("PROXY TCP4 1.1.1.256 1.1.1.1 1 1\r\n"), BAD },
    { S("PROXY TCP4 1.1.1 1.1.1.1 1 1\r\n"), BAD },
    { S("PROXY TCP4 fd00::1 fd00::2 1 1\r\n"), BAD },
    { S("PROXY TCP6 1.1.1.1 1.1.1.1 1 1\r\n"), BAD },
    { S("PROXY TCP6 fd00::1%eth0 fd00::2 1 1\r\n"), BAD },
    { S("PROXY TCP4 1.1.1.1\0 1.1.1.1 1 1\r\n"), BAD },
    { S("PROX\n"), BAD }, { S("PASS x\r\n"), BAD }, { S("USER a\r\n"), BAD },
    { S("\n"), BAD }, { S("\0"), BAD }, { S("\r\n\r\nQ"), BAD },
  };

  refuses(row, sizeof row / sizeof *row);
}

static void bad_binary(void)
{
  static const struct row row[] = {
    { S(SIGNATURE "\x11\x11\0\x0c" FOUR), BAD },
    { S(SIGNATURE "\x31\x11\0\x0c" FOUR), BAD },
    { S(SIGNATURE "\x22\x11\0\x0c" FOUR), BAD },
    { S(SIGNATURE "\x21\x12\0\x0c" FOUR), BAD },
    { S(SIGNATURE "\x21\x41\0\x0c" FOUR), BAD },
    { S(SIGNATURE "\x21\x11\0\x0b" FOUR), BAD },
    { S(SIGNATURE "\x21\x21\0\x0c" FOUR), BAD },
    { S(SIGNATURE "\x21\x11\0\x0d" FOUR "\4"), BAD },
    { S(SIGNATURE "\x21\x11\0\x0f" FOUR "\4\0\1"), BAD },
    { S(SIGNATURE "\x21\x11\0\x13" FOUR "\x20\0\4\1\0\0\0"), BAD },
    { S(SIGNATURE "\x21\x11\x10\x01"), BAD },
  };

  refuses(row, sizeof row / sizeof *row);
}

static void ends(void)
{
  static const struct row row[] = {
    { S(""), END }, { S("P"), END }, { S("PROXY TCP4 1.1.1.1 1.1."), END },
    { S("PROXY UNKNOWN\r"), END }, { S("\r"), END }, { S("\r\n\r\n"), END },
    { S(SIGNATURE), END }, { S(SIGNATURE "\x21\x11\0"), END },
    { S(SIGNATURE "\x21\x11\0\x0d" FOUR), END },
    { S(SIGNATURE "\x20\x11\0\x0d" FOUR), END },
  };

  refuses(row, sizeof row / sizeof *row);
}

/* Of the largest header of version 2 every byte is read, and none behind it. */
static void largest(void)
{
  static char s[16 + PROXYHEADER_BODY + 3] = SIGNATURE "\x21\x11\x10\0" FOUR;
  struct proxyheader h;

  s[28] = 4; /* an extension that fills the rest */
  s[29] = (PROXYHEADER_BODY - 15) >> 8;
  s[30] = (char)((PROXYHEADER_BODY - 15) & 255);
  check(parse(s, sizeof s, &h) == ADDRESS && is_four(&h) && left == 3);
  check(parse(s, sizeof s - 4, &h) == END);
  check(parse(S(LINE4 "USER"), &h) == ADDRESS && left == 4);
}

int main(void)
{
  good();
  edges();
  none();
  bad_text();
  bad_binary();
  ends();
  largest();
  return test_end();
}
