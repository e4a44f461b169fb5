#include <stdint.h>
#include <string.h>
#include "byte.h"

/* volatile: the compiler cannot know that this is still memset, and so
 * cannot drop the call */
static void *(*const volatile fill)(void *, int, size_t) = memset;

void byte_wipe(void *s, size_t n)
{
  fill(s, 0, n);
}

/* A memcpy of 8 or 4 is one load and one store.  What is left over at the end
 * is copied together with some bytes before it. */
void byte_copy(void *to, const void *from, size_t n)
{
  enum { FEW = 256 };
  char *t = to;
  const char *f = from;
  size_t i;

  if (n > FEW) { memcpy(t, f, n); return; }
  if (n >= 8) {
    for (i = 0; i < n - 8; i += 8) memcpy(t + i, f + i, 8);
    memcpy(t + n - 8, f + n - 8, 8);
  }
  else if (n >= 4) {
    memcpy(t, f, 4);
    memcpy(t + n - 4, f + n - 4, 4);
  }
  else for (i = 0; i < n; ++i) t[i] = f[i];
}

/* Eight bytes as a number, the first of them lowest on every machine;
 * compilers make one load of it. */
static uint64_t word(const char *s)
{
  const unsigned char *u = (const unsigned char *)s;

  return (uint64_t)u[0] | (uint64_t)u[1] << 8 | (uint64_t)u[2] << 16
    | (uint64_t)u[3] << 24 | (uint64_t)u[4] << 32 | (uint64_t)u[5] << 40
    | (uint64_t)u[6] << 48 | (uint64_t)u[7] << 56;
}

int byte_same(const void *a, const void *b, size_t n)
{
  const char *x = a;
  const char *y = b;
  uint64_t diff = 0;

  for (; n >= 8; n -= 8, x += 8, y += 8) diff |= word(x) ^ word(y);
  for (; n; --n) diff |= (unsigned char)(*x++ ^ *y++);
  return diff == 0;
}

static const uint64_t ones = UINT64_MAX / 255; /* 1 in each byte */

/* Not 0 if a byte of w is 0; the lowest bit set is of the first of these. */
static uint64_t zeros(uint64_t w) { return (w - ones) & ~w & ones << 7; }

/* The bytes below the lowest bit set, counted by adding up a 1 for each: a loop
 * would guess wrong at the end of every line. */
static size_t below(uint64_t w)
{
  return (size_t)((((w ^ (w - 1)) & ones) * ones >> 56) - 1);
}

size_t byte_find(const char *s, size_t n, char c)
{
  const uint64_t all = ones * (unsigned char)c;
  uint64_t w;
  size_t i;

  for (i = 0; n - i >= 8; i += 8) {
    w = zeros(word(s + i) ^ all);
    if (w) return i + below(w);
  }
  for (; i < n && s[i] != c; ++i) ;
  return i;
}

int byte_either(const char *s, size_t n, char a, char b)
{
  const uint64_t as = ones * (unsigned char)a;
  const uint64_t bs = ones * (unsigned char)b;
  uint64_t found = 0;
  uint64_t w;

  for (; n >= 8; n -= 8, s += 8) {
    w = word(s);
    found |= zeros(w ^ as) | zeros(w ^ bs);
  }
  for (; n; --n, ++s) found |= *s == a || *s == b;
  return found != 0;
}

/* A byte below 0x21 borrows, and one above 0x7e has the highest bit or gets it;
 * what that does to the bytes above changes no answer. */
int byte_visible(const char *s, size_t n)
{
  uint64_t found = 0;
  uint64_t w;

  for (; n >= 8; n -= 8, s += 8) {
    w = word(s);
    found |= (w - ones * 0x21) | (w + ones) | w;
  }
  for (; n; --n, ++s) found |= *s < 0x21 || *s > 0x7e ? ones << 7 : 0;
  return !(found & ones << 7);
}

size_t byte_until(char *to, const char *from, size_t n, char stop)
{
  const uint64_t stops = ones * (unsigned char)stop;
  uint64_t w;
  size_t i;

  for (i = 0; n - i >= 8; i += 8) {
    memcpy(to + i, from + i, 8);
    w = zeros(word(from + i) ^ stops);
    if (w) return i + below(w);
  }
  for (; i < n && from[i] != stop; ++i) to[i] = from[i];
  return i;
}

/* The highest bit of each byte of w that is not 0; the others are any. */
static uint64_t filled(uint64_t w)
{
  return w | ((w & ones * 0x7f) + ones * 0x7f);
}

/* The sum of the bytes of w. */
static size_t bytes(uint64_t w)
{
  static const uint64_t pairs = UINT64_MAX / 65535; /* 1 in every other byte */

  return (size_t)(((w & pairs * 255) + (w >> 8 & pairs * 255)) * pairs >> 48);
}

/* Eight at a time, and no branch for any: each adds 1 to its byte of sums,
 * which holds 255. */
size_t byte_count(const char *s, size_t n, char what, char after)
{
  const uint64_t whats = ones * (unsigned char)what;
  const uint64_t afters = ones * (unsigned char)after;
  uint64_t sums;
  uint64_t w;
  const char *end;
  size_t count = 0;

  while (n >= 8) {
    end = s + (n < 255 * 8 ? n / 8 : 255) * 8;
    n -= (size_t)(end - s);
    for (sums = 0; s < end; s += 8) {
      w = filled(word(s - 1) ^ afters) & ~filled(word(s) ^ whats);
      sums += w >> 7 & ones;
    }
    count += bytes(sums);
  }
  for (; n; --n, ++s) count += *s == what && s[-1] != after;
  return count;
}
