/* install - makes what the table of hier.h says, under $DESTDIR if set. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h> /* rename */
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "exitcode.h"
#include "hier.h"
#include "noreturn.h"
#include "stralloc.h"
#include "strerr.h"

#define PROGRAM "install"

static NORETURN void die(const char *what, const char *object)
{
  strerr_sys(PROGRAM, "fatal", what, object, errno);
  _exit(EXIT_LATER);
}

static void own(int fd, const struct hier *row, const char *path)
{
  if (fchown(fd, row->uid, row->gid) == -1) die("set owner of", path);
  if (fchmod(fd, row->mode) == -1) die("set mode of", path);
}

/* ---- directories ---- */

static void make_parents(char *path)
{
  char *slash = path;

  while ((slash = strchr(slash + 1, '/'))) {
    *slash = 0;
    if (mkdir(path, 0755) == -1 && errno != EEXIST) die("make", path);
    *slash = '/';
  }
}

static void make_dir(const struct hier *row, const char *path)
{
  static stralloc copy;
  struct stat st;
  int made;
  int fd;

  copy.len = 0;
  if (!stralloc_cats(&copy, path) || !stralloc_cat0(&copy)) die("name", path);
  make_parents(copy.s);
  made = mkdir(path, 0755) == 0;
  if (!made && errno != EEXIST) die("make", path);
  if (stat(path, &st) == -1) die("look at", path);
  if (!S_ISDIR(st.st_mode)) { errno = ENOTDIR; die("make", path); }
  if (!made) return;
  fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
  if (fd == -1) die("open", path);
  own(fd, row, path);
  (void)close(fd); /* nothing was written through it */
}

/* ---- files ---- */

static void copy_bytes(int to, int from, const char *path)
{
  static char buf[16384];
  ssize_t done;
  ssize_t r;
  ssize_t w;

  while ((r = read(from, buf, sizeof buf)) > 0)
    for (done = 0; done < r; done += w) {
      w = write(to, buf + done, (size_t)(r - done));
      if (w == -1) die("write", path);
    }
  if (r == -1) die("read what becomes", path);
}

/* Under another name until it is whole: a program that runs keeps its file,
 * and one that starts meanwhile gets the old or the new one. */
static void make_file(const struct hier *row, const char *path)
{
  static stralloc tmp;
  int from;
  int to;

  tmp.len = 0;
  if (!stralloc_cats(&tmp, path) || !stralloc_cats(&tmp, "{new}")
      || !stralloc_cat0(&tmp)) die("name", path);
  from = open(row->from, O_RDONLY);
  if (from == -1) die("read", row->from);
  if (unlink(tmp.s) == -1 && errno != ENOENT) die("remove", tmp.s);
  to = open(tmp.s, O_WRONLY | O_CREAT | O_EXCL, 0600);
  if (to == -1) die("make", tmp.s);
  copy_bytes(to, from, tmp.s);
  own(to, row, tmp.s);
  if (fsync(to) == -1 || close(to) == -1) die("write", tmp.s);
  if (rename(tmp.s, path) == -1) die("make", path);
  (void)close(from); /* only read from: nothing can be lost */
}

/* What is there stays: processes have locked it. */
static void make_state(const struct hier *row, const char *path)
{
  static stralloc copy;
  int fd;

  copy.len = 0;
  if (!stralloc_cats(&copy, path) || !stralloc_cat0(&copy)) die("name", path);
  make_parents(copy.s);
  fd = open(path, O_WRONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK, 0600);
  if (fd == -1) die("make", path);
  own(fd, row, path);
  (void)close(fd); /* nothing was written through it */
}

static NORETURN void die_root(void)
{
  strerr_say(PROGRAM, "fatal", "only root can set owners");
  _exit(EXIT_USAGE);
}

int main(void)
{
  const struct hier *row;
  const char *path;

  if (geteuid() != 0) die_root();
  umask(022);
  for (row = hier_table; row->base; ++row) {
    path = hier_path(row);
    if (!path) die("use", "DESTDIR");
    if (row->kind == HIER_FILE) make_file(row, path);
    else if (row->kind == HIER_STATE) make_state(row, path);
    else make_dir(row, path);
  }
  _exit(EXIT_DONE);
}
