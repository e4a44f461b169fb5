#include <fcntl.h>
#include <string.h>
#include "alloc.h"
#include "arrange.h"
#include "name.h"
#include "place.h"
#include "sort.h"

static const struct maildir *list; /* that is being sorted */

static const char *name(const struct maildir_message *m)
{
  return list->names.s + m->name;
}

/* Of two files with one name, that in cur/ comes first. */
static int by_name(const void *a, const void *b)
{
  const struct maildir_message *x = a;
  const struct maildir_message *y = b;
  int r = strcmp(name(x), name(y));

  if (r) return r;
  if (x->cur != y->cur) return x->cur ? -1 : 1;
  return strcmp(list->flags.s.s + x->flags, list->flags.s.s + y->flags);
}

/* By time, which stands where the octets will, and then by name. */
static void sort(struct maildir *d)
{
  size_t first;
  size_t i;

  list = d;
  sort_number(d->m, d->n, sizeof *d->m);
  for (first = 0; first < d->n; first = i) {
    for (i = first + 1; i < d->n && d->m[i].octets == d->m[first].octets;) ++i;
    if (i - first > 1) sort_by(d->m + first, i - first, sizeof *d->m, by_name);
  }
}

/* The same name twice, at i, which is to stay, and at j: either there was a
 * move between, and then one of them is where the message was. */
static int unite(struct maildir *d, size_t i, size_t j)
{
  struct stat a;
  struct stat b;
  int x = place_look(d, i, &a);
  int y = x == -1 ? -1 : place_look(d, j, &b);

  if (y == -1) return -1;
  if (x && y) return place_twin(d, i, &a, AT_FDCWD, maildir_path(d, j), &b);
  if (y) { d->m[i].cur = d->m[j].cur; d->m[i].flags = d->m[j].flags; }
  return 1;
}

/* Leaves one of each name, where equal names are neighbours; if they are in
 * order of time, only those of one time need a look. */
static int unique(struct maildir *d, int timed)
{
  size_t last = 0;
  size_t i;
  int r;

  for (i = 1; i < d->n; ++i) {
    if ((timed && d->m[last].octets != d->m[i].octets)
        || name_order(maildir_name(d, last), maildir_name(d, i))) {
      d->m[++last] = d->m[i];
      continue;
    }
    r = unite(d, last, i);
    if (r != 1) return r;
  }
  d->n = last + 1;
  return 1;
}

static int untimed_by_name(const void *a, const void *b)
{
  const uint32_t *x = a;
  const uint32_t *y = b;

  return strcmp(name(list->m + *x), name(list->m + *y));
}

/* Those that no time can find, by their names. */
static int index_untimed(struct maildir *d)
{
  uint32_t *p;
  size_t n = 0;
  size_t i;

  for (i = 0; i < d->n; ++i) n += d->m[i].untimed;
  d->untimed_n = 0;
  if (!n) return 1;
  p = alloc_grow(d->untimed, &d->untimed_a, n, sizeof *p);
  if (!p) return 0;
  d->untimed = p;
  for (i = 0; i < d->n; ++i)
    if (d->m[i].untimed) p[d->untimed_n++] = (uint32_t)i;
  list = d;
  sort_by(p, n, sizeof *p, untimed_by_name);
  return 1;
}

static int has_untimed(const struct maildir *d)
{
  size_t i;

  for (i = 0; i < d->n; ++i)
    if (d->m[i].untimed) return 1;
  return 0;
}

int arrange_list(struct maildir *d)
{
  int r = 1;

  if (d->sorted == d->n) return 1;
  if (has_untimed(d)) { /* then those of one name may be apart by mtime */
    list = d;
    sort_by(d->m, d->n, sizeof *d->m, by_name);
    r = unique(d, 0);
  }
  if (r == 1) { sort(d); r = unique(d, 1); }
  if (r == 1) r = index_untimed(d);
  if (r == 1) d->sorted = d->n;
  return r;
}
