/* A message of any bytes, read and written in any parts: RETR and TOP send
 * what a line by line reference sends, and octets are counted alike. */
#include "../fd.h"
#include "fuzz.h"
#define fd_read fuzz_read
#include "../message.c"
#undef fd_read

static struct fuzz_text want;
static uint64_t dots;

/* FUZZ_A: TOP, and the first byte is how many lines.  1 = all that was wanted
 * was there before the end. */
static int reference(const char *s, size_t n, uint64_t lines)
{
  const char *lf;
  size_t len;
  int body = 0;

  want.n = 0;
  dots = 0;
  while (n && !(body && lines == 0)) {
    lf = memchr(s, '\n', n);
    len = lf ? (size_t)(lf - s) : n;
    if (lf && len && s[len - 1] == '\r') --len;
    if (len && *s == '.') { fuzz_adds(&want, "."); ++dots; }
    fuzz_add(&want, s, len);
    fuzz_adds(&want, "\r\n");
    if (body && lf) --lines;
    if (lf && !len) body = 1;
    len = lf ? (size_t)(lf - s) + 1 : n;
    s += len;
    n -= len;
  }
  return body && lines == 0;
}

static void counts(void)
{
  uint64_t octets = 7;
  int r;

  fuzz_in.at = 0;
  r = message_octets(-1, &octets);
  (void)reference(fuzz_in.s, fuzz_in.n, MESSAGE_ALL);
  if (fuzz_in.flags & FUZZ_FAIL) must(r == -1 && octets == 7);
  else must(r == 0 && octets == want.n - dots);
}

int LLVMFuzzerTestOneInput(const uint8_t *s, size_t n)
{
  static char large[100];
  static char small[4]; /* there is no room for less */
  substdio out = SUBSTDIO_INIT(fuzz_write, 1, large, sizeof large);
  uint64_t lines = MESSAGE_ALL;
  uint64_t octets = 7;
  int all;
  int r;

  if (!fuzz_start(s, n)) return 0;
  if (fuzz_in.flags & FUZZ_A) lines = fuzz_byte();
  if (fuzz_in.flags & FUZZ_B) { out.x = small; out.n = sizeof small; }
  counts();
  all = reference(fuzz_in.s, fuzz_in.n, lines);
  fuzz_in.at = 0;
  r = message_put(&out, -1, lines, &octets);
  must(substdio_flush(&out) == 0);
  if (fuzz_in.flags & FUZZ_FAIL && !all) {
    must(r == -1 && octets == 7);
    must(fuzz_out.n <= want.n && !memcmp(fuzz_out.s, want.s, fuzz_out.n));
    return 0;
  }
  must(r >= 0 && fuzz_same(&fuzz_out, &want) && octets == want.n - dots);
  return 0;
}
