#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include "../hasd_type.h"
#include "../scan.h"
#include "test.h"

/* ---- what each call found ---- */

static char found[64][16];
static size_t n;
static size_t bad;

static int order(const void *a, const void *b) { return strcmp(a, b); }

/* 1 = these were found, each once, in any order; "" ends the list. */
static int are(const char *const *want)
{
  size_t i;

  qsort(found, n, sizeof *found, order);
  for (i = 0; i < n; ++i) if (strcmp(found[i], want[i])) return 0;
  return !*want[n];
}

static int note(void *to, const char *dir, int fd, const struct dirent *e)
{
  struct stat st;

  bad += to != &n || strcmp(dir, "d") != 0;
  bad += fstatat(fd, e->d_name, &st, AT_SYMLINK_NOFOLLOW) == -1;
  bad += n >= 64 || strlen(e->d_name) > 15;
  if (bad) return -9;
  strcpy(found[n++], e->d_name);
  return 1;
}

static int make(const char *path)
{
  int fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);

  return fd != -1 && write(fd, "abc", 3) == 3 && close(fd) == 0;
}

static void all(void)
{
  static const char *const none[] = { "" };
  static const char *const names[] = {
    "\n", " ", "a", "a.b", "dir", "fifo", "link", "\xff", ""
  };

  check(mkdir("d", 0700) == 0);
  n = bad = 0;
  check(scan_dir("d", note, &n) == 1 && n == 0 && are(none));
  check(make("d/a") && make("d/a.b") && make("d/ ") && make("d/\n"));
  check(make("d/\xff") && make("d/.a") && make("d/..."));
  check(mkdir("d/.d", 0700) == 0 && mkdir("d/dir", 0700) == 0);
  check(mkfifo("d/fifo", 0600) == 0 && symlink("gone", "d/link") == 0);
  check(scan_dir("d", note, &n) == 1 && are(names) && !bad);
}

/* ---- ending early, and failing ---- */

static int stop;  /* what the third call returns */
static int calls;

static int third(void *to, const char *dir, int fd, const struct dirent *e)
{
  (void)to; (void)dir; (void)fd; (void)e;
  if (++calls < 3) return 1;
  errno = EXDEV;
  return stop;
}

static void stops(void)
{
  static const int row[] = { 0, -1, 2, 42 };
  size_t i;

  for (i = 0; i < sizeof row / sizeof *row; ++i) {
    calls = 0;
    stop = row[i];
    errno = 0;
    check_row(i, scan_dir("d", third, 0) == stop);
    check_row(i, calls == 3 && errno == EXDEV);
  }
}

/* The directory's descriptor becomes that of a file: reading on fails. */
static int spoil(void *to, const char *dir, int fd, const struct dirent *e)
{
  int file = open("d/a", O_RDONLY);

  (void)to; (void)dir; (void)e;
  ++calls;
  if (dup2(file, fd) == -1) return 0;
  close(file);
  return 1;
}

static void fails(void)
{
  calls = 0;
  errno = 0;
  check(scan_absent("none") && scan_dir("none", third, 0) == 1 && !calls);
  check(symlink("none", "nowhere") == 0 && !scan_absent("nowhere"));
  check(scan_dir("nowhere", third, 0) == -1 && errno == ENOENT);
  check(unlink("nowhere") == 0 && !scan_absent("d"));
  check(scan_dir("d/a", third, 0) == -1 && errno == ENOTDIR);
  check(calls == 0);
  errno = 0;
  check(scan_dir("d", spoil, 0) == -1 && errno == ENOTDIR && calls > 0);
}

/* What errno says is not taken for a failure to read; of one that is, it
 * tells, also if the directory cannot even be closed. */
static int leave_errno(void *to, const char *dir, int fd,
  const struct dirent *e)
{
  (void)to; (void)dir; (void)fd; (void)e;
  errno = EIO;
  return 1;
}

static int close_it(void *to, const char *dir, int fd, const struct dirent *e)
{
  (void)to; (void)dir; (void)e;
  close(fd);
  errno = EXDEV;
  return -1;
}

static void errors(void)
{
  check(scan_dir("d", leave_errno, 0) == 1);
  check(scan_dir("d", close_it, 0) == -1 && errno == EXDEV);
}

/* Not a descriptor is left open, whatever happens. */
static void leaks(void)
{
  int before = dup(0);
  int after;

  close(before);
  stop = 0;
  calls = 0;
  (void)scan_dir("d", third, 0);
  (void)scan_dir("d", spoil, 0);
  (void)scan_dir("d/a", third, 0);
  n = 0;
  (void)scan_dir("d", note, &n);
  after = dup(0);
  close(after);
  check(before == after);
}

/* ---- which are files ---- */

struct look {
  const char *name;
  int with;
  int without;
  int unknown;
  off_t size;
};

static int look(void *to, const char *dir, int fd, const struct dirent *e)
{
  struct look *l = to;
  struct dirent copy = *e;
  struct stat st;

  (void)dir;
  if (strcmp(l->name, e->d_name)) return 1;
  st.st_size = -1;
  l->with = scan_regular(fd, e, &st);
  l->size = st.st_size;
  l->without = scan_regular(fd, e, 0);
#ifdef HASD_TYPE
  copy.d_type = DT_UNKNOWN;
#endif
  l->unknown = scan_regular(fd, &copy, 0);
  return 0;
}

static void kinds(void)
{
  static const struct { const char *name; int regular; } row[] = {
    { "a", 1 }, { "a.b", 1 }, { "\n", 1 }, { "hard", 1 }, { "dir", 0 },
    { "fifo", 0 }, { "sock", 0 }, { "link", 0 }, { "tofile", 0 },
    { "todir", 0 }, { "tozero", 0 },
  };
  struct look l;
  size_t i;

  check(link("d/a", "d/hard") == 0 && symlink("a", "d/tofile") == 0);
  check(symlink("dir", "d/todir") == 0 && !symlink("/dev/zero", "d/tozero"));
  check(test_socket("d/sock"));
  for (i = 0; i < sizeof row / sizeof *row; ++i) {
    l.name = row[i].name;
    l.with = l.without = l.unknown = 7;
    check_row(i, scan_dir("d", look, &l) == 0);
    check_row(i, l.with == row[i].regular);
    check_row(i, l.without == row[i].regular);
    check_row(i, l.unknown == row[i].regular);
    if (row[i].regular) check_row(i, l.size == 3);
  }
}

static int vanish(void *to, const char *dir, int fd, const struct dirent *e)
{
  struct dirent copy = *e;
  struct stat st;

  (void)dir;
  if (strcmp(e->d_name, "hard")) return 1;
  if (unlinkat(fd, e->d_name, 0) == -1) return -9;
#ifdef HASD_TYPE
  copy.d_type = DT_UNKNOWN;
#endif
  *(int *)to = scan_regular(fd, e, &st) + 10 * scan_regular(fd, &copy, 0);
  return 0;
}

/* A descriptor that is none: what must ask the kernel fails. */
static int blind(void *to, const char *dir, int fd, const struct dirent *e)
{
  struct dirent copy = *e;
  struct stat st;
  int *good = to;

  (void)dir; (void)fd;
  if (strcmp(e->d_name, "a")) return 1;
  errno = 0;
  *good = scan_regular(-1, e, &st) == -1 && errno == EBADF;
#ifdef HASD_TYPE
  *good &= scan_regular(-1, e, 0) == 1 || e->d_type != DT_REG;
  copy.d_type = DT_DIR;
  *good &= scan_regular(-1, &copy, &st) == 0;
  copy.d_type = DT_UNKNOWN;
#endif
  errno = 0;
  *good &= scan_regular(-1, &copy, 0) == -1 && errno == EBADF;
  return 0;
}

static void gone(void)
{
  int r = 7;

  check(scan_dir("d", vanish, &r) == 0 && r == 0);
  check(scan_dir("d", blind, &r) == 0 && r == 1);
}

int main(void)
{
  test_enter();
  all();
  stops();
  fails();
  errors();
  leaks();
  kinds();
  gone();
  return test_end();
}
