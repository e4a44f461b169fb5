#include <stdint.h>
#include <string.h>
#include "../sort.h"
#include "test.h"

struct record {
  uint64_t number;
  uint32_t place; /* where it was */
  char rest[12];
};

enum { MANY = 5000 };
static struct record r[MANY];

static uint64_t next; /* a generator that needs no seed of chance */
static uint64_t any(void)
{
  next = next * 6364136223846793005 + 1442695040888963407;
  return next ^ next >> 29;
}

static size_t asked; /* how often two were compared */

static int by_number(const void *a, const void *b)
{
  const struct record *x = a;
  const struct record *y = b;

  ++asked;
  return (x->number > y->number) - (x->number < y->number);
}

static int in_heap; /* which of the two sorts */

static void sort(struct record *s, size_t n)
{
  if (in_heap) sort_by(s, n, sizeof *s, by_number);
  else sort_number(s, n, sizeof *s);
}

/* Sorts the first n, whose numbers are set: are they in order, and each whole
 * and there once?  Comparing takes no longer than it may, whatever they are. */
static int sorts(size_t n)
{
  static char there[MANY];
  size_t least = 0;
  size_t i;

  for (i = 0; i < n; ++i) {
    r[i].place = (uint32_t)i;
    memcpy(r[i].rest, &r[i].number, 8);
    there[i] = 1;
  }
  asked = 0;
  sort(r, n);
  while ((size_t)1 << least < n) ++least;
  if (asked > 2 * n * least + n) return 0;
  for (i = 0; i < n; ++i) {
    if (memcmp(r[i].rest, &r[i].number, 8)) return 0;
    if (r[i].place >= n || !there[r[i].place]) return 0;
    there[r[i].place] = 0;
    if (i && r[i - 1].number > r[i].number) return 0;
  }
  return 1;
}

/* Numbers that differ in one place only, or in all. */
static void rows(void)
{
  static const struct { uint64_t mask; uint64_t base; } row[] = {
    { 0, 0 }, { 0, UINT64_MAX }, { 1, 0 }, { UINT64_MAX, 0 },
    { 0x7ff, 0 }, { 0x800, 0 }, { 0xfff, 1700000000 }, { 0x3ff800, 0 },
    { (uint64_t)1 << 63, 7 }, { (uint64_t)0x1ff << 55, 0 },
    { 0xffffff, 1700000000 }, { (uint64_t)1 << 32, 0 }, { 0x101010, 3 },
  };
  static const size_t n[] = { 0, 1, 2, 3, 16, 17, 18, 255, 257, MANY };
  size_t i;
  size_t j;
  size_t k;

  for (i = 0; i < sizeof row / sizeof *row; ++i)
    for (j = 0; j < sizeof n / sizeof *n; ++j) {
      for (k = 0; k < n[j]; ++k)
        r[k].number = row[i].base + (any() & row[i].mask);
      check_row(i * 100 + j, sorts(n[j]));
    }
}

static void ordered(void)
{
  size_t i;

  for (i = 0; i < MANY; ++i) r[i].number = i;
  check(sorts(MANY));
  for (i = 0; i < MANY; ++i) r[i].number = MANY - i;
  check(sorts(MANY));
}

/* Nothing but the records that it was given is touched. */
static void edges(void)
{
  size_t n;
  size_t i;

  for (n = 8; n <= 80; n *= 10) {
    for (i = 0; i < n + 2; ++i) r[i].number = n + 2 - i;
    sort(r + 1, n);
    check(r[0].number == n + 2 && r[n + 1].number == 1);
    check(r[1].number == 2 && r[n].number == n + 1);
  }
}

/* Records of another size, with nothing but the number. */
static void small(void)
{
  static uint64_t s[300];
  size_t bad = 0;
  size_t i;

  for (i = 0; i < 300; ++i) s[i] = any() & 0xffff;
  if (in_heap) sort_by(s, 300, sizeof *s, by_number);
  else sort_number(s, 300, sizeof *s);
  for (i = 1; i < 300; ++i) bad += s[i - 1] > s[i];
  check(!bad);
}

int main(void)
{
  for (in_heap = 0; in_heap < 2; ++in_heap) {
    rows();
    ordered();
    edges();
    small();
  }
  return test_end();
}
