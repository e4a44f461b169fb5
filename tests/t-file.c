#include <errno.h>
#include "../file.h"
#include "test.h"

static int make(const char *path)
{
  int fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);

  return fd != -1 && write(fd, "abc", 3) == 3 && close(fd) == 0;
}

static void prepare(void)
{
  check(make("a") && make("b") && mkdir("dir", 0700) == 0);
  check(mkfifo("fifo", 0600) == 0 && test_socket("sock"));
  check(link("a", "hard") == 0 && symlink("a", "tofile") == 0);
  check(symlink("/dev/zero", "tozero") == 0);
}

/* Which of all kinds can be opened, and what the others are told. */
static void opens(void)
{
  static const struct { const char *name; int error; } row[] = {
    { "a", 0 }, { "none", ENOENT }, { "dir", ENOENT },
    { "fifo", ENOENT }, { "sock", ENXIO }, { "tofile", ELOOP },
    { "tozero", ELOOP }, { "/dev/zero", ENOENT }, { "a/b", ENOTDIR },
  };
  char buf[8];
  size_t i;
  int next = dup(0);
  int fd;

  close(next);
  for (i = 0; i < sizeof row / sizeof *row; ++i) {
    errno = 0;
    fd = file_open(row[i].name);
    if (row[i].error) check_row(i, fd == -1 && errno == row[i].error);
    else check_row(i, fd == next && read(fd, buf, sizeof buf) == 3);
    if (fd != -1) close(fd);
  }
  fd = dup(0);
  check(fd == next); /* none was left open */
  close(fd);
}

static int filled(const char *path, char last)
{
  static char text[20001];

  memset(text, 'x', sizeof text - 1);
  text[sizeof text - 2] = last;
  return test_file(path, text);
}

static void same(void)
{
  static const struct { const char *a; const char *b; int r; } row[] = {
    { "a", "a", 1 }, { "a", "hard", 1 }, { "a", "b", 0 },
    { "a", "tofile", 0 }, { "a", "none", 0 }, { "none", "a", 0 },
    { "dir", "dir", 1 }, { "a", "b/c", -1 }, { "b/c", "a", -1 },
  };
  size_t i;

  for (i = 0; i < sizeof row / sizeof *row; ++i) {
    errno = 0;
    check_row(i, file_same(row[i].a, row[i].b) == row[i].r);
    if (row[i].r == -1) check_row(i, errno == ENOTDIR);
  }
}

static int bytes_same(const char *a, const char *b)
{
  int one = file_open(a);
  int two = file_open_in(AT_FDCWD, b);
  int r = file_same_bytes(one, two);

  close(one);
  close(two);
  return r;
}

static void bytes(void)
{
  static const struct { const char *a; const char *b; int r; } row[] = {
    { "a", "a", 1 }, { "a", "b", 1 }, { "a", "other", 0 },
    { "a", "longer", 0 }, { "longer", "a", 0 }, { "empty", "empty", 1 },
    { "a", "empty", 0 }, { "empty", "a", 0 }, { "big", "bigcopy", 1 },
    { "big", "bigother", 0 },
  };
  int dir = open(".", O_RDONLY);
  size_t i;

  check(test_file("other", "abd") && test_file("longer", "abcd"));
  check(filled("big", 'x') && filled("bigcopy", 'x'));
  check(filled("bigother", 'y'));
  check(test_file("empty", ""));
  for (i = 0; i < sizeof row / sizeof *row; ++i)
    check_row(i, bytes_same(row[i].a, row[i].b) == row[i].r);
  errno = 0;
  check(file_same_bytes(dir, dir) == -1 && errno == EISDIR);
  check(file_open_in(dir, "none") == -1 && errno == ENOENT);
  close(dir);
}

/* The same file, and it has more names than one. */
static void linked(void)
{
  check(file_linked("a", "hard") == 1 && file_linked("a", "a") == 1);
  check(file_linked("b", "b") == 0 && file_linked("a", "b") == 0);
  check(file_linked("a", "none") == 0 && file_linked("a", "tofile") == 0);
  errno = 0;
  check(file_linked("a", "b/c") == -1 && errno == ENOTDIR);
}

static int names(const char *path, nlink_t n)
{
  struct stat st;

  return lstat(path, &st) == 0 && st.st_nlink == n;
}

static void moves(void)
{
  struct stat st;

  check(make("dir/taken") && make("c") && symlink("gone", "dir/link") == 0);
  check(file_move("c", "dir/c", "dir") == 0);
  check(names("dir/c", 1) && lstat("c", &st) == -1);
  errno = 0;
  check(file_move("c", "dir/c", "dir") == -1 && errno == ENOENT);
  check(file_move("dir/c", "dir/taken", "dir") == -1 && errno == EEXIST);
  check(file_move("dir/c", "dir/link", "dir") == -1 && errno == EEXIST);
  check(file_move("dir/c", "dir", ".") == -1 && errno == EEXIST);
  check(file_move("dir/c", "none/c", "none") == -1 && errno == ENOENT);
  check(names("dir/c", 1) && names("dir/taken", 1));
  check(link("dir/c", "c") == 0); /* what a crash leaves */
  check(file_move("c", "dir/c", "dir") == -1 && errno == EEXIST);
  check(names("c", 2) && names("dir/c", 2));
  check(file_drop("c", "none") == -1 && errno == ENOENT && names("c", 2));
  check(file_drop("c", "dir") == 0 && names("dir/c", 1));
  check(file_drop("c", "dir") == -1 && errno == ENOENT);
}

int main(void)
{
  test_enter();
  prepare();
  opens();
  same();
  bytes();
  linked();
  moves();
  return test_end();
}
