#include <errno.h>
#include <string.h>
#include "../substdio.h"
#include "test.h"

static size_t calls;
static size_t refused; /* calls that ask for nothing, or of another fd */

/* ---- input ---- */

static const char *const *piece; /* what each call reads; null = failure */

static ssize_t from_piece(int fd, char *buf, size_t len)
{
  const char *s = *piece;
  size_t n;

  ++calls;
  refused += fd != 7 || len != 8;
  if (!s) { errno = EIO; return -1; }
  ++piece;
  n = strlen(s);
  memcpy(buf, s, n);
  return (ssize_t)n;
}

static void feed(void)
{
  static const char *const text[] = { "ab", "c", "12345678", "", "d", 0 };
  char buf[8];
  substdio in = SUBSTDIO_INIT(from_piece, 7, buf, sizeof buf);

  piece = text;
  calls = refused = 0;
  check(in.p == in.q && calls == 0);
  check(substdio_feed(&in) == 1 && in.q - in.p == 2 && calls == 1);
  check(!memcmp(in.x + in.p, "ab", 2));
  check(substdio_feed(&in) == 1 && calls == 1);
  ++in.p;
  check(substdio_feed(&in) == 1 && calls == 1 && in.x[in.p] == 'b');
  ++in.p;
  check(substdio_feed(&in) == 1 && calls == 2 && in.q - in.p == 1);
  check(in.x[in.p] == 'c');
  ++in.p;
  check(substdio_feed(&in) == 1 && in.q - in.p == 8);
  check(!memcmp(in.x + in.p, "12345678", 8));
  in.p = in.q;
  check(substdio_feed(&in) == 0 && in.p == in.q);
  check(substdio_feed(&in) == 1 && in.x[in.p] == 'd');
  in.p = in.q;
  errno = 0;
  check(substdio_feed(&in) == -1 && errno == EIO && in.p == in.q);
  check(substdio_feed(&in) == -1);
  check(refused == 0);
}

/* ---- output ---- */

static char taken[4096];
static size_t took;
static size_t most;    /* what one call takes */
static size_t fail_at; /* the call that fails; 0 = none */

static ssize_t to_taken(int fd, char *buf, size_t len)
{
  ++calls;
  if (calls == fail_at) { errno = ENOSPC; return -1; }
  refused += fd != 7 || len == 0;
  if (len > most) len = most;
  if (len > sizeof taken - took) { errno = EFBIG; return -1; }
  memcpy(taken + took, buf, len);
  took += len;
  return (ssize_t)len;
}

static void start(size_t one)
{
  calls = refused = took = fail_at = 0;
  most = one;
}

static void put(void)
{
  char buf[4];
  substdio out = SUBSTDIO_INIT(to_taken, 7, buf, sizeof buf);

  start(99);
  check(substdio_flush(&out) == 0 && calls == 0);
  check(substdio_put(&out, "x", 0) == 0 && calls == 0 && out.p == 0);
  check(substdio_puts(&out, "abcd") == 0 && calls == 0 && out.p == 4);
  check(substdio_put(&out, "x", 0) == 0 && calls == 0);
  check(substdio_puts(&out, "e") == 0 && calls == 1 && took == 4);
  check(substdio_flush(&out) == 0 && calls == 2 && took == 5 && out.p == 0);
  check(substdio_flush(&out) == 0 && calls == 2);
  check(substdio_put(&out, "f\0g", 3) == 0 && out.p == 3);
  check(substdio_puts(&out, "hijklmnopq") == 0);
  check(substdio_flush(&out) == 0 && took == 18);
  check(!memcmp(taken, "abcdef\0ghijklmnopq", 18));
  check(refused == 0);
}

/* All in order, whatever the buffer's size and however little is taken. */
static void orders(void)
{
  char want[1000];
  char buf[16];
  size_t bad = 0;
  size_t size;
  size_t one;
  size_t len;
  size_t at;
  substdio out = SUBSTDIO_INIT(to_taken, 7, buf, 0);

  for (at = 0; at < sizeof want; ++at) want[at] = (char)(at * 7);
  for (size = 1; size <= sizeof buf; ++size)
    for (one = 1; one <= size + 1; ++one) {
      start(one);
      out.n = size;
      for (at = len = 0; at < sizeof want; at += len, len = (len + 1) % 40) {
        if (len > sizeof want - at) len = sizeof want - at;
        bad += substdio_put(&out, want + at, len) != 0 || out.p > size;
      }
      bad += substdio_flush(&out) != 0 || out.p != 0;
      bad += took != sizeof want || memcmp(taken, want, took) || refused;
    }
  check(!bad);
}

static void fails(void)
{
  char buf[4];
  substdio out = SUBSTDIO_INIT(to_taken, 7, buf, sizeof buf);

  start(99);
  fail_at = 1;
  check(substdio_puts(&out, "abcd") == 0);
  errno = 0;
  check(substdio_puts(&out, "e") == -1 && errno == ENOSPC);

  start(1);
  fail_at = 3;
  out.p = 0;
  check(substdio_puts(&out, "abcd") == 0);
  errno = 0;
  check(substdio_flush(&out) == -1 && errno == ENOSPC && took == 2);
}

/* Room is made by writing, and only if there is too little. */
static void room(void)
{
  char buf[4];
  substdio out = SUBSTDIO_INIT(to_taken, 7, buf, sizeof buf);

  start(99);
  check(substdio_room(&out, 4) == 0 && calls == 0);
  check(substdio_put(&out, "ab", 2) == 0);
  check(substdio_room(&out, 2) == 0 && calls == 0 && out.p == 2);
  out.x[out.p++] = 'c';
  check(substdio_room(&out, 2) == 0 && calls == 1 && out.p == 0);
  check(took == 3 && !memcmp(taken, "abc", 3));
  fail_at = 2;
  check(substdio_put(&out, "d", 1) == 0);
  errno = 0;
  check(substdio_room(&out, 4) == -1 && errno == ENOSPC);
}

int main(void)
{
  feed();
  put();
  room();
  orders();
  fails();
  return test_end();
}
