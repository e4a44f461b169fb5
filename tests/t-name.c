#include <string.h>
#include "../name.h"
#include "test.h"

static void len(void)
{
  static const struct { const char *name; size_t len; } row[] = {
    { "", 0 }, { ":", 1 }, { ":2,S", 4 }, { "::", 2 }, { "a", 1 }, { "a:", 1 },
    { "1.2.host:2,FS", 8 }, { "a:b:c", 1 }, { "1.2.host,W=3", 12 },
  };
  size_t i;

  for (i = 0; i < sizeof row / sizeof *row; ++i)
    check_row(i, name_len(row[i].name) == row[i].len);
}

static void when(void)
{
  static const struct { const char *name; int is; uint64_t when; } row[] = {
    { "", 0, 7 }, { ".", 0, 7 }, { ".5", 0, 7 }, { "5", 0, 7 },
    { "5:2,S", 0, 7 }, { "5:.", 0, 7 }, { "5.", 1, 5 }, { "0.x", 1, 0 },
    { "1700000000.123.host:2,S", 1, 1700000000 }, { "007.x", 1, 7 },
    { "5x.y", 0, 7 }, { "x5.y", 0, 7 }, { "-5.y", 0, 7 }, { "+5.y", 0, 7 },
    { " 5.y", 0, 7 }, { "5 .y", 0, 7 }, { "5..y", 1, 5 },
    { "18446744073709551615.x", 1, UINT64_MAX },
    { "18446744073709551616.x", 0, 7 },
    { "99999999999999999999999.x", 0, 7 },
  };
  uint64_t u;
  size_t i;

  for (i = 0; i < sizeof row / sizeof *row; ++i) {
    u = 7;
    check_row(i, name_time(row[i].name, &u) == row[i].is);
    check_row(i, u == row[i].when);
  }
}

static void octets(void)
{
  static const struct { const char *name; int is; uint64_t octets; } row[] = {
    { "", 0, 7 }, { ",W=", 0, 7 }, { "a", 0, 7 }, { "1.2.h:2,S", 0, 7 },
    { ",W=12", 1, 12 }, { "a,W=12", 1, 12 }, { "a,W=0", 1, 0 },
    { "a,W=12,", 1, 12 }, { "a,W=12:2,S", 1, 12 }, { "a,W=12,S=11", 1, 12 },
    { "a,S=11,W=12", 1, 12 }, { "a,S=11,W=12:2,S", 1, 12 },
    { "a,W=012", 1, 12 }, { "a,W=12:", 1, 12 },
    { "a,W=x", 0, 7 }, { "a,W=", 0, 7 }, { "a,W=:2,S", 0, 7 },
    { "a,W=,", 0, 7 }, { "a,W=12x", 0, 7 }, { "a,W=12.", 0, 7 },
    { "a,W=-1", 0, 7 }, { "a,W=+1", 0, 7 }, { "a,W= 1", 0, 7 },
    { "a,W=1 ", 0, 7 }, { "a,w=12", 0, 7 }, { "a,S=12", 0, 7 },
    { "aW=12", 0, 7 }, { "a,XW=12", 0, 7 }, { "a, W=12", 0, 7 },
    { "a:2,W=12", 0, 7 }, { "a:,W=12", 0, 7 }, { ":,W=12", 0, 7 },
    { "a,W:=12", 0, 7 }, { "a,:W=12", 0, 7 }, { "a:2,S,W=5", 0, 7 },
    { "a,W=x,W=12", 1, 12 }, { "a,W=,W=12", 1, 12 },
    { "a,W=1x,W=12:2,", 1, 12 }, { "a,,W=12", 1, 12 },
    { "a,W=,W=", 0, 7 }, { "a,W=x:2,W=12", 0, 7 },
    { "a,W=18446744073709551615", 1, UINT64_MAX },
    { "a,W=18446744073709551616", 0, 7 },
    { "a,W=99999999999999999999999:2,S", 0, 7 },
  };
  uint64_t u;
  size_t i;

  for (i = 0; i < sizeof row / sizeof *row; ++i) {
    u = 7;
    check_row(i, name_octets(row[i].name, &u) == row[i].is);
    check_row(i, u == row[i].octets);
  }
}

static void size_and_flags(void)
{
  static const struct {
    const char *name; int is; uint64_t size; int z;
  } row[] = {
    { "1.a,S=7", 1, 7, 0 }, { "1.a,S=7,W=9:2,SZ", 1, 7, 1 }, { "1.a", 0, 5, 0 },
    { "1.a,W=9,S=7:2,Z", 1, 7, 1 }, { "1.aS=7:2,", 0, 5, 0 },
    { "1.a:2,,S=7", 0, 5, 0 }, { "1.Z:2,S", 0, 5, 0 }, { "1.a:1,Z", 0, 5, 0 },
    { "1.a:2,FRSZ", 0, 5, 1 }, { ":2,Z", 0, 5, 0 }, { "1.a,S=x", 0, 5, 0 },
  };
  uint64_t u;
  size_t i;

  for (i = 0; i < sizeof row / sizeof *row; ++i) {
    u = 5;
    check_row(i, name_size(row[i].name, &u) == row[i].is);
    check_row(i, u == row[i].size && name_flag(row[i].name, 'Z') == row[i].z);
  }
}

/* All at once is what they say one by one. */
static void take(void)
{
  static const char *const row[] = {
    "", ":", ":2,S", "a", "5.a", "5.a:2,S", "5.a,W=7", "5.a,W=7:2,S", "5.a,W=x",
    "5.a,S=7:2,S", "5.a:2,,W=7", "u,W=7", ":5.a,W=7", "5:.a", "5.:,W=7",
    "18446744073709551616.x,W=18446744073709551616", "18446744073709551615.x",
  };
  struct name n;
  uint64_t when;
  uint64_t octets;
  size_t i;

  for (i = 0; i < sizeof row / sizeof *row; ++i) {
    name_take(&n, row[i]);
    check_row(i, n.len == name_len(row[i]));
    check_row(i, n.timed == name_time(row[i], &when));
    check_row(i, !n.timed || n.when == when);
    check_row(i, n.sized == name_octets(row[i], &octets));
  }
}

static void order(void)
{
  static const struct { const char *a; const char *b; int order; } row[] = {
    { "", "", 0 }, { "", ":2,S", -1 }, { ":2,S", ":2,S", 0 },
    { ":2,RS", ":2,S", -1 }, { ":", ":2,S", -1 }, { "", ":", -1 },
    { ":2,S", ":2,S:", -1 }, { "a", "a", 0 }, { "a", "a:2,S", 0 },
    { "a:2,", "a:2,S", 0 }, { "a:", "a", 0 }, { "a", "b", -1 },
    { "a", "ab", -1 }, { "a:2,S", "ab", -1 }, { "a:z", "a.", -1 },
    { "", "a", -1 }, { ":z", "a", -1 }, { "A", "a", -1 },
    { "10", "9", -1 }, { "a", "\xff", -1 }, { "a\x7f", "a\x80", -1 },
    { "ab:", "abc:", -1 },
  };
  size_t i;

  for (i = 0; i < sizeof row / sizeof *row; ++i) {
    if (!row[i].order) {
      check_row(i, name_order(row[i].a, row[i].b) == 0);
      check_row(i, name_order(row[i].b, row[i].a) == 0);
      continue;
    }
    check_row(i, name_order(row[i].a, row[i].b) < 0);
    check_row(i, name_order(row[i].b, row[i].a) > 0);
  }
}

int main(void)
{
  len();
  when();
  octets();
  size_and_flags();
  take();
  order();
  return test_end();
}
