#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include "../fd.h"
#include "test.h"

static int is_open(int fd) { return fcntl(fd, F_GETFD) != -1; }

/* ---- 0, 1 and 2 ---- */

static int without;

static int missing(void)
{
  int yes = fd_std();

  close(without);
  return yes == 1 && fd_std() == 0 ? 42 : 1;
}

static int none(void)
{
  close(0);
  close(1);
  close(2);
  return fd_std() == 0 ? 42 : 1;
}

static int more(void)
{
  close(3);
  close(4);
  return fd_std() == 1 ? 42 : 1;
}

static void std(void)
{
  check(fd_std() == 1);
  for (without = 0; without < 3; ++without)
    check_row((size_t)without, test_child(missing) == 42);
  check(test_child(none) == 42);
  check(test_child(more) == 42);
}

/* ---- one moved ---- */

static ino_t file(int fd)
{
  struct stat st;

  return fstat(fd, &st) == 0 ? st.st_ino : 0;
}

static int move(void)
{
  int a[2];
  int b[2];
  ino_t one;

  if (pipe(a) == -1 || pipe(b) == -1) return 111;
  one = file(a[0]);
  if (!one || one == file(b[0])) return 111;
  if (fd_move(a[0], a[0]) != 0 || file(a[0]) != one) return 1;
  if (fd_move(100, a[0]) != 0) return 2;
  if (file(100) != one || is_open(a[0])) return 3;
  if (fd_move(b[0], 100) != 0) return 4; /* b[0] is open */
  if (file(b[0]) != one || is_open(100)) return 5;
  if (fd_move(0, b[0]) != 0 || file(0) != one || is_open(b[0])) return 6;
  errno = 0;
  if (fd_move(0, 200) != -1 || errno != EBADF || file(0) != one) return 7;
  if (fd_move(INT_MAX, 0) != -1 || file(0) != one) return 8;
  if (fd_move(-1, 0) != -1 || file(0) != one) return 9;
  return 42;
}

static int copy(void)
{
  int a[2];
  int b[2];
  ino_t one;

  if (pipe(a) == -1 || pipe(b) == -1) return 111;
  one = file(a[0]);
  if (!one || one == file(b[0])) return 111;
  if (fd_copy(a[0], a[0]) != 0 || file(a[0]) != one) return 1;
  if (fd_copy(100, a[0]) != 0 || file(100) != one || file(a[0]) != one)
    return 2;
  if (fd_copy(b[0], a[0]) != 0 || file(b[0]) != one) return 3;
  errno = 0;
  if (fd_copy(b[0], 200) != -1 || errno != EBADF) return 4;
  return file(b[0]) == one && file(a[0]) == one ? 42 : 5;
}

/* ---- all closed but some ---- */

enum { KEEP = 8, MOST = 1100 };

static const int opened[] = {
  3, 4, 5, 6, 7, 8, 50, 254, 255, 256, 257, 258, 259, 260, 261, 300, 514, 515,
  516, 770, 771, 1023, 1024, 1025, 1099,
};
enum { OPENED = sizeof opened / sizeof *opened };

static const struct { size_t n; int keep[KEEP]; } row[] = {
  { 0, { 0 } },
  { 1, { 3 } }, { 1, { 4 } }, { 1, { 1099 } }, { 1, { 300 } },
  { 1, { 258 } }, { 1, { 259 } },
  { 2, { 3, 4 } }, { 2, { 4, 3 } }, { 2, { 3, 1099 } },
  { 3, { 259, 258, 257 } }, { 3, { 8, 3, 5 } }, { 3, { 5, 5, 5 } },
  { 8, { 1099, 3, 300, 5, 258, 4, 5, 1024 } },
  { 3, { 0, 1, 2 } }, { 3, { -1, 2, 3 } }, { 2, { INT_MIN, 7 } },
  { 2, { 60, 50 } }, { 2, { 5000, 50 } }, { 2, { INT_MAX - 1, 50 } },
};

static size_t at;
static rlim_t low; /* the limit when fd_closeall is called; 0 = unchanged */

static int kept(int fd)
{
  size_t i;

  if (fd < 3) return 1;
  for (i = 0; i < row[at].n; ++i) if (row[at].keep[i] == fd) return 1;
  return 0;
}

static int closeall(void)
{
  struct rlimit now;
  struct rlimit r;
  int was[MOST];
  int fd;
  size_t i;

  if (getrlimit(RLIMIT_NOFILE, &r) == -1) return 111;
  r.rlim_cur = MOST;
  if (setrlimit(RLIMIT_NOFILE, &r) == -1) return 110;
  for (i = 0; i < OPENED; ++i)
    if (!is_open(opened[i]) && dup2(0, opened[i]) == -1) return 109;
  for (fd = 0; fd < MOST; ++fd) was[fd] = is_open(fd);
  if (low) r.rlim_cur = low;
  if (setrlimit(RLIMIT_NOFILE, &r) == -1) return 108;
  fd_closeall(row[at].keep, row[at].n);
  if (getrlimit(RLIMIT_NOFILE, &now) == -1) return 107;
  if (now.rlim_cur != r.rlim_cur || now.rlim_max != r.rlim_max) return 106;
  for (fd = 0; fd < MOST; ++fd)
    if (is_open(fd) != (was[fd] && kept(fd))) return fd < 100 ? fd : 100;
  return 42;
}

static void closes(void)
{
  struct rlimit r;

  if (getrlimit(RLIMIT_NOFILE, &r) == -1 || r.rlim_max < MOST) {
    skip("too few descriptors may be open here");
    return;
  }
  for (at = 0; at < sizeof row / sizeof *row; ++at) {
    low = 0;
    check_row(at, test_child(closeall) == 42);
    low = 40; /* also those above it */
    check_row(at, test_child(closeall) == 42);
  }
}

/* keep may be null if it is empty; nothing need be open. */
static int twice(void)
{
  fd_closeall(0, 0);
  fd_closeall(0, 0);
  return is_open(0) && is_open(1) && is_open(2) && !is_open(3) ? 42 : 1;
}

/* ---- reading and writing ---- */

static int end[2];
static char half[65536];

/* What a call waits for comes from a signal, so that it was interrupted. */
static void feed(int signal)
{
  (void)signal;
  if (write(end[1], "abc", 3) != 3) _exit(111);
}

static void drain(int signal)
{
  (void)signal;
  if (read(end[0], half, sizeof half) < 1) _exit(111);
}

static int soon(void (*handler)(int))
{
  static const struct itimerval moment = { { 0, 0 }, { 0, 10000 } };
  struct sigaction sa;

  memset(&sa, 0, sizeof sa);
  sa.sa_handler = handler; /* and no SA_RESTART */
  return sigaction(SIGALRM, &sa, 0) == 0
    && setitimer(ITIMER_REAL, &moment, 0) == 0;
}

static void interrupted(void)
{
  char buf[8];
  int flags;

  test_pipe(end);
  check(soon(feed));
  check(fd_read(end[0], buf, sizeof buf) == 3);
  flags = fcntl(end[1], F_GETFL);
  check(fcntl(end[1], F_SETFL, flags | O_NONBLOCK) == 0);
  while (write(end[1], half, sizeof half) > 0) ;
  check(errno == EAGAIN && fcntl(end[1], F_SETFL, flags) == 0 && soon(drain));
  check(fd_write(end[1], half, 100) == 100);
  close(end[0]);
  close(end[1]);
}

static void files(void)
{
  char buf[8] = "12345";
  int fd;

  test_enter();
  fd = open("f", O_RDWR | O_CREAT, 0600);
  if (fd == -1) exit(111);
  check(fd_write(fd, buf, 5) == 5);
  check(lseek(fd, 0, SEEK_SET) == 0 && fd_read(fd, buf, 8) == 5);
  check(fd_read(fd, buf, 8) == 0);
  check(lseek(fd, 0, SEEK_SET) == 0 && fd_fill(fd, buf, 3) == 3);
  check(fd_fill(fd, buf, 8) == 2 && fd_fill(fd, buf, 8) == 0);
  close(fd);
  errno = 0;
  check(fd_read(fd, buf, 8) == -1 && errno == EBADF);
  errno = 0;
  check(fd_fill(fd, buf, 8) == -1 && errno == EBADF);
  errno = 0;
  check(fd_write(fd, buf, 8) == -1 && errno == EBADF);
  errno = 0;
  check(fd_write(1, buf, 0) == -1 && errno == ENOSPC);
}

/* In pieces, as a pipe brings them. */
static void pieces(void)
{
  char buf[8];
  int two[2];

  test_pipe(two);
  if (fork() == 0) {
    if (write(two[1], "ab", 2) == 2 && poll(0, 0, 20) == 0
        && write(two[1], "cde", 3) == 3) _exit(0);
    _exit(1);
  }
  close(two[1]);
  check(fd_fill(two[0], buf, 8) == 5 && !memcmp(buf, "abcde", 5));
  close(two[0]);
  wait(0);
}

int main(void)
{
  std();
  check(test_child(move) == 42);
  check(test_child(copy) == 42);
  closes();
  check(test_child(twice) == 42);
  interrupted();
  files();
  pieces();
  return test_end();
}
