/* Any bytes, wherever they and the copy begin: byte_until stops at the first
 * that it must, and touches nothing behind n. */
#include "../byte.h"
#include "fuzz.h"

/* The first byte is what it stops at; two more, where the two texts begin. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
  char *from;
  char *to;
  size_t a;
  size_t b;
  size_t i;
  char stop;

  if (n < 3 || n > FUZZ_MAX) return 0;
  stop = (char)bytes[0];
  a = bytes[1] % 16;
  b = bytes[2] % 16;
  bytes += 3;
  n -= 3;
  from = malloc(a + n + !(a + n)); /* exact, for the address sanitizer */
  to = malloc(b + n + !(b + n));
  must(from && to);
  memset(to, 'x', n + b);
  memcpy(from + a, bytes, n);
  for (i = 0; i < n && from[a + i] != stop; ++i) ;
  must(byte_until(to + b, from + a, n, stop) == i);
  must(!memcmp(to + b, bytes, i) && !memcmp(from + a, bytes, n));
  for (i = 0; i < b; ++i) must(to[i] == 'x');
  free(to);
  free(from);
  return 0;
}
