#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include "fd.h"
#include "large.h"
#include "name.h"
#include "octetline.h"
#include "recall.h"

static char buf[32768] LARGE;

int recall_read(const struct maildir_message *m)
{
  return m->found == RECALL_COUNTED || m->found == RECALL_CONFIRMED;
}

/* Whoever has read the message knows better than the cache: 1 = that is
 * wrong. */
static int take(struct maildir_message *m, uint64_t octets)
{
  int same = m->octets == octets;

  if (recall_read(m)) return !same;
  if (same || m->found == RECALL_GUESSED) return 0;
  m->found = RECALL_CACHED;
  m->octets = octets;
  return 0;
}

/* One pass over both, as lines and messages have one order.  A name without a
 * time does not tell where it belongs: it is taken if it is next. */
static int merge(struct maildir *d, substdio *in, int *wrong)
{
  const char *name;
  uint64_t octets;
  uint64_t when;
  size_t i = 0;
  int timed;
  int order;
  int r;

  while ((r = octetline_get(in, &octets, &name)) == 1) {
    if (i < d->n && maildir_is(d, i, name)) { /* as most are */
      *wrong |= take(&d->m[i++], octets);
      continue;
    }
    timed = name_time(name, &when);
    for (; i < d->n; ++i) {
      order = maildir_order(d, i, timed ? when : maildir_when(d, i), name);
      if (order == 0) *wrong |= take(&d->m[i++], octets);
      if (order >= 0 || !timed) break;
    }
  }
  return r;
}

static void forget(struct maildir *d)
{
  size_t i;

  for (i = 0; i < d->n; ++i) {
    if (d->m[i].found != RECALL_CACHED) continue;
    d->m[i].found = 0;
    d->m[i].octets = MAILDIR_UNKNOWN;
    (void)name_octets(maildir_name(d, i), &d->m[i].octets);
  }
}

void recall_octets(struct maildir *d)
{
  substdio in = SUBSTDIO_INIT(fd_read, -1, buf, sizeof buf);
  int wrong = 0;

  d->recalled = 1;
  in.fd = open(RECALL_CACHE, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  if (in.fd == -1) return;
  if (merge(d, &in, &wrong) == -1) forget(d); else d->wrong |= wrong;
  (void)close(in.fd); /* only read from: nothing can be lost */
}

