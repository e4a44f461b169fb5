#include <stdint.h>
#include <string.h>
#include "byte.h"
#include "sort.h"

enum { VALUES = 256, FEW = 64 };

static void swap(char *a, char *b, size_t size)
{
  char c[SORT_SIZE];

  byte_copy(c, a, size);
  byte_copy(a, b, size);
  byte_copy(b, c, size);
}

/* ---- by a number ---- */

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

/* For a few, which need no tables of 4 KB on the stack then: each goes down to
 * where it belongs. */
static void insert(char *s, size_t n, size_t size)
{
  char record[SORT_SIZE];
  size_t i;
  size_t j;

  for (i = 1; i < n; ++i) {
    if (number(s + (i - 1) * size) <= number(s + i * size)) continue;
    byte_copy(record, s + i * size, size);
    for (j = i; j && number(s + (j - 1) * size) > number(record); --j)
      byte_copy(s + j * size, s + (j - 1) * size, size);
    byte_copy(s + j * size, record, size);
  }
}

/* Brings all records with the same eight bits together, in the order of these;
 * end[v] is where those with the value v end. */
static void part(char *s, size_t n, size_t size, int shift,
  size_t end[VALUES])
{
  size_t next[VALUES];
  size_t sum = 0;
  size_t i;
  size_t v;

  memset(end, 0, VALUES * sizeof *end);
  for (i = 0; i < n; ++i) ++end[value(s + i * size, shift)];
  for (v = 0; v < VALUES; ++v) {
    next[v] = sum;
    sum += end[v];
    end[v] = sum;
  }
  for (v = 0; v < VALUES; ++v)
    while (next[v] < end[v]) {
      i = value(s + next[v] * size, shift);
      if (i == v) ++next[v];
      else swap(s + next[v] * size, s + next[i]++ * size, size);
    }
}

/* By the highest eight bits in which any differ, then by those below; no more
 * than eight calls deep. */
static void by_number(char *s, size_t n, size_t size)
{
  size_t end[VALUES];
  size_t from = 0;
  size_t v;
  size_t i;
  uint64_t differ = 0;
  int shift = 0;

  if (n <= FEW) { insert(s, n, size); return; }
  for (i = 1; i < n; ++i) differ |= number(s) ^ number(s + i * size);
  if (!differ) return;
  while (differ >> shift >= VALUES) shift += 8;
  part(s, n, size, shift, end);
  for (v = 0; shift && v < VALUES; from = end[v++])
    by_number(s + from * size, end[v] - from, size);
}

void sort_number(void *s, size_t n, size_t size)
{
  by_number(s, n, size);
}

/* ---- by what a function says: a heap, whose first is the last ---- */

static void sift(char *s, size_t i, size_t n, size_t size,
  int (*order)(const void *, const void *))
{
  size_t child;

  for (;; i = child) {
    if (i >= n / 2) return;
    child = 2 * i + 1;
    if (child + 1 < n && order(s + child * size, s + (child + 1) * size) < 0)
      ++child;
    if (order(s + i * size, s + child * size) >= 0) return;
    swap(s + i * size, s + child * size, size);
  }
}

void sort_by(void *s, size_t n, size_t size,
  int (*order)(const void *, const void *))
{
  char *r = s;
  size_t i;

  for (i = n / 2; i--;) sift(r, i, n, size, order);
  for (i = n; i-- > 1;) {
    swap(r, r + i * size, size);
    sift(r, 0, i, size, order);
  }
}
