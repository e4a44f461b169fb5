#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "doorfile.h"
#include "hash64.h"
#include "large.h"
#include "num.h"
#include "seat.h"

/* As it is in the file, whose end they are; the first byte of each is the one
 * that its owner locks. */
struct seat {
  struct address from;
  uint64_t since;  /* when state was set, in seconds of the system's clock */
  uint64_t user;   /* hash of the name */
  uint32_t pid;
  uint32_t state;
};

enum { NEAR = 8 }; /* that are tried before the file gets one more */
static const off_t start = 1 << 20; /* behind what guess.c remembers */

static struct seat all[SEATS] LARGE;
static size_t made;        /* so many are in the file */
static size_t own = SEATS; /* none */

int seat_limit(const char *variable, unsigned int *limit)
{
  const char *s = getenv(variable);
  uint64_t u = SEAT_LIMIT;

  if (s && (!num_whole(s, &u) || u > UINT_MAX)) return 0;
  *limit = u ? (unsigned int)u : UINT_MAX;
  return 1;
}

static off_t at(size_t i) { return start + (off_t)(i * sizeof *all); }
static uint64_t now(void) { return (uint64_t)time(0); }

/* Between doorfile_begin and doorfile_end, which a caller must not forget. */
static int load(void)
{
  ssize_t r;

  if (doorfile_begin() == -1) return -1;
  r = doorfile_read(start, all, sizeof all);
  if (r == -1) { doorfile_end(); return -1; }
  made = (size_t)r / sizeof *all;
  return 0;
}

static int save(size_t i, uint32_t state)
{
  all[i].state = state;
  all[i].since = now();
  return doorfile_write(at(i), all + i, sizeof *all);
}

/* A seat that nobody has locked is empty, whatever it says. */
static int taken(size_t i)
{
  pid_t pid;

  return i != own && doorfile_taken(at(i), &pid) == 1;
}

static int waits(const struct seat *p, uint64_t t)
{
  if (p->state == SEAT_ASKED) return t - p->since <= SEAT_CHECK;
  return p->state != SEAT_INSIDE;
}

/* How many of the address wait for a login, but never more than limit: to ask
 * for a lock takes its time. */
static unsigned int waiting(const struct address *from, unsigned int limit)
{
  unsigned int n = 0;
  uint64_t t = now();
  size_t i;

  for (i = 0; i < made && n < limit; ++i)
    if (address_same(&all[i].from, from) && waits(all + i, t) && taken(i)) ++n;
  return n;
}

static int sit(size_t i, const struct address *from, uint32_t pid)
{
  memset(all + i, 0, sizeof *all);
  if (from) all[i].from = *from;
  all[i].pid = pid;
  own = i;
  return save(i, SEAT_WAITS) == 0 ? 1 : -1;
}

/* Some that are in the file, by chance; then new ones, so that there are not
 * many more than were ever needed at once; then all. */
static int take(const struct address *from)
{
  uint32_t pid = (uint32_t)getpid();
  size_t tries = made < NEAR ? made : NEAR;
  size_t n;
  size_t i;
  int r;

  for (n = 0; n < tries + SEATS; ++n) {
    i = n < tries ? (pid + n) % made : (made + n - tries) % SEATS;
    r = doorfile_take(at(i));
    if (r == 1) return sit(i, from, pid);
    if (r == -1) return -1;
  }
  errno = ENOSPC;
  return -1;
}

int seat_take(const struct address *from, unsigned int limit)
{
  int full = 0;
  int r = 0;
  int e;

  if (load() == -1) return -1;
  if (from && limit != UINT_MAX) full = waiting(from, limit) == limit;
  if (!full) r = take(from);
  e = errno;
  doorfile_end();
  errno = e;
  return r;
}

void seat_set(int state)
{
  if (own != SEATS) (void)save(own, (uint32_t)state);
}

int seat_state(void)
{
  if (own == SEATS) return SEAT_NONE;
  if (doorfile_read(at(own), all + own, sizeof *all) != sizeof *all)
    return SEAT_NONE;
  return (int)all[own].state;
}

/* ---- the same, seen from a checker ---- */

/* The parent's: its lock says so, not what is in the file. */
static size_t parents(void)
{
  pid_t parent = getppid();
  pid_t pid;
  size_t i;

  for (i = 0; i < made; ++i)
    if (all[i].pid == (uint32_t)parent && all[i].state == SEAT_ASKED
        && doorfile_taken(at(i), &pid) == 1 && pid == parent) return i;
  return SEATS;
}

static unsigned int inside(uint64_t user, unsigned int limit)
{
  unsigned int n = 0;
  size_t i;

  for (i = 0; i < made && n < limit; ++i)
    if (all[i].state == SEAT_INSIDE && all[i].user == user && taken(i)) ++n;
  return n;
}

int seat_enter(const char *user, unsigned int limit)
{
  uint64_t who = hash64(user, strlen(user));
  int full = 0;
  size_t i;

  if (load() == -1) return -1;
  i = parents();
  if (i < SEATS) {
    full = limit != UINT_MAX && inside(who, limit) == limit;
    all[i].user = who;
    (void)save(i, full ? SEAT_FULL : SEAT_INSIDE);
  }
  doorfile_end();
  if (i == SEATS) return -1;
  return !full;
}

void seat_refuse(void)
{
  size_t i;

  if (load() == -1) return;
  i = parents();
  if (i < SEATS) (void)save(i, SEAT_REFUSED);
  doorfile_end();
}
