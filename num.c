#include "byte.h"
#include "num.h"

enum { FIT = 19 }; /* digits that always do */

size_t num_scan(const char *s, uint64_t *u)
{
  uint64_t sum = 0;
  uint64_t digit;
  size_t n;

  for (n = 0; (digit = (unsigned char)(s[n] - '0')) <= 9; ++n) {
    if (n >= FIT && sum > (UINT64_MAX - digit) / 10) return 0;
    sum = sum * 10 + digit;
  }
  if (n) *u = sum;
  return n;
}

int num_whole(const char *s, uint64_t *u)
{
  uint64_t sum;
  size_t n = num_scan(s, &sum);

  if (!n || s[n]) return 0;
  *u = sum;
  return 1;
}

size_t num_fmt(char s[NUM_FMT], uint64_t u)
{
  char digits[NUM_FMT];
  size_t at = NUM_FMT - 1;

  digits[at] = 0;
  do digits[--at] = (char)('0' + u % 10); while (u /= 10);
  byte_copy(s, digits + at, NUM_FMT - at);
  return NUM_FMT - 1 - at;
}
