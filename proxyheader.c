#include <arpa/inet.h>
#include <string.h>
#include "num.h"
#include "proxyheader.h"
#include "str.h"

/* 1, 0 = the input ended. */
static int get(substdio *in, uint8_t *to, size_t n)
{
  for (; n; --n) {
    if (substdio_feed(in) != 1) return 0;
    *to++ = (uint8_t)in->x[in->p++];
  }
  return 1;
}

/* ---- addresses ---- */

static const uint8_t mapped[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255 };

static int is_mapped(const uint8_t *address)
{
  return memcmp(address, mapped, sizeof mapped) == 0;
}

static void unmap(uint8_t *address)
{
  memmove(address, address + sizeof mapped, 4);
  memset(address + 4, 0, 12);
}

static int done(struct proxyheader *h)
{
  if (h->family == 6 && is_mapped(h->from) && is_mapped(h->to)) {
    h->family = 4;
    unmap(h->from);
    unmap(h->to);
  }
  return PROXYHEADER_ADDRESS;
}

/* ---- version 1: PROXY TCP4 FROM TO FROM_PORT TO_PORT CR LF ---- */

static int port(const char *s, uint16_t *to)
{
  uint64_t u;

  if (!num_whole(s, &u) || u > 65535) return 0;
  if (*s == '0' && s[1]) return 0; /* no zeros in front */
  *to = (uint16_t)u;
  return 1;
}

enum { WORDS = 5 };

/* Cuts s at its spaces: 1, or 0 = it has not so many words. */
static int split(char *s, char *word[WORDS])
{
  size_t n;
  int i;

  for (i = 0; i < WORDS; ++i) {
    n = str_chr(s, ' ');
    word[i] = s;
    s += n;
    if (!*s) break;
    *s++ = 0;
  }
  return i == WORDS - 1;
}

static int parse_line(char *s, struct proxyheader *h)
{
  char *word[WORDS];
  int family = AF_INET;

  if (!strcmp(s, "UNKNOWN") || str_start(s, "UNKNOWN "))
    return PROXYHEADER_NONE;
  if (!split(s, word)) return PROXYHEADER_BAD;
  h->family = 4;
  if (!strcmp(word[0], "TCP6")) { h->family = 6; family = AF_INET6; }
  else if (strcmp(word[0], "TCP4")) return PROXYHEADER_BAD;
  if (inet_pton(family, word[1], h->from) != 1) return PROXYHEADER_BAD;
  if (inet_pton(family, word[2], h->to) != 1) return PROXYHEADER_BAD;
  if (!port(word[3], &h->from_port)) return PROXYHEADER_BAD;
  if (!port(word[4], &h->to_port)) return PROXYHEADER_BAD;
  return done(h);
}

/* The first byte was read, and is a P. */
static int version1(substdio *in, struct proxyheader *h)
{
  static char line[PROXYHEADER_LINE];
  uint8_t byte;
  size_t len = 1;

  line[0] = 'P';
  do {
    if (len == sizeof line) return PROXYHEADER_BAD;
    if (!get(in, &byte, 1)) return PROXYHEADER_END;
    if (len < 6 && byte != (uint8_t)"PROXY "[len]) return PROXYHEADER_BAD;
    if (!byte) return PROXYHEADER_BAD;
    line[len++] = (char)byte;
  } while (byte != '\n');
  if (len < 8 || line[len - 2] != '\r') return PROXYHEADER_BAD;
  line[len - 2] = 0;
  return parse_line(line + 6, h);
}

/* ---- version 2 ---- */

enum { LOCAL = 0x20, PROXY = 0x21 };
enum { UNSPEC = 0x00, TCP4 = 0x11, TCP6 = 0x21, UNIX_STREAM = 0x31 };
enum { TLV_HEAD = 3, TLV_SSL = 0x20, SSL_SIZE = 5, SSL_CLIENT = 1 };

static uint16_t two(const uint8_t *s)
{
  return (uint16_t)(s[0] << 8 | s[1]);
}

/* Looks through what follows the addresses: 1, 0 = its lengths are wrong. */
static int extensions(const uint8_t *s, size_t n, struct proxyheader *h)
{
  size_t len;

  for (; n; s += len, n -= len) {
    if (n < TLV_HEAD) return 0;
    len = two(s + 1);
    if (len > n - TLV_HEAD) return 0;
    if (s[0] == TLV_SSL) {
      if (len < SSL_SIZE) return 0;
      h->tls = s[TLV_HEAD] & SSL_CLIENT;
    }
    len += TLV_HEAD;
  }
  return 1;
}

/* size is that of an address. */
static int addresses(const uint8_t *s, size_t n, size_t size,
  struct proxyheader *h)
{
  size_t all = 2 * size + 4;

  if (n < all) return PROXYHEADER_BAD;
  h->family = size == 4 ? 4 : 6;
  memcpy(h->from, s, size);
  memcpy(h->to, s + size, size);
  h->from_port = two(s + 2 * size);
  h->to_port = two(s + 2 * size + 2);
  if (!extensions(s + all, n - all, h)) return PROXYHEADER_BAD;
  return done(h);
}

/* The first byte was read, and is a CR. */
static int version2(substdio *in, struct proxyheader *h)
{
  static const uint8_t signature[] = "\n\r\n\0\r\nQUIT\n";
  static uint8_t body[PROXYHEADER_BODY];
  uint8_t head[4] = { 0 };
  uint8_t byte;
  size_t len;
  size_t i;

  for (i = 0; i < sizeof signature - 1; ++i) {
    if (!get(in, &byte, 1)) return PROXYHEADER_END;
    if (byte != signature[i]) return PROXYHEADER_BAD;
  }
  if (!get(in, head, sizeof head)) return PROXYHEADER_END;
  if (head[0] != LOCAL && head[0] != PROXY) return PROXYHEADER_BAD;
  len = two(head + 2);
  if (len > sizeof body) return PROXYHEADER_BAD;
  if (!get(in, body, len)) return PROXYHEADER_END;
  if (head[0] == LOCAL) return PROXYHEADER_NONE;
  switch (head[1]) {
    case TCP4: return addresses(body, len, 4, h);
    case TCP6: return addresses(body, len, 16, h);
    case UNSPEC: case UNIX_STREAM: return PROXYHEADER_NONE;
    default: return PROXYHEADER_BAD;
  }
}

int proxyheader_read(substdio *in, struct proxyheader *h)
{
  uint8_t first;
  int r;

  memset(h, 0, sizeof *h);
  if (!get(in, &first, 1)) return PROXYHEADER_END;
  if (first == 'P') r = version1(in, h);
  else if (first == '\r') r = version2(in, h);
  else return PROXYHEADER_BAD;
  if (r != PROXYHEADER_ADDRESS) memset(h, 0, sizeof *h);
  return r;
}
