#include <string.h>
#include "arrange.h"
#include "folders.h"
#include "listing.h"
#include "name.h"
#include "place.h"
#include "scan.h"

/* 1, 0 = it is no message; -1 with errno. */
static int is_message(int fd, const struct dirent *e, struct name *n)
{
  struct stat st;
  int r;

  if (n->timed) return scan_regular(fd, e, 0);
  r = scan_regular(fd, e, &st);
  if (r == 1) n->when = st.st_mtime > 0 ? (uint64_t)st.st_mtime : 0;
  return r;
}

static int each(void *to, const char *dir, int fd, const struct dirent *e)
{
  struct maildir *d = to;
  struct maildir_message *m;
  struct name n;
  int r;

  name_take(&n, e->d_name);
  r = is_message(fd, e, &n);
  if (r != 1) return r == 0 ? 1 : -1;
  m = maildir_find(d, e->d_name); /* there is none at the first reading */
  if (m) return place_seen(d, m, dir, fd, e->d_name);
  ++d->read;
  return maildir_add(d, dir, e->d_name, &n);
}

static void know_octets(struct maildir *d)
{
  size_t i;

  for (i = 0; i < d->n; ++i) {
    if (d->m[i].sized)
      (void)name_octets(maildir_name(d, i), &d->m[i].octets);
    else d->m[i].octets = MAILDIR_UNKNOWN;
  }
}

static int fill(struct maildir *d)
{
  struct folders f;
  const char *dir;
  int r;

  memset(&f, 0, sizeof f);
  while ((r = folders_next(&f, &dir)) == 1) {
    if (f.again) r = arrange_list(d);
    if (r == 1) r = scan_dir(dir, each, d);
    if (r != 1) return r;
  }
  return r == 0 ? arrange_list(d) : -1;
}

int listing_read(struct maildir *d)
{
  size_t read;
  int r;

  d->read = 0;
  r = fill(d);
  if (r == 1) { know_octets(d); return 1; }
  read = d->read;
  maildir_free(d);
  d->read = read;
  return r;
}
