#include <errno.h>
#include <string.h>
#include "alloc.h"
#include "byte.h"
#include "maildir.h"

enum { DIR_LEN = 4, FLAGS_MOST = (1 << MAILDIR_FLAGS) - 1 };


/* ---- what is known of a message ---- */

const char *maildir_name(const struct maildir *d, size_t i)
{
  return d->names.s + d->m[i].name;
}

const char *maildir_path(const struct maildir *d, size_t i)
{
  const struct maildir_message *m = d->m + i;
  const char *name = maildir_name(d, i);
  size_t len = strlen(name);
  char *s = d->path.s;
  const char *flags;

  memcpy(s, m->cur ? "cur/" : "new/", DIR_LEN);
  byte_copy(s + DIR_LEN, name, len);
  flags = d->flags.s.s + m->flags;
  byte_copy(s + DIR_LEN + len, flags, strlen(flags) + 1);
  return s;
}

int maildir_is(const struct maildir *d, size_t i, const char *name)
{
  size_t n = strlen(name) + 1;

  return n <= d->names.len - d->m[i].name
    && byte_same(maildir_name(d, i), name, n);
}

uint64_t maildir_when(const struct maildir *d, size_t i)
{
  const char *name = maildir_name(d, i);
  uint64_t when = 0;

  if (d->m[i].untimed) memcpy(&when, name - MAILDIR_TIME, MAILDIR_TIME);
  else (void)name_time(name, &when);
  return when;
}

int maildir_order(const struct maildir *d, size_t i, uint64_t when,
  const char *name)
{
  uint64_t mine = maildir_when(d, i);

  if (mine != when) return mine < when ? -1 : 1;
  return name_order(maildir_name(d, i), name);
}

/* ---- one more ---- */

int maildir_put(struct maildir *d, const void *front, size_t n,
  const char *name, size_t len, uint32_t *at)
{
  if (d->names.len > UINT32_MAX - n) { errno = ENOMEM; return 0; }
  if (!stralloc_catb(&d->names, front, n)) return 0;
  *at = (uint32_t)d->names.len;
  return stralloc_catb(&d->names, name, len) && stralloc_cat0(&d->names);
}

int maildir_flags(struct maildir *d, const char *name, size_t len,
  unsigned int *flags)
{
  uint32_t at;

  if (!stralloc_more(&d->path, DIR_LEN + len + strlen(name + len) + 1))
    return 0;
  if (!once_add(&d->flags, name + len, FLAGS_MOST, &at)) return 0;
  *flags = at;
  return 1;
}

int maildir_add(struct maildir *d, const char *dir, const char *name,
  const struct name *n)
{
  struct maildir_message m = { 0 };
  unsigned int flags;
  void *p;

  p = alloc_grow(d->m, &d->a, d->n + 1, sizeof *d->m);
  if (!p) return 0;
  d->m = p;
  if (!maildir_flags(d, name, n->len, &flags)) return 0;
  if (!maildir_put(d, &n->when, n->timed ? 0 : MAILDIR_TIME, name, n->len,
    &m.name)) return 0;
  m.octets = n->when;
  m.flags = flags & FLAGS_MOST;
  m.cur = *dir == 'c';
  m.untimed = !n->timed;
  m.sized = n->sized != 0;
  d->m[d->n++] = m;
  return 1;
}

void maildir_free(struct maildir *d)
{
  alloc_free(d->m);
  alloc_free(d->names.s);
  alloc_free(d->path.s);
  alloc_free(d->untimed);
  once_free(&d->flags);
  memset(d, 0, sizeof *d);
}

size_t maildir_bytes(const struct maildir *d)
{
  return d->a * sizeof *d->m + d->names.a + d->path.a + d->flags.s.a
    + d->untimed_a * sizeof *d->untimed;
}

/* ---- to find one ---- */

static struct maildir_message *find_timed(const struct maildir *d,
  uint64_t when, const char *name)
{
  size_t low = 0;
  size_t high = d->sorted;
  size_t i;
  int r;

  while (low < high) {
    i = low + (high - low) / 2;
    r = maildir_order(d, i, when, name);
    if (r == 0) return d->m + i;
    if (r > 0) high = i; else low = i + 1;
  }
  return 0;
}

static struct maildir_message *find_untimed(const struct maildir *d,
  const char *name)
{
  size_t low = 0;
  size_t high = d->untimed_n;
  size_t i;
  int r;

  while (low < high) {
    i = low + (high - low) / 2;
    r = name_order(maildir_name(d, d->untimed[i]), name);
    if (r == 0) return d->m + d->untimed[i];
    if (r > 0) high = i; else low = i + 1;
  }
  return 0;
}

struct maildir_message *maildir_find(const struct maildir *d,
  const char *name)
{
  uint64_t when;

  if (!d->sorted) return 0;
  if (name_time(name, &when)) return find_timed(d, when, name);
  return find_untimed(d, name);
}
