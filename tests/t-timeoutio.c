#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include "../timeoutio.h"
#include "test.h"

enum { LONG = 600, GUARD = 120, BIG = 8 << 20 };

static char big[BIG];
static int two[2]; /* read from the first, write to the second */

static int make_pipe(void) { return pipe(two); }
static int make_socket(void)
{
  return socketpair(AF_UNIX, SOCK_STREAM, 0, two);
}

static int (*const make[])(void) = { make_pipe, make_socket };
enum { KINDS = sizeof make / sizeof *make };

static void close_both(void)
{
  close(two[0]);
  close(two[1]);
}

static double now(void)
{
  struct timespec t;

  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* 1 = r and errno say that the time is over, and it took so many seconds. */
static int timed_out(ssize_t r, double since, int seconds)
{
  return r == -1 && errno == ETIMEDOUT && now() - since >= seconds - 0.01;
}

/* ---- what a signal does in the midst of a call ---- */

static void later(void (*handler)(int))
{
  static const struct itimerval soon = { { 0, 0 }, { 0, 50000 } };
  struct sigaction sa;

  memset(&sa, 0, sizeof sa);
  sa.sa_handler = handler;
  if (sigaction(SIGALRM, &sa, 0) || setitimer(ITIMER_REAL, &soon, 0))
    exit(111);
}

static void give(int signal)
{
  (void)signal;
  if (write(two[1], "late", 4) != 4) _exit(111);
}

static void drain(int signal)
{
  static char got[BIG];

  (void)signal;
  if (read(two[0], got, sizeof got) < 1) _exit(111);
}

static void guard(void)
{
  struct sigaction sa;

  memset(&sa, 0, sizeof sa);
  sa.sa_handler = SIG_DFL;
  sigaction(SIGALRM, &sa, 0);
  alarm(GUARD); /* a call that blocks ends the test */
}

/* ---- reading ---- */

static void reads(void)
{
  char buf[8];
  double since;
  size_t i;

  for (i = 0; i < KINDS; ++i) {
    check_row(i, make[i]() == 0);
    since = now();
    check_row(i, timed_out(timeoutio_read(0, two[0], buf, 8), since, 0));
    check_row(i, write(two[1], "abc", 3) == 3);
    check_row(i, timeoutio_read(0, two[0], buf, 2) == 2 && buf[1] == 'b');
    check_row(i, timeoutio_read(0, two[0], buf, 8) == 1 && buf[0] == 'c');
    later(give);
    check_row(i, timeoutio_read(LONG, two[0], buf, 8) == 4 && buf[0] == 'l');
    guard();
    check_row(i, fcntl(two[0], F_SETFL, O_NONBLOCK) == 0);
    check_row(i, timed_out(timeoutio_read(0, two[0], buf, 8), 0, 0));
    close(two[1]);
    check_row(i, timeoutio_read(LONG, two[0], buf, 8) == 0);
    close(two[0]);
    errno = 0;
    check_row(i, timeoutio_read(LONG, two[0], buf, 8) == -1 && errno == EBADF);
  }
}

/* ---- writing ---- */

/* Writes until no more is taken: how much was; -1 = a call did wrong. */
static long fill(size_t len)
{
  long all = 0;
  ssize_t w;

  while ((w = timeoutio_write(0, two[1], big + all, len)) > 0) {
    if ((size_t)w > len) return -1;
    all += w;
    if (all > BIG - 65536) return -1;
  }
  return w == -1 && errno == ETIMEDOUT ? all : -1;
}

/* 1 = the other end gets the first len bytes of big, and no more. */
static int arrived(long len)
{
  static char got[BIG];
  long n = 0;
  ssize_t r;

  while (n < len) {
    r = read(two[0], got + n, (size_t)(BIG - n));
    if (r <= 0) return 0;
    n += r;
  }
  return n == len && !memcmp(got, big, (size_t)len);
}

static void fills(void)
{
  static const size_t row[] = { 1, 100, 4095, 4096, 4097, 65536 };
  size_t i;
  size_t k;
  long all;

  for (i = 0; i < KINDS; ++i)
    for (k = i == 0 ? 0 : 2; k < sizeof row / sizeof *row; ++k) {
      check_row(i, make[i]() == 0);
      all = fill(row[k]);
      check_row(k, all > 0);
      check_row(k, arrived(all));
      close_both();
    }
}

/* A second is one, for either kind. */
static void seconds(void)
{
  double since;
  char c;

  check(make_pipe() == 0);
  since = now();
  check(timed_out(timeoutio_read(1, two[0], &c, 1), since, 1));
  close_both();
  check(make_socket() == 0 && fill(65536) > 0);
  since = now();
  check(timed_out(timeoutio_write(1, two[1], big, 8), since, 1));
  close_both();
}

/* More than fits is not waited for, and what was taken is in order. */
static void parts(void)
{
  ssize_t w;
  size_t i;

  for (i = 0; i < KINDS; ++i) {
    check_row(i, make[i]() == 0);
    w = timeoutio_write(LONG, two[1], big, BIG);
    check_row(i, w >= 1 && w < BIG);
    check_row(i, arrived(w));
    check_row(i, timeoutio_write(LONG, two[1], big, 1) == 1 && arrived(1));
    close_both();
  }
}

/* A full one into which something fits again takes that, and is not waited
 * for until the rest fits too. */
static void room(void)
{
  static char got[BIG];
  ssize_t w;
  size_t i;

  for (i = 0; i < KINDS; ++i) {
    check_row(i, make[i]() == 0 && fill(65536) > 0);
    later(drain);
    w = timeoutio_write(LONG, two[1], big, BIG);
    check_row(i, w >= 1 && w < BIG);
    guard();
    close_both();
  }
  check(make_pipe() == 0 && fill(65536) > 0);
  check(read(two[0], got, 4096) == 4096);
  w = timeoutio_write(0, two[1], big, BIG);
  check(w >= 1 && w <= 4096);
  close_both();
}

static void fails(void)
{
  size_t i;

  for (i = 0; i < KINDS; ++i) {
    check_row(i, make[i]() == 0);
    close(two[0]);
    signal(SIGPIPE, i == 0 ? SIG_IGN : SIG_DFL); /* a socket raises none */
    errno = 0;
    check_row(i, timeoutio_write(LONG, two[1], big, 8) == -1);
    check_row(i, errno == EPIPE);
    close(two[1]);
    errno = 0;
    check_row(i, timeoutio_write(LONG, two[1], big, 8) == -1);
    check_row(i, errno == EBADF);
  }
}

static void files(void)
{
  FILE *f = tmpfile();
  char buf[8];
  ssize_t w;
  int fd;

  check(f);
  if (!f) return;
  fd = fileno(f);
  w = timeoutio_write(0, fd, "abc", 3);
  check(w == 3 && lseek(fd, 0, SEEK_SET) == 0);
  check(timeoutio_read(0, fd, buf, 8) == 3 && !memcmp(buf, "abc", 3));
  check(timeoutio_read(0, fd, buf, 8) == 0);
  fclose(f);
}

/* ---- options ---- */

static int option(int fd, int level, int name)
{
  int on = 0;
  socklen_t len = sizeof on;

  return getsockopt(fd, level, name, &on, &len) == 0 && on != 0;
}

static void tcp(void)
{
  int fd = socket(AF_INET, SOCK_STREAM, 0);

  check(fd != -1);
  check(!option(fd, SOL_SOCKET, SO_KEEPALIVE));
  check(!option(fd, IPPROTO_TCP, TCP_NODELAY));
  timeoutio_tcp(fd);
  check(option(fd, SOL_SOCKET, SO_KEEPALIVE));
  check(option(fd, IPPROTO_TCP, TCP_NODELAY));
  close(fd);

  check(make_pipe() == 0);
  timeoutio_tcp(two[1]);
  check(timeoutio_write(0, two[1], "x", 1) == 1);
  close_both();
}

int main(void)
{
  size_t i;

  for (i = 0; i < sizeof big; ++i) big[i] = (char)(i % 251);
  guard();
  reads();
  fills();
  seconds();
  parts();
  room();
  fails();
  files();
  tcp();
  return test_end();
}
