#include <string.h>
#include "../field.h"
#include "test.h"

static void splits(void)
{
  static const struct { const char *s; size_t n; const char *fields; } row[] = {
    { "a:b:c", 3, "a|b|c|" }, { "::", 3, "|||" }, { "a", 1, "a|" },
    { "", 1, "|" }, { "a b:\xff :c", 3, "a b|\xff |c|" },
    { "a:b", 3, "no" }, { "a:b:c:d", 3, "no" }, { "a:b:c:", 3, "no" },
    { "", 2, "no" }, { "a:b\t:c", 3, "no" }, { "a:b:c\r", 3, "no" },
    { "a:\x1f:c", 3, "no" }, { "\x01", 1, "no" }
  };
  char line[40];
  char out[80];
  char *field[3];
  size_t i;
  size_t j;

  for (i = 0; i < sizeof row / sizeof *row; ++i) {
    strcpy(line, row[i].s);
    *out = 0;
    if (!field_split(line, field, row[i].n)) strcpy(out, "no");
    else for (j = 0; j < row[i].n; ++j) {
      strcat(out, field[j]);
      strcat(out, "|");
    }
    check_row(i, !strcmp(out, row[i].fields));
  }
}

static void ids(void)
{
  static const char *const bad[] = {
    "", " 1", "1 ", "+1", "-1", "0x1", "4294967296", "18446744073709551617", "a"
  };
  uint32_t u = 7;
  size_t i;

  for (i = 0; i < sizeof bad / sizeof *bad; ++i)
    check_row(i, !field_id(bad[i], &u) && u == 7);
  check(field_id("0", &u) && u == 0);
  check(field_id("0042", &u) && u == 42);
  check(field_id("4294967295", &u) && u == UINT32_MAX);
}

static void days(void)
{
  static const char *const bad[] = { " ", "-1", "+1", "2147483648", "1x" };
  long n;
  size_t i;

  for (i = 0; i < sizeof bad / sizeof *bad; ++i)
    check_row(i, !field_day(bad[i], &n));
  check(field_day("", &n) && n == -1);
  check(field_day("0", &n) && n == 0);
  check(field_day("2147483647", &n) && n == 2147483647);
}

int main(void)
{
  splits();
  ids();
  days();
  return test_end();
}
