#include <errno.h>
#include <string.h>
#include "../once.h"
#include "test.h"

static struct once o;

static const char *at(uint32_t where) { return o.s.s + where; }

static void few(void)
{
  static const char *const t[] = { "", ":2,", ":2,S", ":2,FS", ":2,S ", "S" };
  enum { N = sizeof t / sizeof *t };
  uint32_t where[N];
  uint32_t again;
  size_t len;
  size_t i;
  int k;

  for (i = 0; i < N; ++i) {
    check_row(i, once_add(&o, t[i], UINT32_MAX, &where[i]) && where[i]);
    check_row(i, !strcmp(at(where[i]), t[i]));
  }
  len = o.s.len;
  for (k = 0; k < 3; ++k)
    for (i = 0; i < N; ++i)
      check_row(i, once_add(&o, t[i], UINT32_MAX, &again) && again == where[i]);
  for (i = N; i--;)
    check_row(i, once_add(&o, t[i], UINT32_MAX, &again) && again == where[i]);
  check(o.s.len == len);
}

/* More than there are kinds, so that some kind has many. */
static void many(void)
{
  enum { N = 5000 };
  static uint32_t where[N];
  char t[16];
  uint32_t again;
  size_t bad = 0;
  size_t len;
  int i;

  for (i = 0; i < N; ++i) {
    snprintf(t, sizeof t, "%d", i);
    bad += !once_add(&o, t, UINT32_MAX, &where[i]);
  }
  len = o.s.len;
  for (i = 0; i < N; ++i) {
    snprintf(t, sizeof t, "%d", i);
    bad += !once_add(&o, t, UINT32_MAX, &again) || again != where[i];
    bad += strcmp(at(where[i]), t) != 0;
  }
  check(!bad && o.s.len == len);
}

/* No string is farther than most; those that are there still are. */
static void most(void)
{
  uint32_t where;
  uint32_t last = 0;
  char t[16];
  int i;

  once_free(&o);
  for (i = 0; i < 1000; ++i) {
    snprintf(t, sizeof t, "%d", i);
    errno = 0;
    if (!once_add(&o, t, 100, &where)) break;
    last = where;
  }
  check(i > 8 && i < 30 && errno == ENOMEM && last <= 100 && last > 80);
  check(once_add(&o, "0", 100, &where) && !strcmp(at(where), "0"));
  errno = 0;
  check(!once_add(&o, "no", 100, &where) && errno == ENOMEM);
  once_free(&o);
  check(!o.s.s && !o.last && once_add(&o, "no", 100, &where));
  once_free(&o);
}

int main(void)
{
  few();
  many();
  most();
  return test_end();
}
