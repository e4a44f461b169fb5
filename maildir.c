#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "alloc.h"
#include "maildir.h"
#include "name.h"
#include "scan.h"
#include "str.h"

enum { DIR_LEN = 4 }; /* of "new/" and of "cur/" */

const char *maildir_path(const struct maildir *d, size_t i)
{
  return d->paths.s + d->m[i].path;
}

const char *maildir_name(const struct maildir *d, size_t i)
{
  return maildir_path(d, i) + DIR_LEN;
}

/* Appends the path; 1 and *at is where it begins, or 0 = no memory. */
static int keep(stralloc *paths, const char *dir, const char *name,
  uint32_t *at)
{
  size_t len = strlen(name) + 1;

  if (paths->len > UINT32_MAX) { errno = ENOMEM; return 0; }
  *at = (uint32_t)paths->len;
  if (!stralloc_more(paths, DIR_LEN + len)) return 0;
  return stralloc_catb(paths, dir, DIR_LEN - 1) && stralloc_catb(paths, "/", 1)
    && stralloc_catb(paths, name, len);
}

/* Sets *when: 1; 0 = no message, or not there any more; -1 with errno. */
static int delivered(int fd, const struct dirent *e, uint64_t *when)
{
  struct stat st;
  int r;

  if (name_time(e->d_name, when)) return scan_regular(fd, e, 0);
  r = scan_regular(fd, e, &st);
  if (r == 1) *when = st.st_mtime > 0 ? (uint64_t)st.st_mtime : 0;
  return r;
}

static int add(void *to, const char *dir, int fd, const struct dirent *e)
{
  struct maildir_message m = { 0, MAILDIR_UNKNOWN, 0, MAILDIR_KEEP, 0, 0 };
  struct maildir *d = to;
  void *p;
  int r = delivered(fd, e, &m.when);

  if (r != 1) return r == 0 ? 1 : -1;
  (void)name_octets(e->d_name, &m.octets);
  p = alloc_grow(d->m, &d->a, d->n + 1, sizeof *d->m);
  if (!p) return 0;
  d->m = p;
  if (!keep(&d->paths, dir, e->d_name, &m.path)) return 0;
  d->m[d->n++] = m;
  d->untimed |= !name_time(e->d_name, &m.when);
  return 1;
}

static const char *paths; /* of the list that is being sorted */

/* Of two files with one name, that in cur/ comes first: if a message moved
 * while we read, it is there now. */
static int by_name(const void *a, const void *b)
{
  const struct maildir_message *x = a;
  const struct maildir_message *y = b;
  int r = name_order(paths + x->path + DIR_LEN, paths + y->path + DIR_LEN);

  return r ? r : strcmp(paths + x->path, paths + y->path);
}

static int by_time(const void *a, const void *b)
{
  const struct maildir_message *x = a;
  const struct maildir_message *y = b;

  if (x->when != y->when) return x->when < y->when ? -1 : 1;
  return by_name(a, b);
}

/* Sorts, and leaves one of each name where equal names are neighbours: 1, or
 * -1 with errno. */
static int arrange(struct maildir *d,
  int (*order)(const void *, const void *))
{
  size_t last = 0;
  size_t i;
  int r;

  if (!d->n) return 1;
  paths = d->paths.s;
  qsort(d->m, d->n, sizeof *d->m, order);
  for (i = 1; i < d->n; ++i) {
    if (name_order(maildir_name(d, last), maildir_name(d, i))) {
      d->m[++last] = d->m[i];
      continue;
    }
    r = scan_same(maildir_path(d, last), maildir_path(d, i));
    if (r == -1) return -1;
    d->m[last].twin |= r ? MAILDIR_LINK : MAILDIR_CLASH;
  }
  d->n = last + 1;
  return 1;
}

int maildir_load(struct maildir *d)
{
  int r = scan_dir("new", add, d); /* first: messages move from new to cur */

  if (r == 1) r = scan_dir("cur", add, d);
  /* without times, files of one name may be no neighbours by mtime */
  if (r == 1 && d->untimed) r = arrange(d, by_name);
  if (r == 1) r = arrange(d, by_time);
  if (r != 1) d->n = 0;
  return r;
}

/* ---- what other programs did since ---- */

/* The message delivered at that time under that name, or null. */
static struct maildir_message *lookup(const struct maildir *d, uint64_t when,
  const char *name)
{
  size_t low = 0;
  size_t high = d->n;
  size_t i;
  int r;

  while (low < high) {
    i = low + (high - low) / 2;
    if (d->m[i].when != when) r = when < d->m[i].when ? -1 : 1;
    else r = name_order(name, maildir_name(d, i));
    if (r == 0) return d->m + i;
    if (r < 0) high = i; else low = i + 1;
  }
  return 0;
}

static int renew(void *to, const char *dir, int fd, const struct dirent *e)
{
  struct maildir *d = to;
  struct maildir_message *m;
  struct stat st;
  const char *old;
  uint64_t when;
  int r = delivered(fd, e, &when);

  if (r != 1) return r == 0 ? 1 : -1;
  m = lookup(d, when, e->d_name);
  if (!m) return 1; /* delivered since: the next session sees it */
  if (m->twin & MAILDIR_CLASH) return 1;
  old = d->paths.s + m->path;
  if (str_start(old, dir) && !strcmp(old + DIR_LEN, e->d_name)) return 1;
  if (lstat(old, &st) == 0) return 1; /* of two names, keep to this one */
  if (errno != ENOENT) return -1;
  return keep(&d->paths, dir, e->d_name, &m->path);
}

int maildir_search(struct maildir *d)
{
  if (scan_dir("new", renew, d) != 1) return -1;
  return scan_dir("cur", renew, d) == 1 ? 0 : -1;
}

/* What was a file may be a FIFO or a link by now: then it is gone. */
static int open_path(const struct maildir *d, size_t i)
{
  struct stat st;
  int fd;

  do fd = open(maildir_path(d, i), O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  while (fd == -1 && errno == EINTR);
  if (fd == -1 || (fstat(fd, &st) == 0 && S_ISREG(st.st_mode))) return fd;
  (void)close(fd); /* only opened */
  errno = ENOENT;
  return -1;
}

int maildir_open(struct maildir *d, size_t i)
{
  int fd = open_path(d, i);

  if (fd != -1 || errno != ENOENT) return fd;
  if (maildir_search(d) == -1) return -1;
  return open_path(d, i);
}

