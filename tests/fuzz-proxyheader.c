/* Any bytes as a header of the PROXY protocol: what is said of them hangs on no
 * byte behind the header and on every byte of it, and an address that was
 * found is found again in a header of version 2 that is made from it. */
#include "../proxyheader.h"
#include "fuzz.h"

static int parse(struct proxyheader *h)
{
  char byte[1];
  substdio in = SUBSTDIO_INIT(fuzz_read, 0, byte, sizeof byte);
  int r = proxyheader_read(&in, h);

  must(in.p == in.q);
  return r;
}

static int again(const char *s, size_t n, struct proxyheader *h)
{
  fuzz_in.s = s;
  fuzz_in.n = n;
  fuzz_in.at = 0;
  return parse(h);
}

static void in_version2(const struct proxyheader *h)
{
  char s[64] = "\r\n\r\n\0\r\nQUIT\n\x21\x11\0";
  size_t size = h->family == 4 ? 4 : 16;
  struct proxyheader copy;
  char *to = s + 16;

  if (h->family == 6) s[13] = 0x21;
  s[15] = (char)(2 * size + 4 + 8);
  memcpy(to, h->from, size);
  memcpy(to + size, h->to, size);
  to += 2 * size;
  *to++ = (char)(h->from_port >> 8);
  *to++ = (char)(h->from_port & 255);
  *to++ = (char)(h->to_port >> 8);
  *to++ = (char)(h->to_port & 255);
  memcpy(to, "\x20\0\5\0\0\0\0\0", 8);
  to[3] = (char)h->tls;
  must(again(s, (size_t)(to + 8 - s), &copy) == PROXYHEADER_ADDRESS);
  must(memcmp(&copy, h, sizeof copy) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
  static const struct proxyheader none;
  struct proxyheader copy;
  struct proxyheader h;
  const char *s;
  size_t used;
  int r;

  if (!fuzz_start(bytes, n)) return 0;
  s = fuzz_in.s;
  r = parse(&h);
  used = fuzz_in.at;
  must(used <= 16 + PROXYHEADER_BODY);
  if (used && s[0] == 'P') must(used <= PROXYHEADER_LINE);
  if (r != PROXYHEADER_ADDRESS) must(memcmp(&h, &none, sizeof h) == 0);
  else must((h.family == 4 || h.family == 6) && h.tls <= 1);
  must(again(s, used, &copy) == r && memcmp(&h, &copy, sizeof h) == 0);
  if (used && r != PROXYHEADER_END)
    must(again(s, used - 1, &copy) == PROXYHEADER_END);
  if (r == PROXYHEADER_ADDRESS) in_version2(&h);
  return 0;
}
