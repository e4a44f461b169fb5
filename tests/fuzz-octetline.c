/* Any bytes as pop3.octets, read in any parts: each line is what it says
 * until one is malformed; and lines that are put are read again as they
 * were meant, whatever the name. */
#include "../octetline.h"
#include "naive-octetline.h"

/* Puts a line, and reads it. */
static void puts_line(uint64_t octets, const char *name)
{
  static char buf[2][50];
  substdio out = SUBSTDIO_INIT(fuzz_write, 1, buf[0], sizeof buf[0]);
  substdio in = SUBSTDIO_INIT(fuzz_read, 0, buf[1], sizeof buf[1]);
  size_t len = strcspn(name, ":");
  const char *got;
  uint64_t u;

  fuzz_out.n = 0;
  must(octetline_put(&out, octets, name) == 0 && substdio_flush(&out) == 0);
  if (!fuzz_out.n) {
    must(!len || len > 1000 || memchr(name, '\n', len));
    return;
  }
  fuzz_in.s = fuzz_out.s;
  fuzz_in.n = fuzz_out.n;
  fuzz_in.at = 0;
  must(octetline_get(&in, &u, &got) == 1 && u == octets);
  must(strlen(got) == len && !memcmp(got, name, len));
  must(octetline_get(&in, &u, &got) == (fuzz_in.flags & FUZZ_FAIL ? -1 : 0));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
  static char buf[1200];
  substdio in = SUBSTDIO_INIT(fuzz_read, 0, buf, sizeof buf);
  const char *got;
  const char *s;
  uint64_t u;
  uint64_t octets = 0;
  char *name;
  size_t n;
  int r;

  if (!fuzz_start(bytes, size)) return 0;
  if (fuzz_in.flags & FUZZ_A) in.n = 1;
  s = fuzz_in.s;
  n = fuzz_in.n;
  while ((r = fuzz_line(&s, &n, &octets, &name)) == 1) {
    must(name && octetline_get(&in, &u, &got) == 1);
    must(u == octets && !strcmp(got, name));
    free(name);
  }
  if (fuzz_in.flags & FUZZ_FAIL) r = -1;
  must(octetline_get(&in, &u, &got) == r);
  name = fuzz_string(fuzz_in.s, fuzz_in.n);
  puts_line(octets, name);
  free(name);
  return 0;
}
