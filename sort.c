#include <stdint.h>
#include <string.h>
#include "alloc.h"
#include "sort.h"

/* Each pass looks at so many bits of the number, from the lowest on. */
enum { BITS = 11, VALUES = 1 << BITS };

static uint64_t number(const char *record)
{
  uint64_t u;

  memcpy(&u, record, sizeof u);
  return u;
}

static size_t value(const char *record, int shift)
{
  return (size_t)(number(record) >> shift & (VALUES - 1));
}

/* Moves all records, by one part of their numbers. */
static void pass(char *to, const char *from, size_t n, size_t size, int shift)
{
  static size_t at[VALUES]; /* where the next one with this value goes */
  size_t sum = 0;
  size_t here;
  size_t i;

  memset(at, 0, sizeof at);
  for (i = 0; i < n; ++i) ++at[value(from + i * size, shift)];
  for (i = 0; i < VALUES; ++i) {
    here = at[i] * size;
    at[i] = sum;
    sum += here;
  }
  for (i = 0; i < n; ++i, from += size) {
    here = value(from, shift);
    memcpy(to + at[here], from, size);
    at[here] += size;
  }
}

int sort_number(void *s, size_t n, size_t size)
{
  uint64_t differ = 0;
  size_t room = 0;
  char *from = s;
  char *to = alloc_grow(0, &room, n, size);
  char *other;
  size_t i;
  int shift;

  if (!to) return 0;
  for (i = 1; i < n; ++i) differ |= number(from) ^ number(from + i * size);
  for (shift = 0; shift < 64; shift += BITS) {
    if (!(differ >> shift & (VALUES - 1))) continue; /* all have one value */
    pass(to, from, n, size, shift);
    other = from;
    from = to;
    to = other;
  }
  if (from != s) {
    memcpy(s, from, n * size);
    to = from;
  }
  alloc_free(to);
  return 1;
}
