#include "../str.h"
#include "test.h"

static void same(void)
{
  static const struct { const char *a; const char *b; int same; } row[] = {
    { "", "", 1 }, { "", "a", 0 }, { "a", "", 0 }, { "a", "a", 1 },
    { "a", "A", 1 }, { "Z", "z", 1 }, { "quit", "QuIt", 1 },
    { "quit", "quit ", 0 }, { "quit", "qui", 0 }, { "qui", "quit", 0 },
    { "quit", "quiz", 0 }, { "@", "`", 0 }, { "[", "{", 0 }, { "0", "P", 0 },
    { "\r", "-", 0 }, { "\xc4", "\xe4", 0 }, { "\xc4", "\xc4", 1 },
    { "k", "\xe2\x84\xaa", 0 }, { "i", "\xc4\xb0", 0 },
  };
  size_t i;

  for (i = 0; i < sizeof row / sizeof *row; ++i) {
    check_row(i, str_case_same(row[i].a, row[i].b) == row[i].same);
    check_row(i, str_case_same(row[i].b, row[i].a) == row[i].same);
  }
}

/* Of all bytes only letters have another one that is the same. */
static void letters(void)
{
  char a[2] = "";
  char b[2] = "";
  int pairs = 0;
  int x;
  int y;

  for (x = 1; x < 256; ++x)
    for (y = 1; y < 256; ++y) {
      a[0] = (char)x;
      b[0] = (char)y;
      pairs += str_case_same(a, b);
    }
  check(pairs == 255 + 2 * 26);
}

static void start(void)
{
  static const struct { const char *s; const char *start; int yes; } row[] = {
    { "", "", 1 }, { "a", "", 1 }, { "", "a", 0 }, { "abc", "abc", 1 },
    { "abcd", "abc", 1 }, { "ab", "abc", 0 }, { "abC", "abc", 0 },
    { "xabc", "abc", 0 }, { "new/x", "new/", 1 }, { "new", "new/", 0 },
  };
  size_t i;

  for (i = 0; i < sizeof row / sizeof *row; ++i)
    check_row(i, str_start(row[i].s, row[i].start) == row[i].yes);
}

static void chr(void)
{
  static const struct { const char *s; char c; size_t at; } row[] = {
    { "", 'a', 0 }, { "", 0, 0 }, { "abc", 'a', 0 }, { "abc", 'c', 2 },
    { "abc", 'd', 3 }, { "abc", 0, 3 }, { "a:b:c", ':', 1 }, { ":", ':', 0 },
    { "ab\0c", 'c', 2 }, { "a\xff", '\xff', 1 },
  };
  size_t i;

  for (i = 0; i < sizeof row / sizeof *row; ++i)
    check_row(i, str_chr(row[i].s, row[i].c) == row[i].at);
}

int main(void)
{
  same();
  letters();
  start();
  chr();
  return test_end();
}
