#include <errno.h>
#include <string.h>
#include "../octetline.h"
#include "../num.h"
#include "test.h"

/* ---- a file in memory, that gives or takes so many bytes at a time ---- */

static char file[4 * OCTETLINE_MAX];
static size_t file_len;
static size_t file_at;   /* where the next read begins */
static size_t at_once;
static size_t fails_at;  /* no read or write gets beyond */

static ssize_t op_read(int fd, char *s, size_t len)
{
  size_t n = file_len - file_at;

  (void)fd;
  if (file_at >= fails_at) { errno = EIO; return -1; }
  if (n > len) n = len;
  if (n > at_once) n = at_once;
  memcpy(s, file + file_at, n);
  file_at += n;
  return (ssize_t)n;
}

static ssize_t op_write(int fd, char *s, size_t len)
{
  (void)fd;
  if (len > at_once) len = at_once;
  if (file_len + len > fails_at) { errno = ENOSPC; return -1; }
  memcpy(file + file_len, s, len);
  file_len += len;
  return (ssize_t)len;
}

static char buf[64];
static substdio in;
static substdio out;

static void fresh(const char *text, size_t len, size_t step)
{
  static const substdio for_in = SUBSTDIO_INIT(op_read, 7, buf, sizeof buf);
  static const substdio for_out = SUBSTDIO_INIT(op_write, 7, buf, sizeof buf);

  in = for_in;
  out = for_out;
  memcpy(file, text, len);
  file_len = len;
  file_at = 0;
  at_once = step;
  fails_at = sizeof file;
}

/* What octetline_get says of the text, which comes step bytes at a time. */
static int got(const char *text, size_t len, size_t step, uint64_t *octets,
  const char **name)
{
  fresh(text, len, step);
  return octetline_get(&in, octets, name);
}

/* ---- one line ---- */

#define TEXT(s) (s), sizeof (s) - 1

static void good_lines(void)
{
  static const struct {
    const char *text;
    size_t len;
    uint64_t octets;
    const char *name;
  } row[] = {
    { TEXT("1 a\n"), 1, "a" },
    { TEXT("0 1600000000.1.mx\n"), 0, "1600000000.1.mx" },
    { TEXT("0012 a\n"), 12, "a" },
    { TEXT("18446744073709551615 a\n"), UINT64_MAX, "a" },
    { TEXT("1  a\n"), 1, " a" },
    { TEXT("1 a b \n"), 1, "a b " },
    { TEXT("1 a\r\n"), 1, "a\r" },
    { TEXT("1 \377\001\t,S=3,W=4\n"), 1, "\377\001\t,S=3,W=4" },
  };
  const char *name;
  uint64_t octets;
  size_t step;
  size_t i;

  for (i = 0; i < sizeof row / sizeof *row; ++i)
    for (step = 1; step < 70; step += 33) {
      check_row(i, got(row[i].text, row[i].len, step, &octets, &name) == 1
        && octets == row[i].octets && !strcmp(name, row[i].name));
      check_row(i, octetline_get(&in, &octets, &name) == 0);
      check_row(i, octetline_get(&in, &octets, &name) == 0);
    }
}

static void bad_lines(void)
{
  static const struct { const char *text; size_t len; int r; } row[] = {
    { TEXT(""), 0 },
    { TEXT("\n"), -1 },
    { TEXT(" \n"), -1 },
    { TEXT("a\n"), -1 },
    { TEXT("1\n"), -1 },
    { TEXT("1 \n"), -1 },
    { TEXT(" 1 a\n"), -1 },
    { TEXT("-1 a\n"), -1 },
    { TEXT("+1 a\n"), -1 },
    { TEXT("1\ta\n"), -1 },
    { TEXT("1a\n"), -1 },
    { TEXT("1.5 a\n"), -1 },
    { TEXT("0x1 a\n"), -1 },
    { TEXT("18446744073709551616 a\n"), -1 },
    { TEXT("99999999999999999999999 a\n"), -1 },
    { TEXT("1 a:2,S\n"), -1 },
    { TEXT("1 :\n"), -1 },
    { TEXT("1 a"), -1 },
    { TEXT("1"), -1 },
    { TEXT("1 a\0\n"), -1 },
    { TEXT("1 a\0b\n"), -1 },
    { TEXT("1 \0a\n"), -1 },
    { TEXT("1\0 a\n"), -1 },
    { TEXT("\0\0\0\0\n"), -1 },
    { TEXT("\0\0\0\0"), -1 },
  };
  const char *name;
  uint64_t octets;
  size_t step;
  size_t i;

  for (i = 0; i < sizeof row / sizeof *row; ++i)
    for (step = 1; step < 70; step += 33)
      check_row(i,
        got(row[i].text, row[i].len, step, &octets, &name) == row[i].r);
}

static void lengths(void)
{
  static const struct { size_t len; int lf; int r; } row[] = {
    { OCTETLINE_MAX - 1, 1, 1 }, { OCTETLINE_MAX, 1, 1 },
    { OCTETLINE_MAX + 1, 1, -1 },
    { OCTETLINE_MAX, 0, -1 }, { OCTETLINE_MAX + 1, 0, -1 },
    { 2 * OCTETLINE_MAX, 0, -1 },
  };
  char text[2 * OCTETLINE_MAX];
  const char *name;
  uint64_t octets;
  size_t i;

  for (i = 0; i < sizeof row / sizeof *row; ++i) {
    memset(text, 'x', sizeof text);
    memcpy(text, "1 ", 2);
    if (row[i].lf) text[row[i].len - 1] = '\n';
    check_row(i, got(text, row[i].len, 33, &octets, &name) == row[i].r);
    if (row[i].r == 1) check_row(i, strlen(name) == row[i].len - 3);
  }
}

static void many_lines(void)
{
  static const char text[] = "1 a\n22 bb\n333 ccc\nx\n4 d\n";
  const char *name;
  uint64_t octets;

  check(got(TEXT(text), 64, &octets, &name) == 1);
  check(octets == 1 && !strcmp(name, "a"));
  check(octetline_get(&in, &octets, &name) == 1);
  check(octets == 22 && !strcmp(name, "bb"));
  check(octetline_get(&in, &octets, &name) == 1);
  check(octets == 333 && !strcmp(name, "ccc"));
  check(octetline_get(&in, &octets, &name) == -1);
}

static void read_fails(void)
{
  static const size_t at[] = { 0, 1, 3, 4, 6 };
  const char *name;
  uint64_t octets;
  size_t i;

  for (i = 0; i < sizeof at / sizeof *at; ++i) {
    fresh(TEXT("1 a\n2 b\n"), 1);
    fails_at = at[i];
    if (at[i] >= 4) check_row(i, octetline_get(&in, &octets, &name) == 1);
    check_row(i, octetline_get(&in, &octets, &name) == -1);
  }
}

/* ---- putting ---- */

static void put(void)
{
  static const struct {
    uint64_t octets;
    const char *name;
    const char *text;
  } row[] = {
    { 1, "a", "1 a\n" },
    { 0, "1600000000.1.mx:2,S", "0 1600000000.1.mx\n" },
    { UINT64_MAX, "a b:", "18446744073709551615 a b\n" },
    { 1, "\377\r ,W=3:2,", "1 \377\r ,W=3\n" },
    { 1, "", "" }, { 1, ":2,S", "" }, { 1, ":", "" },
    { 1, "a\nb", "" }, { 1, "\n", "" }, { 1, "a\n:2,S", "" },
    { 1, "a:2,\n", "1 a\n" },
  };
  size_t i;

  for (i = 0; i < sizeof row / sizeof *row; ++i) {
    fresh("", 0, 3);
    check_row(i, octetline_put(&out, row[i].octets, row[i].name) == 0
      && substdio_flush(&out) == 0);
    check_row(i, file_len == strlen(row[i].text)
      && !memcmp(file, row[i].text, file_len));
  }
}

/* Whatever is put can be got; the longest names are left out. */
static void put_lengths(void)
{
  char text[2 * OCTETLINE_MAX];
  const char *name;
  uint64_t octets;
  size_t got_some = 0;
  size_t n;

  for (n = 1; n < OCTETLINE_MAX + 10; ++n) {
    memset(text, 'n', n);
    text[n] = 0;
    fresh("", 0, sizeof file);
    if (octetline_put(&out, UINT64_MAX, text) || substdio_flush(&out)) break;
    if (n <= 255 && !file_len) break; /* no file has a longer name */
    if (!file_len) continue;
    ++got_some;
    if (octetline_get(&in, &octets, &name) != 1 || strcmp(name, text)) break;
  }
  check(n == OCTETLINE_MAX + 10);
  check(got_some >= 255 && got_some < OCTETLINE_MAX);
}

static void write_fails(void)
{
  char text[256];
  int r = 0;
  int n;

  memset(text, 'n', sizeof text);
  text[sizeof text - 1] = 0;
  fresh("", 0, 10);
  fails_at = 100;
  for (n = 0; n < 3 && r == 0; ++n) r = octetline_put(&out, 1, text);
  check(r == -1);
}

int main(void)
{
  good_lines();
  bad_lines();
  lengths();
  many_lines();
  read_fails();
  put();
  put_lengths();
  write_fails();
  return test_end();
}
