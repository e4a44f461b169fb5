#include <stddef.h>
#include <sys/resource.h>
#include "limit.h"

/* RLIMIT_AS and RLIMIT_NPROC are not everywhere; a system without one has
 * no such limit to lift. */
static const int set[] = {
#ifdef RLIMIT_AS
  RLIMIT_AS,
#endif
  RLIMIT_DATA, RLIMIT_NOFILE, RLIMIT_CORE
};
enum { SET = sizeof set / sizeof *set };

static struct rlimit found[SET];

int limit_raise(void)
{
  struct rlimit r;
  size_t i;

  for (i = 0; i < SET; ++i) {
    if (getrlimit(set[i], &found[i]) == -1) return -1;
    r = found[i];
    r.rlim_cur = set[i] == RLIMIT_CORE ? 0 : r.rlim_max;
    if (setrlimit(set[i], &r) == -1) return -1;
  }
  return 0;
}

int limit_restore(void)
{
  size_t i;

  for (i = 0; i < SET; ++i)
    if (setrlimit(set[i], &found[i]) == -1) return -1;
  return 0;
}

static int zero(int resource)
{
  struct rlimit r;

  r.rlim_cur = r.rlim_max = 0;
  return setrlimit(resource, &r);
}

int limit_nocore(void) { return zero(RLIMIT_CORE); }
int limit_noopen(void) { return zero(RLIMIT_NOFILE); }

int limit_nofork(void)
{
#ifdef RLIMIT_NPROC
  return zero(RLIMIT_NPROC);
#else
  return 0;
#endif
}

static uint64_t bytes(int resource, int hard)
{
  struct rlimit r;
  rlim_t u;

  if (getrlimit(resource, &r) == -1) return UINT64_MAX;
  u = hard ? r.rlim_max : r.rlim_cur;
  return u == RLIM_INFINITY ? UINT64_MAX : u;
}

static uint64_t memory(int hard)
{
  uint64_t u = bytes(RLIMIT_DATA, hard);

#ifdef RLIMIT_AS
  if (bytes(RLIMIT_AS, hard) < u) u = bytes(RLIMIT_AS, hard);
#endif
  return u;
}

uint64_t limit_memory(void) { return memory(0); }
uint64_t limit_memory_hard(void) { return memory(1); }
