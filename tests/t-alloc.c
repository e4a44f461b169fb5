#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/resource.h>
#include "../alloc.h"
#include "../asan.h"
#include "test.h"

/* The address sanitizer would else end the test where memory runs out. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
  return "allocator_may_return_null=1";
}

/* 1 = it is a variable of the program.  The linker knows where these end. */
extern char edata[];
extern char end[];
static int in_program(const void *p)
{
  return (uintptr_t)p >= (uintptr_t)edata && (uintptr_t)p < (uintptr_t)end;
}

static void grow(void)
{
  static const struct { size_t n; size_t size; } row[] = {
    { 0, 1 }, { 1, 1 }, { 29, 1 }, { 30, 1 }, { 31, 1 }, { 1000, 1 },
    { 0, 24 }, { 1, 24 }, { 1000, 24 }, { 3, 4096 },
  };
  size_t a;
  size_t i;
  char *p;

  for (i = 0; i < sizeof row / sizeof *row; ++i) {
    a = 0;
    p = alloc_grow(0, &a, row[i].n, row[i].size);
    check_row(i, p && a >= row[i].n);
    if (p) memset(p, 'x', a * row[i].size);
    check_row(i, alloc_grow(p, &a, a, row[i].size) == p);
    alloc_free(p);
  }
}

/* Nothing of what was there is lost, and one by one is not a copy each. */
static void onebyone(void)
{
  enum { N = 100000 };
  uint64_t *p = 0;
  uint64_t *q;
  size_t a = 0;
  size_t old;
  size_t moves = 0;
  size_t bad = 0;
  size_t n;

  for (n = 0; n < N; ++n) {
    old = a;
    q = alloc_grow(p, &a, n + 1, sizeof *p);
    if (!q) break;
    p = q;
    moves += a != old;
    p[n] = n * 3;
  }
  check(n == N);
  check(moves < 300);
  check(a >= N && a <= N + N / 8);
  while (n--) bad += p[n] != n * 3;
  check(!bad);
  alloc_free(p);
}

static void toomuch(void)
{
  static const struct { size_t n; size_t size; } row[] = {
    { SIZE_MAX, 1 }, { SIZE_MAX - 1, 1 }, { SIZE_MAX - 29, 1 },
    { SIZE_MAX - 30, 1 }, { SIZE_MAX - 31, 1 }, { SIZE_MAX / 2 + 1, 1 },
    { SIZE_MAX, 2 }, { SIZE_MAX / 2, 2 }, { SIZE_MAX / 2 + 1, 2 },
    { SIZE_MAX / 2 + 2, 2 }, { SIZE_MAX / 24, 24 }, { SIZE_MAX / 24 + 1, 24 },
    { SIZE_MAX / 24 + 2, 24 }, { 2000, SIZE_MAX },
    /* n and its spare, in bytes, are little more than 2 * SIZE_MAX: */
    { SIZE_MAX / 99 * 8, 24 }, { SIZE_MAX / 16 + 1, 16 },
  };
  size_t a = 0;
  size_t had;
  size_t i;
  char *p = alloc_grow(0, &a, 3, 1);

  check(p);
  if (!p) return;
  memcpy(p, "abc", 3);
  had = a;
  for (i = 0; i < sizeof row / sizeof *row; ++i) {
    errno = 0;
    check_row(i, !alloc_grow(p, &a, row[i].n, row[i].size));
    check_row(i, errno == ENOMEM);
    check_row(i, a == had && !memcmp(p, "abc", 3));
  }
  alloc_free(p);
  a = 0;
  check(!alloc_grow(0, &a, SIZE_MAX, 1) && a == 0);
}

/* As strict as alignment gets: 4 bytes on i386, in spite of the size. */
struct most { char c; uint64_t u; };

/* The first arrays are in memory that the program has; one that outgrows it
 * loses nothing, and none gets what another one has. */
static void small(void)
{
  enum { ARRAYS = 40 };
  static char *p[ARRAYS];
  static size_t a[ARRAYS];
  size_t inside = 0;
  size_t bad = 0;
  size_t n;
  size_t i;

  for (i = 0; i < ARRAYS; ++i) {
    p[i] = alloc_grow(0, &a[i], 40, 1);
    if (!p[i]) { check(p[i]); return; }
    check_row(i, (uintptr_t)p[i] % offsetof(struct most, u) == 0);
    memset(p[i], (int)i, a[i]);
    if (in_program(p[i])) ++inside;
  }
  check(ASAN ? inside == 0 : inside > 5 && inside < ARRAYS);
  for (i = 0; i < ARRAYS; i += 2) {
    n = a[i];
    p[i] = alloc_grow(p[i], &a[i], 10 * n, 1);
    if (!p[i]) { check(p[i]); return; }
    memset(p[i] + n, (int)i, a[i] - n);
  }
  for (i = 0; i < ARRAYS; ++i)
    for (n = 0; n < a[i]; ++n) bad += p[i][n] != (char)i;
  check(!bad);
  for (i = 0; i < ARRAYS; ++i) alloc_free(p[i]);
}

/* What is given back can be had again, without end. */
static void again(void)
{
  struct rlimit r;
  size_t a;
  size_t i;
  char *p;

  check(getrlimit(RLIMIT_AS, &r) == 0);
  r.rlim_cur = 64 << 20;
  if (setrlimit(RLIMIT_AS, &r) == -1) { skip("no limit here"); return; }
  for (i = 0; i < 100; ++i) {
    a = 0;
    p = alloc_grow(0, &a, 8 << 20, 1);
    if (!p) break;
    p[0] = p[a - 1] = 'x';
    alloc_free(p);
  }
  check(i == 100);
  alloc_free(0);
}

int main(void)
{
  small(); /* first */
  grow();
  onebyone();
  toomuch();
  again();
  return test_end();
}
