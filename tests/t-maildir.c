#include <errno.h>
#include <string.h>
#include "../maildir.h"
#include "test.h"

static struct maildir d;

static int add(const char *path, uint64_t when, int untimed)
{
  struct name n;

  name_take(&n, path + 4);
  n.timed = !untimed;
  n.when = when;
  return maildir_add(&d, path, path + 4, &n);
}

static void fill(void)
{
  maildir_free(&d);
  check(add("new/5.a", 5, 0) && add("cur/5.b:2,S", 5, 0));
  check(add("cur/6.c,W=7:2,S", 6, 0) && add("new/:2,S", 7, 1));
  check(add("cur/u:2,FRS", 8, 1) && add("new/v", UINT64_MAX, 1) && d.n == 6);
}

static void said(void)
{
  static const struct { const char *path; const char *name; uint64_t when; }
  row[] = {
    { "new/5.a", "5.a", 5 }, { "cur/5.b:2,S", "5.b", 5 },
    { "cur/6.c,W=7:2,S", "6.c,W=7", 6 }, { "new/:2,S", ":2,S", 7 },
    { "cur/u:2,FRS", "u", 8 }, { "new/v", "v", UINT64_MAX },
  };
  size_t i;

  fill();
  for (i = 0; i < d.n; ++i) {
    check_row(i, !strcmp(maildir_path(&d, i), row[i].path));
    check_row(i, !strcmp(maildir_name(&d, i), row[i].name));
    check_row(i, maildir_when(&d, i) == row[i].when);
    check_row(i, d.m[i].octets == row[i].when);
    check_row(i, d.m[i].sized == (i == 2) && d.m[i].untimed == (i >= 3));
    check_row(i, maildir_order(&d, i, row[i].when, row[i].name) == 0);
    check_row(i, maildir_order(&d, i, row[i].when, "") > 0);
    check_row(i, maildir_order(&d, i, row[i].when, "~") < 0);
    check_row(i, maildir_order(&d, i, row[i].when - 1, "~") > 0);
  }
}

/* Only all of it; longer ones end behind all names. */
static void is(void)
{
  static char large[4096];
  char s[16];
  size_t i;
  size_t k;

  fill();
  memset(large, 'v', sizeof large - 1);
  for (i = 0; i < d.n; ++i) {
    for (k = 0; k < d.n; ++k)
      check_row(i, maildir_is(&d, i, maildir_name(&d, k)) == (i == k));
    (void)snprintf(s, sizeof s, "%sx", maildir_name(&d, i));
    check_row(i, !maildir_is(&d, i, s) && !maildir_is(&d, i, ""));
    s[strlen(s) - 2] = 0;
    check_row(i, !maildir_is(&d, i, s) && !maildir_is(&d, i, large));
  }
}

/* The caller says what is sorted, and which have no time. */
static void found(void)
{
  static uint32_t untimed[] = { 3, 4, 5 };
  size_t i;

  fill();
  check(!maildir_find(&d, "5.a") && !maildir_find(&d, "u"));
  d.sorted = d.n;
  d.untimed = untimed;
  d.untimed_n = 3;
  for (i = 0; i < d.n; ++i)
    check_row(i, maildir_find(&d, maildir_path(&d, i) + 4) == d.m + i);
  check(maildir_find(&d, "5.a:2,S") == d.m);
  check(maildir_find(&d, "5.b:") == d.m + 1);
  check(maildir_find(&d, "u") == d.m + 4);
  check(maildir_find(&d, "v:2,") == d.m + 5);
  check(!maildir_find(&d, "5.") && !maildir_find(&d, "05.a"));
  check(!maildir_find(&d, "6.a") && !maildir_find(&d, "5.aa"));
  check(!maildir_find(&d, "") && !maildir_find(&d, ":2,RS"));
  check(!maildir_find(&d, "w") && !maildir_find(&d, "8.u"));
  d.untimed = 0;
  d.untimed_a = d.untimed_n = 0;
}

/* Flags that are there already take no room, nor does a longer path twice. */
static void flags(void)
{
  unsigned int a;
  unsigned int b;
  size_t bytes;

  fill();
  check(maildir_flags(&d, "x:2,S", 1, &a) && a == d.m[1].flags);
  check(maildir_flags(&d, "1234567890.y:2,FRST", 12, &a) && a != d.m[1].flags);
  bytes = maildir_bytes(&d);
  check(maildir_flags(&d, "1234567890.z:2,FRST", 12, &b) && a == b);
  check(maildir_bytes(&d) == bytes);
  d.m[0].flags = a & 0x7ffff;
  d.m[0].cur = 1;
  check(!strcmp(maildir_path(&d, 0), "cur/5.a:2,FRST"));
}

static void front(void)
{
  uint32_t at;

  fill();
  check(maildir_put(&d, "abcd", 4, "name:2,S", 4, &at));
  check(!strcmp(d.names.s + at, "name"));
  check(!memcmp(d.names.s + at - 4, "abcd", 4));
  maildir_free(&d);
  check(!d.n && !d.m && !d.names.s && maildir_bytes(&d) == 0);
}

int main(void)
{
  check(sizeof(struct maildir_message) == 16);
  said();
  is();
  found();
  flags();
  front();
  return test_end();
}
