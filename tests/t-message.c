#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include "../message.h"
#include "test.h"

enum { BUF = 65536 };   /* what message reads at once */
enum { OUT = 65536 };   /* the buffer that qmail-pop3d puts into */
enum { MB = 1 << 20 };

static char wire[9 * MB];  /* what was put */
static size_t wired;
static size_t most;        /* what one write takes */

static ssize_t to_wire(int fd, char *buf, size_t len)
{
  (void)fd;
  if (len > most) len = most;
  if (len > sizeof wire - wired) { errno = EFBIG; return -1; }
  memcpy(wire + wired, buf, len);
  wired += len;
  return (ssize_t)len;
}

static int all; /* 1 = that was all of the message */

/* Puts what fd has through a buffer of so many bytes. */
static int put(int fd, size_t size, uint64_t lines, uint64_t *octets)
{
  static char buf[OUT];
  substdio out = SUBSTDIO_INIT(to_wire, 1, buf, size);
  int r;

  wired = 0;
  r = message_put(&out, fd, lines, octets);
  all = r == 1;
  if (substdio_flush(&out) == -1) return -2;
  return r == -1 ? -1 : 0;
}

/* The file that is read; what is in it from now on, and where fd stands. */
static int file; /* of main */

static int holds(const char *s, size_t n)
{
  if (lseek(file, 0, SEEK_SET) || ftruncate(file, 0) == -1) return 0;
  return write(file, s, n) == (ssize_t)n && lseek(file, 0, SEEK_SET) == 0;
}

static void again(void)
{
  if (lseek(file, 0, SEEK_SET)) perror("lseek");
}

static int is_wire(const char *s, size_t n)
{
  return wired == n && !memcmp(wire, s, n);
}

/* ---- byte for byte ---- */

#define S(s) (s), sizeof (s) - 1

struct row {
  const char *s; size_t n;       /* stored */
  const char *sent; size_t len;  /* on the wire */
  uint64_t dots;                 /* of these, added */
};

static const struct row whole[] = {
  { S(""), S(""), 0 },
  { S("\n"), S("\r\n"), 0 },
  { S("\n\n"), S("\r\n\r\n"), 0 },
  { S("\r\n"), S("\r\n"), 0 },
  { S("\r"), S("\r\r\n"), 0 },
  { S("\r\r"), S("\r\r\r\n"), 0 },
  { S("\r\r\n"), S("\r\r\n"), 0 },
  { S("\n\r"), S("\r\n\r\r\n"), 0 },
  { S("\r\n\r"), S("\r\n\r\r\n"), 0 },
  { S("."), S("..\r\n"), 1 },
  { S(".."), S("...\r\n"), 1 },
  { S(".\n"), S("..\r\n"), 1 },
  { S(".\r\n"), S("..\r\n"), 1 },
  { S("\r.\r\n"), S("\r.\r\n"), 0 },
  { S(".\r"), S("..\r\r\n"), 1 },
  { S("..\n."), S("...\r\n..\r\n"), 2 },
  { S("\n.\n"), S("\r\n..\r\n"), 1 },
  { S("\n.\n.\n.."), S("\r\n..\r\n..\r\n...\r\n"), 3 },
  { S("a"), S("a\r\n"), 0 },
  { S("a\n"), S("a\r\n"), 0 },
  { S("a\r\n"), S("a\r\n"), 0 },
  { S("a.\n.b"), S("a.\r\n..b\r\n"), 1 },
  { S("a\r.b\n"), S("a\r.b\r\n"), 0 },
  { S("a\rb\r"), S("a\rb\r\r\n"), 0 },
  { S("a\nb\r\nc"), S("a\r\nb\r\nc\r\n"), 0 },
  { S("a\r\r\n.\r\r\n"), S("a\r\r\n..\r\r\n"), 1 },
  { S("\0"), S("\0\r\n"), 0 },
  { S("\0\n\0.\n.\0"), S("\0\r\n\0.\r\n..\0\r\n"), 1 },
  { S("\x80\xff\n\xae\n"), S("\x80\xff\r\n\xae\r\n"), 0 },
  { S("From x\n>From y\n"), S("From x\r\n>From y\r\n"), 0 },
  { S("+OK\n.\r\n-ERR\r\n"), S("+OK\r\n..\r\n-ERR\r\n"), 1 },
};

static void exact(void)
{
  uint64_t octets;
  size_t i;

  most = SIZE_MAX;
  for (i = 0; i < sizeof whole / sizeof *whole; ++i) {
    octets = 7;
    check_row(i, holds(whole[i].s, whole[i].n));
    check_row(i, message_octets(file, &octets) == 0);
    check_row(i, octets == whole[i].len - whole[i].dots);
    octets = 7;
    again();
    check_row(i, put(file, OUT, MESSAGE_ALL, &octets) == 0);
    check_row(i, octets == whole[i].len - whole[i].dots);
    check_row(i, is_wire(whole[i].sent, whole[i].len));
  }
}

/* ---- wherever a read ends ---- */

/* A socket from which each read gets one of the parts of s: the first ends
 * before at, the others are step bytes long. */
static int parts(const char *s, size_t n, size_t at, size_t step)
{
  int two[2];
  size_t len = at;

  if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, two) == -1) return -1;
  for (; n; s += len, n -= len, len = step) {
    if (len > n) len = n;
    if (send(two[1], s, len, 0) != (ssize_t)len) { close(two[0]); break; }
  }
  close(two[1]);
  return two[0];
}

static int split(const struct row *row, size_t at, size_t step)
{
  uint64_t octets = 7;
  int fd = parts(row->s, row->n, at, step);
  int good;

  good = message_octets(fd, &octets) == 0 && octets == row->len - row->dots;
  close(fd);
  octets = 7;
  fd = parts(row->s, row->n, at, step);
  good &= put(fd, 1, MESSAGE_ALL, &octets) == 0;
  good &= octets == row->len - row->dots;
  close(fd);
  return good && is_wire(row->sent, row->len);
}

static void splits(void)
{
  size_t i;
  size_t at;
  int good;

  most = SIZE_MAX;
  for (i = 0; i < sizeof whole / sizeof *whole; ++i) {
    good = 1;
    for (at = 1; at <= whole[i].n; ++at) {
      good &= split(whole + i, at, whole[i].n);
      good &= split(whole + i, at, 1);
    }
    check_row(i, good);
  }
}

/* ---- every edge of a buffer ---- */

static char stored[3 * BUF];
static char want[4 * BUF];

/* What must be sent, line by line; the length, and *dots, of those added. */
static size_t model(const char *s, size_t n, uint64_t *dots)
{
  const char *end = s + n;
  const char *lf;
  size_t len;
  size_t len_all = 0;

  *dots = 0;
  for (; s < end; s = lf ? lf + 1 : end) {
    lf = memchr(s, '\n', (size_t)(end - s));
    len = (size_t)((lf ? lf : end) - s);
    if (lf && len && s[len - 1] == '\r') --len;
    if (len && *s == '.') { want[len_all++] = '.'; ++*dots; }
    memcpy(want + len_all, s, len);
    len_all += len;
    want[len_all++] = '\r';
    want[len_all++] = '\n';
  }
  return len_all;
}

static int as_model(size_t n, size_t size)
{
  uint64_t dots;
  uint64_t octets = 7;
  size_t len = model(stored, n, &dots);

  if (!holds(stored, n)) return 0;
  if (message_octets(file, &octets) == -1 || octets != len - dots) return 0;
  octets = 7;
  again();
  if (put(file, size, MESSAGE_ALL, &octets) == -1) return 0;
  return octets == len - dots && is_wire(want, len);
}

/* These bytes end before, at and after each edge, after fill's bytes. */
static const struct { const char *s; size_t n; } edge[] = {
  { S("\n") }, { S("\r\n") }, { S("\r") }, { S(".") }, { S("\n.") },
  { S("\n..") }, { S("\r\n.") }, { S("\r\n.\r\n.") }, { S("\r\r\n.") },
  { S("\n\n.\n") }, { S("\r.") }, { S("\0\n.\0") }, { S("\n.\r\n") },
};
static const struct { const char *s; size_t n; } tail[] = {
  { S("") }, { S("\n") }, { S("x") }, { S("\n.\n") }, { S("\r") },
};

static int around(size_t at, size_t i, const char *fill, size_t size)
{
  size_t before;
  size_t n;
  size_t t;
  int good = 1;

  for (before = at - 5; before <= at + 1; ++before)
    for (t = 0; t < sizeof tail / sizeof *tail; ++t) {
      for (n = 0; n < before; ++n) stored[n] = fill[n % strlen(fill)];
      memcpy(stored + n, edge[i].s, edge[i].n);
      n += edge[i].n;
      memcpy(stored + n, tail[t].s, tail[t].n);
      good &= as_model(n + tail[t].n, size);
    }
  return good;
}

static void edges(void)
{
  size_t i;

  for (i = 0; i < sizeof edge / sizeof *edge; ++i) {
    most = SIZE_MAX;
    check_row(i, around(BUF, i, "x", OUT));
    check_row(i, around(2 * BUF, i, "x", OUT));
    check_row(i, around(OUT, i, "x", OUT));
    check_row(i, around(512, i, "x", 512));
    check_row(i, around(BUF, i, ".\n", OUT));
    check_row(i, around(BUF, i, "\r\n", OUT));
    check_row(i, around(1024, i, "\r", 512));
    most = 3;
    check_row(i, around(512, i, "x\n", 512));
  }
}

/* ---- TOP ---- */

#define HEAD "a: b\nc: d\n"
#define SENT "a: b\r\nc: d\r\n"

static const struct {
  const char *s; size_t n;
  uint64_t lines;
  const char *sent; size_t len;
  uint64_t dots;
} top[] = {
  { S(""), 0, S(""), 0 },
  { S("\n"), 0, S("\r\n"), 0 },
  { S("\n"), 1, S("\r\n"), 0 },
  { S("\r\n"), 0, S("\r\n"), 0 },
  { S("\nx\n"), 0, S("\r\n"), 0 },
  { S("\nx\ny\n"), 1, S("\r\nx\r\n"), 0 },
  { S("\r\nx\r\ny\r\n"), 1, S("\r\nx\r\n"), 0 },
  { S("\n\n\n"), 0, S("\r\n"), 0 },
  { S("\n\n\n"), 1, S("\r\n\r\n"), 0 },
  { S("\n\n\n"), 2, S("\r\n\r\n\r\n"), 0 },
  { S("\n\n\n"), 3, S("\r\n\r\n\r\n"), 0 },
  { S(HEAD), 0, S(SENT), 0 },
  { S("a: b"), 0, S("a: b\r\n"), 0 },
  { S("a: b\r"), 0, S("a: b\r\r\n"), 0 },
  { S(HEAD "\n"), 0, S(SENT "\r\n"), 0 },
  { S(HEAD "\n"), 5, S(SENT "\r\n"), 0 },
  { S(HEAD "\n.x\ny\nz"), 0, S(SENT "\r\n"), 0 },
  { S(HEAD "\n.x\ny\nz"), 1, S(SENT "\r\n..x\r\n"), 1 },
  { S(HEAD "\nx\n.y\nz"), 1, S(SENT "\r\nx\r\n"), 0 },
  { S(HEAD "\nx\ny\nz"), 2, S(SENT "\r\nx\r\ny\r\n"), 0 },
  { S(HEAD "\nx\ny\nz"), 3, S(SENT "\r\nx\r\ny\r\nz\r\n"), 0 },
  { S(HEAD "\nx\ny\nz"), 4, S(SENT "\r\nx\r\ny\r\nz\r\n"), 0 },
  { S(HEAD "\nx\n\ny"), 2, S(SENT "\r\nx\r\n\r\n"), 0 },
  { S(HEAD "\nx\n\ny\n\nz"), 3, S(SENT "\r\nx\r\n\r\ny\r\n"), 0 },
  { S(HEAD "\nx\ry\nz"), 1, S(SENT "\r\nx\ry\r\n"), 0 },
  { S("a\r\n\r\nx\r\ny\r\n"), 1, S("a\r\n\r\nx\r\n"), 0 },
  { S("a\n\r\r\nx\n\ny\n"), 0, S("a\r\n\r\r\nx\r\n\r\n"), 0 },
  { S("a\n \nx\n\ny\n"), 0, S("a\r\n \r\nx\r\n\r\n"), 0 },
  { S("a\n.\n\ny\n"), 0, S("a\r\n..\r\n\r\n"), 1 },
  { S("a\n\0\n\ny\n"), 0, S("a\r\n\0\r\n\r\n"), 0 },
  { S(HEAD "\nx\ny"), UINT64_MAX, S(SENT "\r\nx\r\ny\r\n"), 0 },
  { S(HEAD "\nx\ny"), UINT64_MAX - 1, S(SENT "\r\nx\r\ny\r\n"), 0 },
  { S(HEAD "\nx\ny"), UINT64_MAX / 2 + 1, S(SENT "\r\nx\r\ny\r\n"), 0 },
};

static void tops(void)
{
  uint64_t octets;
  size_t i;
  size_t at;
  int good;
  int fd;

  most = SIZE_MAX;
  for (i = 0; i < sizeof top / sizeof *top; ++i) {
    octets = 7;
    check_row(i, holds(top[i].s, top[i].n));
    check_row(i, put(file, OUT, top[i].lines, &octets) == 0);
    check_row(i, octets == top[i].len - top[i].dots);
    check_row(i, is_wire(top[i].sent, top[i].len));
    good = all;
    again();
    check_row(i, put(file, OUT, MESSAGE_ALL, &octets) == 0 && all);
    check_row(i, good == (octets == top[i].len - top[i].dots));
    good = 1;
    for (at = 1; at <= top[i].n; ++at) {
      fd = parts(top[i].s, top[i].n, at, 1);
      good &= put(fd, 2, top[i].lines, &octets) == 0;
      good &= octets == top[i].len - top[i].dots;
      good &= is_wire(top[i].sent, top[i].len);
      close(fd);
    }
    check_row(i, good);
  }
}

/* What is past the lines wanted is not even read. */
static void topreads(void)
{
  uint64_t octets;
  size_t n;

  for (n = 0; n < sizeof stored; ++n) stored[n] = n % 8 == 7 ? '\n' : 'x';
  memcpy(stored, "\n\n", 2);
  check(holds(stored, sizeof stored));
  check(put(file, OUT, 1, &octets) == 0 && is_wire("\r\n\r\n", 4));
  check(lseek(file, 0, SEEK_CUR) == BUF);
  again();
  check(put(file, OUT, BUF / 8, &octets) == 0);
  check(octets == wired && wired > BUF && wired < BUF + BUF / 4);
}

/* ---- large ---- */

static void large(void)
{
  static char mb[MB];
  uint64_t octets;
  size_t bad = 0;
  size_t i;

  memset(mb, 'x', sizeof mb);
  check(holds("", 0));
  for (i = 0; i < 8; ++i) bad += write(file, mb, sizeof mb) != MB;
  check(!bad);
  again();
  check(message_octets(file, &octets) == 0 && octets == 8 * MB + 2);
  again();
  check(put(file, OUT, 0, &octets) == 0 && octets == 8 * MB + 2);
  check(wired == 8 * MB + 2 && !memcmp(wire + 8 * MB, "\r\n", 2));
  for (i = 0; i < 8 * MB; ++i) bad += wire[i] != 'x';
  check(!bad);
}

/* ---- where fd stands; what cannot be read ---- */

static void place(void)
{
  uint64_t octets = 7;

  check(holds("ab\ncd\n", 6) && lseek(file, 3, SEEK_SET) == 3);
  check(message_octets(file, &octets) == 0 && octets == 4);
  check(lseek(file, 4, SEEK_SET) == 4);
  check(put(file, OUT, MESSAGE_ALL, &octets) == 0 && is_wire("d\r\n", 3));
  check(message_octets(file, &octets) == 0 && octets == 0);
}

/* A pipe whose reader gets n bytes and then EAGAIN; the writer stays open. */
static int failing(size_t n, int *writer)
{
  int two[2];

  test_pipe(two);
  if (fcntl(two[0], F_SETFL, O_NONBLOCK) == -1) exit(111);
  if (write(two[1], "a\n\nb\nc\nd", n) != (ssize_t)n) exit(111);
  *writer = two[1];
  return two[0];
}

static void fails(void)
{
  static const size_t row[] = { 0, 1, 2, 3, 5, 6, 8 };
  uint64_t octets;
  size_t i;
  int writer = -1;
  int fd;

  for (i = 0; i < sizeof row / sizeof *row; ++i) {
    fd = failing(row[i], &writer);
    errno = 0;
    check_row(i, message_octets(fd, &octets) == -1 && errno == EAGAIN);
    close(fd);
    close(writer);
    fd = failing(row[i], &writer);
    errno = 0;
    check_row(i, put(fd, OUT, 9, &octets) == -1 && errno == EAGAIN);
    close(fd);
    close(writer);
  }
  check(message_octets(-1, &octets) == -1 && errno == EBADF);
  check(put(-1, OUT, 0, &octets) == -1 && errno == EBADF && wired == 0);
}

static int late; /* where the handler writes the rest, and ends it */

static void rest(int signal)
{
  (void)signal;
  if (write(late, "c\n", 2) == 2) close(late);
}

/* A read that a signal interrupts goes on. */
static void interrupted(int count)
{
  static const struct itimerval soon = { { 0, 0 }, { 0, 50000 } };
  struct sigaction sa;
  uint64_t octets = 7;
  int two[2];

  memset(&sa, 0, sizeof sa);
  sa.sa_handler = rest;
  check(sigaction(SIGALRM, &sa, 0) == 0);
  test_pipe(two);
  late = two[1];
  check(setitimer(ITIMER_REAL, &soon, 0) == 0);
  if (count) check(message_octets(two[0], &octets) == 0);
  else check(put(two[0], OUT, MESSAGE_ALL, &octets) == 0);
  check(octets == 3);
  close(two[0]);
}

int main(void)
{
  FILE *f = tmpfile();

  if (!f) return 111;
  file = fileno(f);
  exact();
  splits();
  edges();
  tops();
  topreads();
  large();
  place();
  fails();
  interrupted(0);
  interrupted(1);
  fclose(f);
  return test_end();
}
