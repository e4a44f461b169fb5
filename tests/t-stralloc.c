#include <errno.h>
#include <stdint.h>
#include <string.h>
#include "../alloc.h"
#include "../stralloc.h"
#include "test.h"

/* On 32 bits the address sanitizer allocates even more than PTRDIFF_MAX. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
  return "allocator_may_return_null=1:max_allocation_size_mb=1024";
}

static int is(const stralloc *sa, const char *s, size_t len)
{
  return sa->len == len && sa->len <= sa->a && !memcmp(sa->s, s, len);
}

static void cat(void)
{
  stralloc sa = { 0, 0, 0 };

  check(stralloc_catb(&sa, "x", 0) && sa.len == 0);
  check(stralloc_cats(&sa, "") && sa.len == 0);
  check(stralloc_catb(&sa, "a\0b", 3) && is(&sa, "a\0b", 3));
  check(stralloc_cats(&sa, "cd") && is(&sa, "a\0bcd", 5));
  check(stralloc_cat0(&sa) && is(&sa, "a\0bcd", 6));
  check(stralloc_catb(&sa, "xyz", 1) && is(&sa, "a\0bcd\0x", 7));
  check(stralloc_catb(&sa, "y", 0) && is(&sa, "a\0bcd\0x", 7));
  sa.len = 0;
  check(stralloc_cats(&sa, "new") && is(&sa, "new", 3));
  alloc_free(sa.s);
}

static void more(void)
{
  stralloc sa = { 0, 0, 0 };
  char *s;
  size_t a;

  check(stralloc_more(&sa, 10) && sa.len == 0 && sa.a >= 10 && sa.s);
  s = sa.s;
  a = sa.a;
  check(stralloc_more(&sa, a) && sa.s == s && sa.a == a && sa.len == 0);
  check(stralloc_more(&sa, a + 1) && sa.a >= a + 1 && sa.len == 0);
  alloc_free(sa.s);
}

/* Every length up to some thousand, so every edge of the room behind s. */
static void onebyone(void)
{
  stralloc sa = { 0, 0, 0 };
  size_t bad = 0;
  size_t i;
  char c;

  for (i = 0; i < 5000; ++i) {
    c = (char)(i % 251);
    bad += !stralloc_catb(&sa, &c, 1) || sa.len != i + 1 || sa.a < sa.len;
  }
  for (i = 0; i < sa.len; ++i) bad += sa.s[i] != (char)(i % 251);
  check(!bad);
  alloc_free(sa.s);
}

static void toomuch(void)
{
  static const size_t row[] = {
    SIZE_MAX, SIZE_MAX - 1, SIZE_MAX - 2, SIZE_MAX - 3, SIZE_MAX - 4,
    SIZE_MAX - 30, SIZE_MAX / 2,
  };
  stralloc sa = { 0, 0, 0 };
  size_t i;
  size_t a;
  char *s;

  check(stralloc_cats(&sa, "abc"));
  s = sa.s;
  a = sa.a;
  for (i = 0; i < sizeof row / sizeof *row; ++i) {
    errno = 0;
    check_row(i, !stralloc_more(&sa, row[i]) && errno == ENOMEM);
    errno = 0;
    check_row(i, !stralloc_catb(&sa, "x", row[i]) && errno == ENOMEM);
    check_row(i, sa.s == s && sa.a == a && is(&sa, "abc", 3));
  }
  alloc_free(sa.s);
}

int main(void)
{
  cat();
  more();
  onebyone();
  toomuch();
  return test_end();
}
