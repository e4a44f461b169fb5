#include <string.h>
#include "../num.h"
#include "test.h"

static void scan(void)
{
  static const struct { const char *s; size_t digits; uint64_t u; } row[] = {
    { "", 0, 7 }, { "-1", 0, 7 }, { "+1", 0, 7 }, { " 1", 0, 7 },
    { "0", 1, 0 }, { "0x10", 1, 0 }, { "12 x", 2, 12 }, { "007", 3, 7 },
    { "18446744073709551615", 20, UINT64_MAX },
    { "018446744073709551615", 21, UINT64_MAX },
    { "18446744073709551616", 0, 7 }, { "18446744073709551617", 0, 7 },
    { "18446744073709551620", 0, 7 }, { "99999999999999999999", 0, 7 },
    { "36893488147419103233", 0, 7 },
  };
  uint64_t u;
  size_t i;

  for (i = 0; i < sizeof row / sizeof *row; ++i) {
    u = 7;
    check(num_scan(row[i].s, &u) == row[i].digits);
    check(u == row[i].u);
  }
}

static void whole(void)
{
  uint64_t u = 7;

  check(num_whole("12", &u) && u == 12);
  check(!num_whole("13 ", &u) && u == 12);
  check(!num_whole("", &u) && u == 12);
  check(!num_whole("18446744073709551616", &u) && u == 12);
}

static void fmt(void)
{
  static const struct { uint64_t u; const char *s; } row[] = {
    { 0, "0" }, { 9, "9" }, { 10, "10" }, { 4567, "4567" },
    { UINT64_MAX, "18446744073709551615" },
  };
  char s[NUM_FMT];
  char t[NUM_FMT];
  uint64_t u;
  size_t bad = 0;
  size_t i;

  for (u = 1; u < UINT64_MAX / 7; u *= 7)
    for (i = 0; i < 3; ++i) {
      (void)snprintf(t, sizeof t, "%llu", (unsigned long long)(u - 1 + i));
      bad += num_fmt(s, u - 1 + i) != strlen(t) || strcmp(s, t);
    }
  check(!bad);
  for (i = 0; i < sizeof row / sizeof *row; ++i) {
    check(num_fmt(s, row[i].u) == strlen(row[i].s));
    check(!strcmp(s, row[i].s));
  }
}

int main(void)
{
  scan();
  whole();
  fmt();
  return test_end();
}
