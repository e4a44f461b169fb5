/* instcheck - compares what is installed with the table of hier.h and with
 * what was built here; one line for each difference. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "error.h"
#include "exitcode.h"
#include "fd.h"
#include "hier.h"
#include "strerr.h"

#define PROGRAM "instcheck"

static int differences;

static void differs(const char *path, const char *how)
{
  ++differences;
  strerr_start(PROGRAM);
  strerr_safe(path);
  strerr_text(" ");
  strerr_text(how);
  strerr_end();
}

static void fails(const char *path, int e)
{
  differs(path, e == ENOENT ? "is missing" : error_words(e));
}

static void check_owner(const struct hier *row, const char *path,
  const struct stat *st)
{
  if (st->st_uid != row->uid) differs(path, "has the wrong owner");
  if (st->st_gid != row->gid) differs(path, "has the wrong group");
  if ((st->st_mode & 07777) != row->mode) differs(path, "has the wrong mode");
}

/* Shared with other software, which may have reasons of its own for the mode;
 * but whoever may write here may replace our programs. */
static void check_dir(const struct hier *row, const char *path)
{
  struct stat st;

  if (stat(path, &st) == -1) { fails(path, errno); return; }
  if (!S_ISDIR(st.st_mode)) { differs(path, "is not a directory"); return; }
  if (st.st_uid != row->uid) differs(path, "has the wrong owner");
  if (st.st_mode & S_IWOTH) differs(path, "can be written by everybody");
}

static void check_empty(const struct hier *row, const char *path)
{
  struct dirent *e;
  struct stat st;
  DIR *dir;

  if (lstat(path, &st) == -1) { fails(path, errno); return; }
  if (!S_ISDIR(st.st_mode)) { differs(path, "is not a directory"); return; }
  if (st.st_uid != row->uid) differs(path, "has the wrong owner");
  if (st.st_mode & (S_IWGRP | S_IWOTH))
    differs(path, "can be written by others");
  dir = opendir(path);
  if (!dir) { fails(path, errno); return; }
  errno = 0;
  while ((e = readdir(dir)))
    if (strcmp(e->d_name, ".") && strcmp(e->d_name, "..")) break;
  if (e) differs(path, "is not empty");
  else if (errno) fails(path, errno);
  (void)closedir(dir); /* only read from: nothing can be lost */
}

static void check_state(const struct hier *row, const char *path)
{
  struct stat st;

  if (lstat(path, &st) == -1) { fails(path, errno); return; }
  if (!S_ISREG(st.st_mode)) { differs(path, "is not a regular file"); return; }
  check_owner(row, path, &st);
}

/* how: what is wrong if the two are not the same */
static void check_content(const char *path, int fd, int built,
  const char *how)
{
  static char a[8192];
  static char b[8192];
  ssize_t r;
  ssize_t s;

  do {
    r = fd_fill(fd, a, sizeof a);
    s = fd_fill(built, b, sizeof b);
    if (r == -1 || s == -1) { fails(path, errno); return; }
    if (r != s || memcmp(a, b, (size_t)r)) { differs(path, how); return; }
  } while (r);
}

static void check_built(const struct hier *row, const char *path,
  const char *how)
{
  int fd = open(path, O_RDONLY);
  int built;

  if (fd == -1) { fails(path, errno); return; }
  built = open(row->from, O_RDONLY);
  if (built == -1) fails(row->from, errno);
  else {
    check_content(path, fd, built, how);
    (void)close(built); /* only read from: nothing can be lost */
  }
  (void)close(fd);
}

static void check_file(const struct hier *row, const char *path)
{
  struct stat st;

  if (lstat(path, &st) == -1) { fails(path, errno); return; }
  if (!S_ISREG(st.st_mode)) { differs(path, "is not a regular file"); return; }
  check_owner(row, path, &st);
  check_built(row, path, "is not what was built here");
}

/* Is this the installed file?  Then it has a row in the other table. */
static int is_installed(const struct hier *old, const struct stat *st)
{
  const struct hier *row = hier_table;
  struct stat other;
  const char *path;

  while (!row->from || strcmp(row->from, old->from)) ++row;
  path = hier_path(row);
  if (!path || stat(path, &other) == -1) return 0;
  return other.st_dev == st->st_dev && other.st_ino == st->st_ino;
}

/* Nothing need be there; a link to what was installed may be. */
static void check_old(const struct hier *row)
{
  struct stat st;
  const char *path = hier_path(row);

  if (!path || stat(path, &st) == -1 || !S_ISREG(st.st_mode)) return;
  if (is_installed(row, &st)) return;
  check_built(row, hier_path(row), "is an older program, and run scripts of"
    " qmail's start it: see UPGRADE");
}

static void check(const struct hier *row, const char *path)
{
  switch (row->kind) {
    case HIER_DIR: check_dir(row, path); break;
    case HIER_EMPTY: check_empty(row, path); break;
    case HIER_STATE: check_state(row, path); break;
    default: check_file(row, path);
  }
}

int main(void)
{
  const struct hier *row;
  const char *path;

  for (row = hier_table; row->base; ++row) {
    path = hier_path(row);
    if (!path) {
      strerr_sys(PROGRAM, "fatal", "use", "DESTDIR", errno);
      _exit(EXIT_LATER);
    }
    check(row, path);
  }
  for (row = hier_old; row->base; ++row) check_old(row);
  _exit(differences ? EXIT_REFUSED : EXIT_DONE);
}
