#include <stdint.h>
#include <sys/resource.h>
#include "../borrow.h"
#include "test.h"

static int set(int resource, rlim_t soft, rlim_t hard)
{
  struct rlimit r;

  r.rlim_cur = soft;
  r.rlim_max = hard;
  return setrlimit(resource, &r) == 0;
}

static int is(int resource, rlim_t soft, rlim_t hard)
{
  struct rlimit r;

  return getrlimit(resource, &r) == 0 && r.rlim_cur == soft
    && r.rlim_max == hard;
}

/* Lifted for one thing, which then keeps so much. */
static int borrows(void)
{
  static const rlim_t mb = 1 << 20;

  if (!set(RLIMIT_AS, 100 * mb, 400 * mb)) return 110;
  if (!set(RLIMIT_DATA, 50 * mb, 60 * mb)) return 110;
  if (borrow_memory() != 0) return 1;
  if (!is(RLIMIT_AS, 400 * mb, 400 * mb)) return 2;
  if (!is(RLIMIT_DATA, 60 * mb, 60 * mb)) return 3;
  if (borrow_keep(7 * mb) != 0) return 4;
  if (!is(RLIMIT_AS, 107 * mb, 400 * mb)) return 5;
  if (!is(RLIMIT_DATA, 57 * mb, 60 * mb)) return 6;
  if (borrow_memory() != 0 || borrow_keep(0) != 0) return 7;
  if (!is(RLIMIT_AS, 107 * mb, 400 * mb)) return 8;
  if (borrow_memory() != 0 || borrow_keep(10 * mb) != 0) return 9;
  if (!is(RLIMIT_AS, 117 * mb, 400 * mb)) return 10;
  return is(RLIMIT_DATA, 60 * mb, 60 * mb) ? 42 : 11;
}

/* What has no limit has none afterwards. */
static int borrows_all(void)
{
  static const rlim_t mb = 1 << 20;

  if (!set(RLIMIT_AS, RLIM_INFINITY, RLIM_INFINITY)) return 110;
  if (!set(RLIMIT_DATA, 50 * mb, RLIM_INFINITY)) return 110;
  if (borrow_memory() != 0 || borrow_keep(UINT64_MAX) != 0) return 1;
  if (!is(RLIMIT_AS, RLIM_INFINITY, RLIM_INFINITY)) return 2;
  return is(RLIMIT_DATA, RLIM_INFINITY, RLIM_INFINITY) ? 42 : 3;
}

int main(void)
{
  check(test_child(borrows) == 42);
  if (getuid()) skip("only root can lift a hard limit");
  else check(test_child(borrows_all) == 42);
  return test_end();
}
