#include <errno.h>
#include "../arrange.h"
#include "fresh.h"

static int add(const char *path, uint64_t when, int untimed)
{
  struct name n;

  name_take(&n, path + 4);
  n.timed = !untimed;
  n.when = when;
  return maildir_add(&d, path, path + 4, &n);
}

static int all_found(void)
{
  size_t bad = d.sorted != d.n;
  size_t i;

  for (i = 0; i < d.n; ++i)
    bad += maildir_find(&d, maildir_path(&d, i) + 4) != d.m + i;
  return !bad;
}

static void again(void)
{
  fresh();
  check(arrange_list(&d) == 1 && d.n == 0);
  check(add("new/3.a", 3, 0) && add("cur/1.b", 1, 0) && add("new/1.a", 1, 0));
  check(arrange_list(&d) == 1 && d.n == 3 && all_found());
  check(path_is(0, "new/1.a") && path_is(1, "cur/1.b"));
  check(path_is(2, "new/3.a") && arrange_list(&d) == 1 && d.n == 3);
  check(add("new/u", 2, 1) && add("cur/0.x:2,S", 0, 0));
  check(arrange_list(&d) == 1 && d.n == 5 && all_found());
  check(path_is(0, "cur/0.x:2,S") && path_is(3, "new/u"));
  check(add("new/t", 9, 1) && arrange_list(&d) == 1 && all_found());
}

/* The same name, one of which was there before: it has moved, and nobody else
 * may be taken for it. */
static void moved(void)
{
  fresh();
  check(test_file("cur/1.a:2,S", "x") && add("new/1.a", 1, 0));
  check(add("cur/1.a:2,", 1, 0) && add("cur/1.a:2,S", 1, 0));
  check(arrange_list(&d) == 1 && d.n == 1 && path_is(0, "cur/1.a:2,S"));
  check(!d.m[0].twin);
  check(add("new/1.a", 1, 0) && arrange_list(&d) == 1 && d.n == 1);
  check(path_is(0, "cur/1.a:2,S") && !d.m[0].twin);

  fresh(); /* it is elsewhere by now */
  check(add("new/1.a", 1, 0) && add("cur/1.a:2,", 1, 0));
  check(arrange_list(&d) == 1 && d.n == 1 && !d.m[0].twin);

  fresh(); /* the same place twice */
  check(test_file("cur/1.a:2,", "x") && add("cur/1.a:2,", 1, 0));
  check(add("cur/1.a:2,", 1, 0) && arrange_list(&d) == 1 && d.n == 1);
  check(!d.m[0].twin);
}

static void twins(void)
{
  fresh();
  check(test_file("new/1.a", "x") && link("new/1.a", "cur/1.a:2,") == 0);
  check(test_file("new/u", "x") && test_file("cur/u:2,", "y"));
  check(add("new/1.a", 1, 0) && add("new/u", 5, 1));
  check(add("cur/1.a:2,", 1, 0) && add("cur/u:2,", 4, 1));
  check(add("new/6.x", 6, 0));
  check(arrange_list(&d) == 1 && d.n == 3 && all_found());
  check(path_is(0, "cur/1.a:2,") && d.m[0].twin == MAILDIR_LINK);
  check(path_is(1, "cur/u:2,") && d.m[1].twin == MAILDIR_CLASH);
  check(maildir_when(&d, 1) == 4 && !d.m[2].twin);
}

/* What two names are must be known. */
static void unknown(void)
{
  fresh();
  check(test_file("file", "") && add("new/1.a", 1, 0));
  check(add("cur/1.a:2,", 1, 0) && rmdir("cur") == 0);
  check(rename("file", "cur") == 0);
  errno = 0;
  check(arrange_list(&d) == -1 && errno == ENOTDIR && unlink("cur") == 0);
}

int main(void)
{
  test_enter();
  again();
  moved();
  twins();
  unknown();
  forget();
  return test_end();
}
