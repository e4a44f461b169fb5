#include <errno.h>
#include <string.h>
#include "error.h"
#include "file.h"
#include "moved.h"
#include "scan.h"
#include "str.h"

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
    r = maildir_order(d, i, when, name);
    if (r == 0) return d->m + i;
    if (r > 0) high = i; else low = i + 1;
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
  int r = maildir_when(fd, e, &when);

  if (r != 1) return r == 0 ? 1 : -1;
  m = lookup(d, when, e->d_name);
  if (!m) return 1; /* delivered since: the next session sees it */
  if (m->twin & MAILDIR_CLASH) return 1;
  old = d->paths.s + m->path;
  if (str_start(old, dir) && !strcmp(old + MAILDIR_DIR, e->d_name)) return 1;
  if (lstat(old, &st) == 0) return 1; /* of two names, keep to this one */
  if (!error_gone(errno)) return -1;
  return maildir_path_append(&d->paths, dir, e->d_name, &m->path);
}

int moved_search(struct maildir *d)
{
  if (scan_dir("new", renew, d) != 1) return -1;
  return scan_dir("cur", renew, d) == 1 ? 0 : -1;
}

int moved_open(struct maildir *d, size_t i)
{
  int fd = file_open(maildir_path(d, i));

  if (fd != -1 || errno != ENOENT) return fd;
  if (moved_search(d) == -1) return -1;
  return file_open(maildir_path(d, i));
}

