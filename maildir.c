#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "alloc.h"
#include "file.h"
#include "maildir.h"
#include "name.h"
#include "scan.h"
#include "sort.h"

const char *maildir_path(const struct maildir *d, size_t i)
{
  return d->paths.s + d->m[i].path;
}

const char *maildir_name(const struct maildir *d, size_t i)
{
  return maildir_path(d, i) + MAILDIR_DIR;
}

int maildir_order(const struct maildir *d, size_t i, uint64_t when,
  const char *name)
{
  if (d->m[i].when != when) return d->m[i].when < when ? -1 : 1;
  return name_order(maildir_name(d, i), name);
}

int maildir_path_append(stralloc *paths, const char *dir, const char *name,
  uint32_t *at)
{
  if (paths->len > UINT32_MAX) { errno = ENOMEM; return 0; }
  *at = (uint32_t)paths->len;
  return stralloc_cats(paths, dir) && stralloc_cats(paths, "/")
    && stralloc_cats(paths, name) && stralloc_cat0(paths);
}

int maildir_when(int fd, const struct dirent *e, uint64_t *when)
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
  int r = maildir_when(fd, e, &m.when);

  if (r != 1) return r == 0 ? 1 : -1;
  (void)name_octets(e->d_name, &m.octets);
  p = alloc_grow(d->m, &d->a, d->n + 1, sizeof *d->m);
  if (!p) return 0;
  d->m = p;
  if (!maildir_path_append(&d->paths, dir, e->d_name, &m.path)) return 0;
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
  int r = name_order(paths + x->path + MAILDIR_DIR,
    paths + y->path + MAILDIR_DIR);

  return r ? r : strcmp(paths + x->path, paths + y->path);
}

static int by_time(const void *a, const void *b)
{
  const struct maildir_message *x = a;
  const struct maildir_message *y = b;

  if (x->when != y->when) return x->when < y->when ? -1 : 1;
  return by_name(a, b);
}

/* By time, and then by name; where memory is short, the slower way. */
static void sort(struct maildir *d)
{
  size_t first;
  size_t i;

  if (!sort_number(d->m, d->n, sizeof *d->m)) {
    qsort(d->m, d->n, sizeof *d->m, by_time);
    return;
  }
  for (first = 0; first < d->n; first = i) {
    for (i = first + 1; i < d->n && d->m[i].when == d->m[first].when; ++i) ;
    if (i - first > 1) qsort(d->m + first, i - first, sizeof *d->m, by_name);
  }
}

/* Leaves one of each name, where equal names are neighbours; in order of time
 * only those of one time need a look.  1, or -1 with errno. */
static int unique(struct maildir *d, int timed)
{
  size_t last = 0;
  size_t i;
  int r;

  for (i = 1; i < d->n; ++i) {
    if ((timed && d->m[last].when != d->m[i].when)
        || name_order(maildir_name(d, last), maildir_name(d, i))) {
      d->m[++last] = d->m[i];
      continue;
    }
    r = file_same(maildir_path(d, last), maildir_path(d, i));
    if (r == -1) return -1;
    d->m[last].twin |= r ? MAILDIR_LINK : MAILDIR_CLASH;
  }
  d->n = last + 1;
  return 1;
}

static int arrange(struct maildir *d)
{
  int r = 1;

  if (!d->n) return 1;
  paths = d->paths.s;
  if (d->untimed) { /* then those of one name may be apart by mtime */
    qsort(d->m, d->n, sizeof *d->m, by_name);
    r = unique(d, 0);
  }
  if (r != 1) return r;
  sort(d);
  return unique(d, 1);
}

/* Moves the paths into the order of the messages, so that who goes through
 * all of them goes through memory in order; if there is none to spare for
 * that, it only takes longer. */
static void gather(struct maildir *d)
{
  stralloc sorted = { 0, 0, 0 };
  const char *path;
  size_t i;

  if (!stralloc_more(&sorted, d->paths.len)) return;
  for (i = 0; i < d->n; ++i) {
    path = maildir_path(d, i);
    d->m[i].path = (uint32_t)sorted.len;
    (void)stralloc_catb(&sorted, path, strlen(path) + 1); /* there is room */
  }
  alloc_free(d->paths.s);
  d->paths = sorted;
}

int maildir_load(struct maildir *d)
{
  int r = scan_dir("new", add, d); /* first: messages move from new to cur */

  if (r == 1) r = scan_dir("cur", add, d);
  if (r == 1) r = arrange(d);
  if (r == 1) gather(d); else d->n = 0;
  return r;
}
