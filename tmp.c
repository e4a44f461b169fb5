#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include "scan.h"
#include "tmp.h"

enum { AGE = 36 * 60 * 60 };

/* Many writers set the other two times to those of the message, and while a
 * file is made over NFS they hold something else; but ctime is the store's. */
static int younger(const struct stat *st, time_t limit)
{
  return st->st_ctime > limit || st->st_mtime > limit || st->st_atime > limit;
}

static int clean(void *to, const char *dir, int fd, const struct dirent *e)
{
  const time_t *limit = to;
  struct stat st;

  (void)dir;
  if (fstatat(fd, e->d_name, &st, AT_SYMLINK_NOFOLLOW) == -1) return 1;
  if (S_ISDIR(st.st_mode)) return 1;
  if (younger(&st, *limit)) return 1;
  (void)unlinkat(fd, e->d_name, 0); /* if not now, then at the next login */
  return 1;
}

/* new or cur may be links to tmp. */
static int is(const char *folder, const struct stat *tmp)
{
  struct stat st;

  return stat(folder, &st) == 0 && st.st_dev == tmp->st_dev
    && st.st_ino == tmp->st_ino;
}

void tmp_clean(time_t now)
{
  struct stat st;

  if (lstat("tmp", &st) == -1 || !S_ISDIR(st.st_mode)) return;
  if (is("new", &st) || is("cur", &st)) return;
  if (now > st.st_mtime) now = st.st_mtime;
  now -= AGE;
  (void)scan_dir("tmp", clean, &now);
}
