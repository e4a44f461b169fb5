#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>
#include "error.h"
#include "fault.h"
#include "file.h"
#include "moved.h"
#include "name.h"
#include "str.h"
#include "update.h"

/* 1 = path names that file, 0 = another or none; -1 with errno. */
static int is_file(const char *path, const struct stat *file)
{
  struct stat st;

  if (lstat(path, &st) == -1) return error_gone(errno) ? 0 : -1;
  return st.st_dev == file->st_dev && st.st_ino == file->st_ino;
}

/* A file that a crash left under two names goes only if both go. */
static int erase(struct maildir *d, size_t i)
{
  struct stat st;
  int r;
  int two = d->m[i].twin == MAILDIR_LINK;

  if (two && lstat(maildir_path(d, i), &st) == -1) return -1;
  if (unlink(maildir_path(d, i)) == -1) return -1;
  if (!two || st.st_nlink < 2) return 0;
  if (moved_search(d) == -1) return -1;
  r = is_file(maildir_path(d, i), &st);
  return r == 1 ? unlink(maildir_path(d, i)) : r;
}

/* A marked message that is still there, and why. */
struct failed {
  size_t i;
  int error;
};

/* Erases what is marked, and returns how many of it are still there; *absent
 * more were not where they had been. */
static size_t erase_marked(struct maildir *d, size_t *absent,
  struct failed *failed)
{
  size_t there = 0;
  size_t i;

  *absent = 0;
  for (i = 0; i < d->n; ++i) {
    if (d->m[i].state != MAILDIR_DELETE) continue;
    if (erase(d, i) == 0) d->m[i].state = MAILDIR_GONE;
    else {
      failed->i = i;
      failed->error = errno;
      if (error_gone(errno) && !(d->m[i].twin & MAILDIR_CLASH)) ++*absent;
      else ++there;
    }
  }
  return there;
}

/* 0, or an errno. */
static int move(const char *from, const char *name, stralloc *to)
{
  to->len = 0;
  if (!stralloc_cats(to, "cur/") || !stralloc_cats(to, name)) return ENOMEM;
  if (!name[name_len(name)] && !stralloc_cats(to, ":2,")) return ENOMEM;
  if (!stralloc_cat0(to)) return ENOMEM;
  if (file_move(from, to->s, "cur") == 0 || errno == ENOENT) return 0;
  if (errno != EEXIST) return errno;
  if (file_same(from, to->s) == 1) (void)file_drop(from, "cur");
  return 0;
}

/* A file that a crash left in both new/ and cur/ is in cur/ from now on. */
static void finish_move(const char *path, const char *name, stralloc *from)
{
  from->len = 0;
  if (!stralloc_cats(from, "new/")) return;
  if (!stralloc_catb(from, name, name_len(name))) return;
  if (!stralloc_cat0(from)) return;
  if (file_same(path, from->s) != 1) return;
  (void)file_drop(from->s, "cur"); /* else at the next QUIT */
}

static int keep(struct maildir *d, size_t i)
{
  static stralloc other;
  const char *path = maildir_path(d, i);

  if (str_start(path, "new/")) return move(path, maildir_name(d, i), &other);
  if (d->m[i].twin) finish_move(path, maildir_name(d, i), &other);
  return 0;
}

static void keep_rest(const char *program, struct maildir *d)
{
  size_t i;
  int first = 0;
  int e;

  for (i = 0; i < d->n; ++i) {
    if (d->m[i].state != MAILDIR_KEEP) continue;
    e = keep(d, i);
    if (!first) first = e;
  }
  if (!first) return;
  fault_file(program, "warning", "move every new message to", "cur", first);
}

const char *update_run(const char *program, struct maildir *d)
{
  size_t absent;
  size_t there;
  struct failed last = { 0, 0 };

  there = erase_marked(d, &absent, &last);
  if (absent) {
    if (moved_search(d) == -1) { last.error = errno; there += absent; }
    else there = erase_marked(d, &absent, &last);
  }
  keep_rest(program, d);
  if (!there) return 0;
  fault_file(program, "warning", "delete", maildir_path(d, last.i), last.error);
  return "[SYS/TEMP] unable to unlink all deleted messages";
}
