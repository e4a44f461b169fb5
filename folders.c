#include <errno.h>
#include <string.h>
#include <time.h>
#include "folders.h"
#include "scan.h"

static const char *const name[2] = { "new", "cur" };

/* What nanoseconds tell goes by the ticks of a kernel, 10 ms at most; else a
 * second, or two. */
enum { TICK = 20 * 1000 * 1000, SECONDS = 3 };

static int same_time(const struct timespec *a, const struct timespec *b)
{
  return a->tv_sec == b->tv_sec && a->tv_nsec == b->tv_nsec;
}

static int same_file(const struct stat *a, const struct stat *b)
{
  return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

static int unchanged(const struct stat *a, const struct stat *b)
{
  return same_file(a, b) && same_time(&a->st_mtim, &b->st_mtim)
    && same_time(&a->st_ctim, &b->st_ctim);
}

/* Would a change from now on show another time than t? */
static int past(const struct timespec *t, const struct timespec *now)
{
  struct timespec end = *t;

  if (t->tv_nsec) end.tv_nsec += TICK; else end.tv_sec += SECONDS;
  if (end.tv_nsec >= 1000 * 1000 * 1000) {
    end.tv_nsec -= 1000 * 1000 * 1000;
    ++end.tv_sec;
  }
  if (end.tv_sec != now->tv_sec) return end.tv_sec < now->tv_sec;
  return end.tv_nsec < now->tv_nsec;
}

static void note(struct folders *f, int i, const struct stat *st)
{
  struct timespec now;

  (void)clock_gettime(CLOCK_REALTIME, &now); /* POSIX has it always */
  f->before[i] = *st;
  f->sure[i] = !f->careful && past(&st->st_mtim, &now)
    && past(&st->st_ctim, &now);
}

/* A folder that is absent has a place of no device, and no times. */
static int find(const char *dir, struct stat *st)
{
  if (stat(dir, st) == 0) return 0;
  if (errno != ENOENT || !scan_absent(dir)) return -1;
  memset(st, 0, sizeof *st);
  return 0;
}

static int begin(struct folders *f)
{
  struct stat st;
  int i;

  for (i = 0; i < 2; ++i) {
    if (find(name[i], &st) == -1) return -1;
    note(f, i, &st);
  }
  f->one = same_file(&f->before[0], &f->before[1]);
  return 0;
}

/* 1 = it must be read, 0 = what was read is all of it; or -1. */
static int look(struct folders *f, int i)
{
  struct stat st;

  if (f->one && i == 0) return 0;
  if (!f->reads[i]) return 1;
  if (find(name[i], &st) == -1) return -1;
  if (!unchanged(&f->before[i], &st)) { note(f, i, &st); return 1; }
  if (f->sure[i]) return 0;
  f->sure[i] = 1; /* when it was read twice in a time that did not change */
  return 1;
}

int folders_next(struct folders *f, const char **dir)
{
  int still = 0;
  int i;
  int r;

  if (!f->reads[0] && !f->reads[1] && begin(f) == -1) return -1;
  while (still < 2) {
    i = f->next;
    f->next = !i;
    r = look(f, i);
    if (r == -1) return -1;
    if (r == 0) { ++still; continue; }
    if (f->reads[i] == FOLDERS_MOST) { f->moving = 1; return 0; }
    f->again = f->reads[i]++ != 0;
    *dir = name[i];
    return 1;
  }
  return 0;
}
