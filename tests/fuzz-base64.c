/* Any string: what is decoded is right, and nothing else is. */
#include "../base64.h"
#include "naive-plain.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
  char *s;
  char *want;
  size_t len = 7;
  size_t wanted;
  int good;

  if (n > FUZZ_MAX) return 0;
  s = fuzz_string((const char *)bytes, n);
  n = strlen(s);
  want = fuzz_string(s, n);
  good = fuzz_base64(s, n, want, &wanted);
  must(base64_decode(s, &len) == good);
  if (good) must(len == wanted && !memcmp(s, want, len));
  else must(len == 7);
  free(want);
  free(s);
  return 0;
}
