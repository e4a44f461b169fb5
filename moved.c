#include <errno.h>
#include <string.h>
#include "file.h"
#include "folders.h"
#include "hash64.h"
#include "large.h"
#include "moved.h"
#include "name.h"
#include "place.h"
#include "scan.h"

/* What others rename all the time may be elsewhere by the time that it is
 * opened; so often in a row it hardly is. */
enum { TRIES = 20 };

static int see(void *to, const char *dir, int fd, const struct dirent *e)
{
  struct maildir *d = to;
  struct maildir_message *m;
  int r = scan_regular(fd, e, 0);

  if (r != 1) return r == 0 ? 1 : -1;
  m = maildir_find(d, e->d_name);
  if (!m) return 1; /* delivered since: the next session sees it */
  return place_seen(d, m, dir, fd, e->d_name);
}

/* Bits for the names of what is not to be kept: who looks for one message among
 * 100,000 need not look up 100,000 names. */
enum { BITS = 1 << 16 };
static unsigned char wanted[BITS / 8] LARGE;

static size_t bit(const char *name)
{
  return (size_t)(hash64(name, name_len(name)) % BITS);
}

static void want_marked(const struct maildir *d)
{
  size_t at;
  size_t i;

  memset(wanted, 0, sizeof wanted);
  for (i = 0; i < d->n; ++i) {
    if (d->m[i].state == MAILDIR_KEEP) continue;
    at = bit(maildir_name(d, i));
    wanted[at / 8] |= (unsigned char)(1 << at % 8);
  }
}

static int see_marked(void *to, const char *dir, int fd,
  const struct dirent *e)
{
  size_t at = bit(e->d_name);

  return wanted[at / 8] & 1 << at % 8 ? see(to, dir, fd, e) : 1;
}

static int search(struct maildir *d, scan_each *each, int all)
{
  struct folders f;
  const char *dir;
  size_t i;
  int r;

  memset(&f, 0, sizeof f);
  f.careful = 1;
  for (i = 0; i < d->n; ++i) d->m[i].seen = 0;
  while ((r = folders_next(&f, &dir)) == 1)
    if (scan_dir(dir, each, d) != 1) return -1;
  if (r == -1) return -1;
  if (f.moving) return 0;
  for (i = 0; i < d->n; ++i)
    if (!d->m[i].seen && (all || d->m[i].state != MAILDIR_KEEP))
      d->m[i].lost = 1;
  return 0;
}

int moved_search(struct maildir *d) { return search(d, see, 1); }

int moved_marked(struct maildir *d)
{
  want_marked(d);
  return search(d, see_marked, 0);
}

int moved_open(struct maildir *d, size_t i)
{
  int tries;
  int fd;

  for (tries = 0; !d->m[i].lost; ++tries) {
    fd = file_open(maildir_path(d, i));
    if (fd != -1 || errno != ENOENT || tries == TRIES) return fd;
    if (moved_search(d) == -1) return -1;
  }
  errno = ENOENT;
  return -1;
}
