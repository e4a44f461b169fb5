#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>
#include "hastimer.h"
#include "limit.h"
#include "num.h"

/* RLIMIT_AS and RLIMIT_NPROC are not everywhere; a system without one has
 * no such limit to lift.  Those on memory come first. */
static const int set[] = {
#ifdef RLIMIT_AS
  RLIMIT_AS,
#endif
  RLIMIT_DATA, RLIMIT_NOFILE, RLIMIT_CORE
};
enum { SET = sizeof set / sizeof *set, MEMORY = SET - 2 };

static struct rlimit found[SET];

static uint64_t bytes(rlim_t u)
{
  return u == RLIM_INFINITY ? UINT64_MAX : (uint64_t)u;
}

/* ---- lifted by one program, and put back by another ---- */

/* The soft limits on memory, in the order of set, a space between them. */
#define VARIABLE "POP3SOFTLIMIT"

int limit_lift(void)
{
  char text[MEMORY * NUM_FMT];
  struct rlimit r;
  size_t len = 0;
  size_t i;
  int lifted = 0;

  for (i = 0; i < MEMORY; ++i) {
    if (getrlimit(set[i], &r) == -1) return -1;
    if (i) text[len++] = ' ';
    len += num_fmt(text + len, bytes(r.rlim_cur));
    if (r.rlim_cur == r.rlim_max) continue;
    r.rlim_cur = r.rlim_max;
    if (setrlimit(set[i], &r) == -1) return -1;
    lifted = 1;
  }
  return lifted ? setenv(VARIABLE, text, 1) : unsetenv(VARIABLE);
}

/* A soft limit that is not the hard one was set by somebody since. */
static void put_back(struct rlimit *r, uint64_t soft)
{
  if (r->rlim_cur == r->rlim_max && soft < bytes(r->rlim_max))
    r->rlim_cur = (rlim_t)soft;
}

/* What this process was started with, but for what limit_lift did to it. */
static int find(void)
{
  const char *s = getenv(VARIABLE);
  uint64_t soft;
  size_t n;
  size_t i;

  for (i = 0; i < SET; ++i)
    if (getrlimit(set[i], &found[i]) == -1) return -1;
  if (!s) return 0;
  for (i = 0; i < MEMORY; ++i) {
    if (i && *s++ != ' ') break;
    n = num_scan(s, &soft);
    if (!n) break;
    s += n;
    put_back(&found[i], soft);
  }
  if (i == MEMORY && !*s) return unsetenv(VARIABLE);
  errno = EINVAL;
  return -1;
}

int limit_lower(void)
{
  if (!getenv(VARIABLE)) return 0;
  return find() == -1 ? -1 : limit_restore();
}

/* ---- lifted for a while ---- */

int limit_raise(void)
{
  struct rlimit r;
  size_t i;

  if (find() == -1) return -1;
  for (i = 0; i < SET; ++i) {
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

/* ---- taken away ---- */

static int most(int resource, rlim_t u)
{
  struct rlimit r;

  r.rlim_cur = r.rlim_max = u;
  return setrlimit(resource, &r);
}

static int zero(int resource) { return most(resource, 0); }

int limit_cpu(unsigned int seconds) { return most(RLIMIT_CPU, seconds); }

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

int limit_time(uint64_t ms)
{
#ifdef HASTIMER
  struct sigevent e;
  struct itimerspec t;
  timer_t id;

  memset(&e, 0, sizeof e);
  memset(&t, 0, sizeof t);
  e.sigev_notify = SIGEV_SIGNAL;
  e.sigev_signo = SIGKILL;
  t.it_value.tv_sec = (time_t)(ms / 1000);
  t.it_value.tv_nsec = (long)(ms % 1000 * 1000000 + 1); /* 0 would be never */
  if (timer_create(CLOCK_MONOTONIC, &e, &id) == -1) return -1;
  return timer_settime(id, 0, &t, 0);
#else
  alarm((unsigned int)(ms / 1000 + 1));
  return 0;
#endif
}

/* ---- asked for ---- */

static uint64_t limit(int resource, int hard)
{
  struct rlimit r;

  if (getrlimit(resource, &r) == -1) return UINT64_MAX;
  return bytes(hard ? r.rlim_max : r.rlim_cur);
}

static uint64_t memory(int hard)
{
  uint64_t u = limit(RLIMIT_DATA, hard);

#ifdef RLIMIT_AS
  if (limit(RLIMIT_AS, hard) < u) u = limit(RLIMIT_AS, hard);
#endif
  return u;
}

uint64_t limit_memory(void) { return memory(0); }
uint64_t limit_memory_hard(void) { return memory(1); }
