#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h> /* rename */
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "error.h"
#include "fd.h"
#include "large.h"
#include "message.h"
#include "moved.h"
#include "name.h"
#include "num.h"
#include "octetline.h"
#include "octets.h"
#include "recall.h"
#include "sig.h"

/* Reading the cache pays from FEW messages on that would have to be opened;
 * writing it, if one in PART would. */
enum { FEW = 4, PART = 128 };
enum { HOST_MAX = 64, TEMPORARY = HOST_MAX + 2 * NUM_FMT + 32 };
static char buf[32768] LARGE;

void octets_load(struct maildir *d)
{
  size_t unknown = 0;
  size_t named = 0;
  size_t i;

  if (d->recalled) return;
  for (i = 0; i < d->n; ++i)
    if (d->m[i].octets == MAILDIR_UNKNOWN) ++unknown;
    else named += !d->m[i].found;
  if (named || unknown >= FEW) recall_octets(d);
}

/* Is there anything that the cache may not know? */
static int learned(const struct maildir *d)
{
  size_t i;

  for (i = 0; i < d->n; ++i)
    if (d->m[i].state == MAILDIR_KEEP && recall_read(d->m + i)) return 1;
  return 0;
}

static int worth_it(const struct maildir *d)
{
  size_t counted = 0;
  size_t kept = 0;
  size_t i;

  if (d->wrong) return 1;
  for (i = 0; i < d->n; ++i) {
    if (d->m[i].state != MAILDIR_KEEP) continue;
    ++kept;
    counted += d->m[i].found == RECALL_COUNTED;
  }
  return kept >= FEW && counted > kept / PART;
}

static int put(substdio *out, const struct maildir *d, size_t i)
{
  const struct maildir_message *m = d->m + i;

  if (m->state != MAILDIR_KEEP) return 0;
  if (m->found != RECALL_COUNTED && m->found != RECALL_CACHED) return 0;
  return octetline_put(out, m->octets, maildir_name(d, i));
}

static int put_all(const struct maildir *d, int fd)
{
  substdio out = SUBSTDIO_INIT(fd_write, -1, buf, sizeof buf);
  size_t i;

  out.fd = fd;
  for (i = 0; i < d->n; ++i)
    if (put(&out, d, i) == -1) return -1;
  return substdio_flush(&out);
}

/* This host's name, or what of it can stand in a file's; returns the length. */
static size_t host(char s[HOST_MAX + 1])
{
  size_t i;

  if (gethostname(s, HOST_MAX + 1) == -1) return 0;
  s[HOST_MAX] = 0; /* one that was cut need not end */
  for (i = 0; s[i]; ++i)
    if (s[i] == '/') s[i] = '_';
  return i;
}

/* tmp/TIME.PID.HOST.pop3.octets, a name that no delivery chooses, nor a session
 * with this pid on another host of the store */
static void temporary(char s[TEMPORARY], time_t now)
{
  memcpy(s, "tmp/", 4);
  s += 4 + num_fmt(s + 4, (uint64_t)now);
  *s++ = '.';
  s += num_fmt(s, (uint64_t)getpid());
  *s++ = '.';
  s += host(s);
  *s++ = '.';
  memcpy(s, RECALL_CACHE, sizeof RECALL_CACHE);
}

void octets_save(struct maildir *d, time_t now)
{
  char tmp[TEMPORARY];
  int good;
  int fd;

  if (d->recalled ? !worth_it(d) : !learned(d)) return;
  recall_octets(d); /* what nobody asked for, or others counted meanwhile */
  if (!worth_it(d)) return;
  temporary(tmp, now);
  sig_ignore(SIGXFSZ); /* under a limit, write is to fail */
  fd = open(tmp, O_WRONLY | O_CREAT | O_EXCL, 0600);
  if (fd == -1) return;
  good = put_all(d, fd) == 0;
  if (close(fd) == -1) good = 0;
  if (!good || rename(tmp, RECALL_CACHE) == -1) (void)unlink(tmp);
}

/* ---- counting ---- */

static int from_size(const struct maildir *d, size_t i)
{
  struct stat st;

  if (error_temp(errno) && !error_gone(errno)) return 0;
  st.st_size = 0;
  if (lstat(maildir_path(d, i), &st) == -1 && !error_gone(errno)) return 0;
  d->m[i].octets = (uint64_t)st.st_size;
  d->m[i].found = RECALL_GUESSED;
  return 1;
}

void octets_learn(struct maildir *d, size_t i, uint64_t octets)
{
  struct maildir_message *m = d->m + i;

  uint64_t named;

  if (m->octets == octets && m->found) return;
  if (m->octets != octets && m->octets != MAILDIR_UNKNOWN) d->wrong = 1;
  m->octets = octets;
  m->found = RECALL_COUNTED;
  if (name_octets(maildir_name(d, i), &named) && named == octets)
    m->found = RECALL_CONFIRMED;
}

int octets_know(struct maildir *d, size_t i)
{
  uint64_t octets;
  int known;
  int fd;

  if (d->m[i].octets != MAILDIR_UNKNOWN) {
    if (!d->m[i].found) octets_load(d); /* which knows better than the name */
    return 1;
  }
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
