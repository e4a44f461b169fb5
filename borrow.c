#include <stddef.h>
#include <sys/resource.h>
#include "borrow.h"

/* RLIMIT_AS is not everywhere. */
static const int set[] = {
#ifdef RLIMIT_AS
  RLIMIT_AS,
#endif
  RLIMIT_DATA
};
enum { SET = sizeof set / sizeof *set };

static struct rlimit found[SET];

int borrow_memory(void)
{
  struct rlimit r;
  size_t i;

  for (i = 0; i < SET; ++i) {
    if (getrlimit(set[i], &found[i]) == -1) return -1;
    r = found[i];
    r.rlim_cur = r.rlim_max;
    if (setrlimit(set[i], &r) == -1) return -1;
  }
  return 0;
}

int borrow_keep(uint64_t bytes)
{
  struct rlimit r;
  size_t i;

  for (i = 0; i < SET; ++i) {
    r = found[i];
    if (bytes < r.rlim_max - r.rlim_cur) r.rlim_cur += (rlim_t)bytes;
    else r.rlim_cur = r.rlim_max;
    if (setrlimit(set[i], &r) == -1) return -1;
  }
  return 0;
}
