#include <string.h>
#include "../byte.h"
#include "test.h"

static void wipe(void)
{
  static const size_t row[] = { 0, 1, 2, 7, 8, 9, 63, 64, 65, 4096 };
  char s[4098];
  char zero[4096];
  size_t n;
  size_t i;

  memset(zero, 0, sizeof zero);
  for (i = 0; i < sizeof row / sizeof *row; ++i) {
    n = row[i];
    memset(s, 'x', sizeof s);
    byte_wipe(s + 1, n);
    check_row(i, s[0] == 'x' && s[n + 1] == 'x');
    check_row(i, !memcmp(s + 1, zero, n));
  }
}

static void same(void)
{
  static const struct { const char *a; const char *b; size_t n; int same; }
  row[] = {
    { "", "", 0, 1 }, { "a", "b", 0, 1 }, { "a", "a", 1, 1 },
    { "a", "b", 1, 0 }, { "abc", "abd", 2, 1 }, { "abc", "abd", 3, 0 },
    { "abc", "xbc", 3, 0 }, { "abc", "axc", 3, 0 }, { "aA", "aa", 2, 0 },
    { "a\0b", "a\0c", 2, 1 }, { "a\0b", "a\0c", 3, 0 },
    { "a\0b", "a\0b", 3, 1 }, { "\x80", "\0", 1, 0 }, { "\xff", "\x7f", 1, 0 },
    { "\x01\x02", "\x02\x01", 2, 0 }, { "\x01\x01", "\0\0", 2, 0 },
  };
  size_t i;

  for (i = 0; i < sizeof row / sizeof *row; ++i)
    check_row(i, byte_same(row[i].a, row[i].b, row[i].n) == row[i].same);
}

/* Each bit of each byte counts. */
static void bits(void)
{
  unsigned char a[40];
  unsigned char b[40];
  int bad = 0;
  size_t i;
  int bit;

  memset(a, 0x5a, sizeof a);
  memcpy(b, a, sizeof b);
  for (i = 0; i < sizeof a; ++i)
    for (bit = 0; bit < 8; ++bit) {
      b[i] = (unsigned char)(a[i] ^ 1 << bit);
      bad += byte_same(a, b, sizeof a) != 0;
      b[i] = a[i];
    }
  check(!bad);
  check(byte_same(a, b, sizeof a) == 1);
}

/* Every length, at every place in a word, with the stop everywhere and
 * nowhere; bytes that differ from it by one bit, or by a borrow, beside it. */
static void until(void)
{
  static const char stops[] = { '\n', 0, (char)0x80, (char)0xff, 'x' };
  char from[64];
  char to[64];
  size_t bad = 0;
  size_t at;
  size_t i;
  size_t k;
  size_t n;

  for (k = 0; k < sizeof stops; ++k)
    for (n = 0; n <= 40; ++n)
      for (at = 0; at <= n; ++at)
        for (i = 0; i < 8; ++i) {
          memset(from, (stops[k] ^ (i % 2 ? 1 : 0x80)), sizeof from);
          if (at) from[i + at - 1] = (char)(stops[k] + (i % 3 ? 1 : -1));
          from[i + at] = from[i + n] = stops[k];
          memset(to, 'T', sizeof to);
          bad += byte_until(to + 1, from + i, n, stops[k]) != at;
          bad += memcmp(to + 1, from + i, at) != 0;
          bad += to[0] != 'T' || to[n + 1] != 'T';
        }
  check(!bad);
  check(byte_until(to, "a\nb\n", 4, '\n') == 1 && to[0] == 'a');
  check(byte_until(to, "\n", 0, '\n') == 0);
}

/* Every length, at every place in a word, with what is looked for everywhere
 * and nowhere, and right before and behind. */
static void find(void)
{
  static const char kinds[] = { '\n', 0, (char)0x80, (char)0xff, 'x' };
  char s[64];
  size_t bad = 0;
  size_t at;
  size_t i;
  size_t k;
  size_t n;

  for (k = 0; k < sizeof kinds; ++k)
    for (n = 0; n <= 40; ++n)
      for (at = 0; at <= n; ++at)
        for (i = 1; i < 9; ++i) {
          memset(s, kinds[k] ^ (i % 2 ? 1 : 0x80), sizeof s);
          s[i - 1] = s[i + at] = s[i + n] = kinds[k];
          if (at) s[i + at - 1] = (char)(kinds[k] + 1);
          bad += byte_find(s + i, n, kinds[k]) != at;
          bad += byte_either(s + i, n, kinds[k], '?') != (at < n);
          bad += byte_either(s + i, n, '?', kinds[k]) != (at < n);
          bad += byte_either(s + i, n, '?', '!') != 0;
        }
  check(!bad);
}

/* Each byte, alone at every place of every length, and what is beside it. */
static void visible(void)
{
  char s[32];
  size_t bad = 0;
  size_t at;
  size_t n;
  int c;

  for (c = 0; c < 256; ++c)
    for (n = 1; n <= 24; ++n)
      for (at = 0; at < n; ++at) {
        memset(s, at % 2 ? '!' : '~', sizeof s);
        s[0] = s[n + 1] = (char)(at % 2 ? 0 : 0xff);
        s[1 + at] = (char)c;
        bad += byte_visible(s + 1, n) != (c >= 0x21 && c <= 0x7e);
      }
  check(!bad);
  check(byte_visible(s, 0));
}

/* Every length, at every place in a word, and nothing beside it. */
static void copy(void)
{
  enum { MOST = 300 };
  char from[MOST + 8];
  char to[MOST + 10];
  size_t bad = 0;
  size_t i;
  size_t n;

  for (i = 0; i < sizeof from; ++i) from[i] = (char)(i * 7 + i / 256 + 1);
  for (n = 0; n <= MOST; ++n)
    for (i = 0; i < 8; ++i) {
      memset(to, 0, sizeof to);
      byte_copy(to + 1 + i, from + i, n);
      bad += memcmp(to + 1 + i, from + i, n) != 0;
      bad += to[i] != 0 || to[1 + i + n] != 0;
    }
  check(!bad);
}

/* Every length and place, with what is counted before, in and behind it; and
 * more than the sums hold. */
static void count(void)
{
  enum { MOST = 255 * 8 * 2 + 20 };
  static const char kinds[] = {
    '\n', '\r', '\v', 0, (char)0x8a, (char)0x8d, 'x'
  };
  static char s[MOST + 8];
  size_t bad = 0;
  size_t want;
  size_t at;
  size_t i;
  size_t k;
  size_t n;

  for (k = 0; k < sizeof kinds; ++k) {
    for (i = 0; i < sizeof s; ++i)
      s[i] = i % 3 ? kinds[(i / 3 + i * i) % sizeof kinds] : kinds[k];
    for (at = 1; at <= 8; ++at)
      for (n = 0; n <= 48; ++n) {
        for (want = 0, i = at; i < at + n; ++i)
          want += s[i] == '\n' && s[i - 1] != '\r';
        bad += byte_count(s + at, n, '\n', '\r') != want;
      }
  }
  check(!bad);
  memset(s, '\n', sizeof s);
  check(byte_count(s + 1, MOST, '\n', '\r') == MOST);
  check(byte_count(s + 1, MOST, '\n', '\n') == 0);
  s[0] = '\r';
  check(byte_count(s + 1, MOST, '\n', '\r') == MOST - 1);
}

int main(void)
{
  copy();
  count();
  until();
  find();
  visible();
  wipe();
  same();
  bits();
  return test_end();
}
