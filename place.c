#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include "error.h"
#include "file.h"
#include "name.h"
#include "place.h"

/* What stands in front of a name if the file was there under two. */
struct inode { dev_t dev; ino_t ino; };

static int same_file(const struct inode *a, const struct stat *b)
{
  return a->dev == b->st_dev && a->ino == b->st_ino;
}

/* A file that had two names is found under another only if it is that file. */
static int is_it(const struct maildir *d, const struct maildir_message *m,
  const struct stat *st)
{
  struct inode f;
  const char *front = d->names.s + m->name;

  if (!(m->twin & MAILDIR_LINK)) return 1;
  if (m->untimed) front -= MAILDIR_TIME;
  memcpy(&f, front - sizeof f, sizeof f);
  return same_file(&f, st);
}

/* Keeps the name once more, with the file in front of it. */
static int put_link(struct maildir *d, size_t i, const struct inode *f)
{
  char front[sizeof *f + MAILDIR_TIME];
  uint64_t when = maildir_when(d, i);
  size_t n = d->m[i].untimed ? sizeof front : sizeof *f;
  size_t len = strlen(maildir_name(d, i));

  memcpy(front, f, sizeof *f);
  memcpy(front + sizeof *f, &when, MAILDIR_TIME);
  if (!stralloc_more(&d->names, n + len + 1)) return 0; /* which may move it */
  return maildir_put(d, front, n, maildir_name(d, i), len, &d->m[i].name);
}

/* 1 = two files of one size and time have the same bytes, and so are one
 * message: a copy, or one file under two names on a store that gives each name
 * a number of its own. */
static int copies(const struct maildir *d, size_t i, int dir,
  const char *name)
{
  int two = file_open_in(dir, name); /* first: i's path may come in its place */
  int one = file_open(maildir_path(d, i));
  int r = one != -1 && two != -1 ? file_same_bytes(one, two) : 0;
  int error = errno;

  if (one != -1) (void)close(one); /* only read from: nothing can be lost */
  if (two != -1) (void)close(two);
  errno = error;
  return r;
}

static int alike(const struct stat *a, const struct stat *b)
{
  return S_ISREG(a->st_mode) && S_ISREG(b->st_mode)
    && a->st_size == b->st_size && a->st_mtime == b->st_mtime;
}

int place_twin(struct maildir *d, size_t i, const struct stat *a,
  int dir, const char *name, const struct stat *b)
{
  struct inode f;
  int r;

  memset(&f, 0, sizeof f);
  f.dev = a->st_dev;
  f.ino = a->st_ino;
  if (!same_file(&f, b)) {
    r = alike(a, b) ? copies(d, i, dir, name) : 0;
    if (r == 0) d->m[i].twin |= MAILDIR_CLASH;
    return r == -1 ? -1 : 1;
  }
  if (b->st_nlink < 2 || d->m[i].twin & MAILDIR_LINK) return 1;
  if (!put_link(d, i, &f)) return 0;
  d->m[i].twin |= MAILDIR_LINK;
  return 1;
}

int place_look(const struct maildir *d, size_t i, struct stat *st)
{
  if (lstat(maildir_path(d, i), st) == 0) return 1;
  return error_gone(errno) ? 0 : -1;
}

static int look_at(int fd, const char *name, struct stat *st)
{
  if (fstatat(fd, name, st, AT_SYMLINK_NOFOLLOW) == 0) return 1;
  return error_gone(errno) ? 0 : -1;
}

int place_seen(struct maildir *d, struct maildir_message *m, const char *dir,
  int fd, const char *name)
{
  size_t i = (size_t)(m - d->m);
  struct stat there;
  struct stat here;
  unsigned int flags;
  unsigned int cur = *dir == 'c';
  int was;
  int is;

  if (!maildir_flags(d, name, name_len(name), &flags)) return 0;
  if (m->cur == cur && m->flags == flags && !m->lost) {
    m->seen = 1;
    return 1;
  }
  if (m->twin & MAILDIR_CLASH) return 1;
  was = m->lost ? 0 : place_look(d, i, &there);
  is = was == -1 ? -1 : look_at(fd, name, &here);
  if (is == -1) return -1;
  if (was) m->seen = 1;
  if (!is) return 1; /* it was on its way: another reading will find it */
  if (was) return place_twin(d, i, &there, fd, name, &here);
  if (!is_it(d, m, &here)) return 1;
  m->cur = cur & 1;
  m->flags = flags & ((1 << MAILDIR_FLAGS) - 1);
  m->seen = 1;
  m->lost = 0;
  return 1;
}
