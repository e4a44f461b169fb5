#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include "scan.h"
#include "tmp.h"

enum { AGE = 36 * 60 * 60 };

static int clean(void *to, const char *dir, int fd, const struct dirent *e)
{
  const time_t *now = to;
  struct stat st;

  (void)dir;
  if (fstatat(fd, e->d_name, &st, AT_SYMLINK_NOFOLLOW) == -1) return 1;
  if (S_ISDIR(st.st_mode)) return 1;
  if (st.st_atime > *now - AGE || st.st_mtime > *now - AGE) return 1;
  (void)unlinkat(fd, e->d_name, 0); /* if not now, then at the next login */
  return 1;
}

void tmp_clean(time_t now)
{
  struct stat st;

  if (lstat("tmp", &st) == -1 || !S_ISDIR(st.st_mode)) return;
  (void)scan_dir("tmp", clean, &now);
}
