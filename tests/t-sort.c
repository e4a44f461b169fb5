#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/resource.h>
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

/* Sorts the first n, whose numbers are set: are they in order, whole, and
 * equal ones as they were? */
static int sorts(size_t n)
{
  uint64_t sum = 0;
  size_t i;

  for (i = 0; i < n; ++i) {
    r[i].place = (uint32_t)i;
    memcpy(r[i].rest, &r[i].number, 8);
    sum += r[i].number;
  }
  if (!sort_number(r, n, sizeof *r)) return 0;
  for (i = 0; i < n; ++i) {
    sum -= r[i].number;
    if (memcmp(r[i].rest, &r[i].number, 8)) return 0;
    if (!i || r[i - 1].number < r[i].number) continue;
    if (r[i - 1].number > r[i].number || r[i - 1].place >= r[i].place) return 0;
  }
  return sum == 0;
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
  static const size_t n[] = { 0, 1, 2, 3, 2047, 2048, 2049, MANY };
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
  size_t i;

  for (i = 0; i < 10; ++i) r[i].number = 10 - i;
  check(sort_number(r + 1, 8, sizeof *r));
  check(r[0].number == 10 && r[9].number == 1);
  check(r[1].number == 2 && r[8].number == 9);
}

static int no_memory(void)
{
  struct rlimit none = { 0, 0 };
  static struct record *big;

  big = calloc(100000, sizeof *big);
  if (!big) return 111;
  big[0].number = 2;
  big[99999].number = 1;
  if (setrlimit(RLIMIT_AS, &none) == -1) return 111;
  errno = 0;
  if (sort_number(big, 100000, sizeof *big)) return 1;
  if (errno != ENOMEM) return 2;
  return big[0].number == 2 && big[99999].number == 1 ? 0 : 3;
}

int main(void)
{
  rows();
  ordered();
  edges();
  check(test_child(no_memory) == 0);
  return test_end();
}
