#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h> /* rename */
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "octetline.h"
#include "error.h"
#include "fd.h"
#include "message.h"
#include "moved.h"
#include "name.h"
#include "num.h"
#include "octets.h"
#include "sig.h"

#define CACHE "pop3.octets"

/* Reading the cache pays from FEW messages on that would have to be opened;
 * writing it, if one in PART would. */
enum { FEW = 4, PART = 128 };
enum { COUNTED = 1, CACHED = 2 }; /* maildir_message.found */
static char buf[32768];

static void take(struct maildir_message *m, uint64_t octets,
  unsigned char from)
{
  if (m->octets != MAILDIR_UNKNOWN) return;
  m->octets = octets;
  m->found = from;
}

/* One pass over both, as lines and messages have one order.  A name without a
 * time does not tell where it belongs: it is taken if it is next. */
static int merge(struct maildir *d, substdio *in)
{
  const char *name;
  uint64_t octets;
  uint64_t when;
  size_t i = 0;
  int timed;
  int order;
  int r;

  while ((r = octetline_get(in, &octets, &name)) == 1) {
    timed = name_time(name, &when);
    for (; i < d->n; ++i) {
      order = maildir_order(d, i, timed ? when : d->m[i].when, name);
      if (order == 0) take(&d->m[i++], octets, CACHED);
      if (order >= 0 || !timed) break;
    }
  }
  return r;
}

static void forget(struct maildir *d)
{
  size_t i;

  for (i = 0; i < d->n; ++i)
    if (d->m[i].found == CACHED) {
      d->m[i].octets = MAILDIR_UNKNOWN;
      d->m[i].found = 0;
    }
}

static void recall(struct maildir *d, size_t few)
{
  substdio in = SUBSTDIO_INIT(fd_read, -1, buf, sizeof buf);
  size_t unknown = 0;
  size_t i;

  for (i = 0; i < d->n; ++i) unknown += d->m[i].octets == MAILDIR_UNKNOWN;
  if (unknown < few) return;
  in.fd = open(CACHE, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  if (in.fd == -1) return;
  if (merge(d, &in) == -1) forget(d);
  (void)close(in.fd); /* only read from: nothing can be lost */
}

void octets_load(struct maildir *d) { recall(d, FEW); }

static int worth_it(const struct maildir *d)
{
  size_t counted = 0;
  size_t kept = 0;
  size_t i;

  for (i = 0; i < d->n; ++i) {
    if (d->m[i].state != MAILDIR_KEEP) continue;
    ++kept;
    counted += d->m[i].found == COUNTED;
  }
  return kept >= FEW && counted > kept / PART;
}

static int put_all(const struct maildir *d, int fd)
{
  substdio out = SUBSTDIO_INIT(fd_write, -1, buf, sizeof buf);
  size_t i;

  out.fd = fd;
  for (i = 0; i < d->n; ++i)
    if (d->m[i].state == MAILDIR_KEEP && d->m[i].found)
      if (octetline_put(&out, d->m[i].octets, maildir_name(d, i)) == -1)
        return -1;
  return substdio_flush(&out);
}

/* tmp/TIME.PID.pop3.octets, a name that no delivery chooses */
static void temporary(char s[2 * NUM_FMT + 32], time_t now)
{
  memcpy(s, "tmp/", 4);
  s += 4 + num_fmt(s + 4, (uint64_t)now);
  *s++ = '.';
  s += num_fmt(s, (uint64_t)getpid());
  memcpy(s, "." CACHE, sizeof "." CACHE);
}

void octets_save(struct maildir *d, time_t now)
{
  char tmp[2 * NUM_FMT + 32];
  int good;
  int fd;

  if (!worth_it(d)) return;
  recall(d, 1); /* what nobody has asked for in this session */
  temporary(tmp, now);
  sig_ignore(SIGXFSZ); /* under a limit, write is to fail */
  fd = open(tmp, O_WRONLY | O_CREAT | O_EXCL, 0600);
  if (fd == -1) return;
  good = put_all(d, fd) == 0;
  if (close(fd) == -1) good = 0;
  if (!good || rename(tmp, CACHE) == -1) (void)unlink(tmp);
}

/* ---- counting ---- */

static int from_size(const struct maildir *d, size_t i)
{
  struct stat st;

  if (error_temp(errno)) return 0;
  st.st_size = 0;
  if (lstat(maildir_path(d, i), &st) == -1 && errno != ENOENT) return 0;
  d->m[i].octets = (uint64_t)st.st_size;
  return 1;
}

void octets_learn(struct maildir *d, size_t i, uint64_t octets)
{
  take(&d->m[i], octets, COUNTED);
}

int octets_know(struct maildir *d, size_t i)
{
  uint64_t octets;
  int known;
  int fd;

  if (d->m[i].octets != MAILDIR_UNKNOWN) return 1;
  fd = moved_open(d, i);
  if (fd == -1) return from_size(d, i);
  known = message_octets(fd, &octets) == 0;
  if (known) octets_learn(d, i, octets);
  else known = from_size(d, i);
  (void)close(fd); /* only read from: nothing can be lost */
  return known;
}

static uint64_t sum(uint64_t a, uint64_t b)
{
  return b > UINT64_MAX - a ? UINT64_MAX : a + b;
}

int octets_sum(const struct maildir *d, int state, uint64_t more,
  uint64_t *n, uint64_t *octets)
{
  int known = 1;
  size_t i;

  *n = *octets = 0;
  for (i = 0; i < d->n; ++i) {
    if (d->m[i].state != state) continue;
    ++*n;
    if (d->m[i].octets == MAILDIR_UNKNOWN) known = 0;
    *octets = sum(*octets, sum(d->m[i].octets, more));
  }
  return known;
}
