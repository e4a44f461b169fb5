#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include "../tmp.h"
#include "fresh.h"

enum { AGE = 36 * 60 * 60 };

/* A time so late that no file here was made shortly before it, which nobody
 * can set; and tmp/ was changed then. */
static time_t later(void)
{
  return time(0) + 2000 * AGE;
}

static void clean_at(time_t now)
{
  if (!test_touch("tmp", now, now)) exit(111);
  tmp_clean(now);
}

static int is(const char *path)
{
  struct stat st;

  return lstat(path, &st) == 0;
}

static void cleans(void)
{
  static const struct { const char *path; int a; int m; int stays; } row[] = {
    { "tmp/now", 0, 0, 1 }, { "tmp/hour", 3600, 3600, 1 },
    { "tmp/edge", AGE - 1, AGE - 1, 1 }, { "tmp/at", AGE, AGE, 0 },
    { "tmp/past", AGE + 1, AGE + 1, 0 }, { "tmp/read", 60, 40 * 86400, 1 },
    { "tmp/written", 40 * 86400, 60, 1 }, { "tmp/reada", AGE - 1, AGE, 1 },
    { "tmp/writtena", AGE, AGE - 1, 1 }, { "tmp/old", 864000, 864000, 0 },
    { "tmp/future", -60, -60, 1 }, { "tmp/1.a:2,", AGE, AGE, 0 },
  };
  time_t now = later();
  size_t i;

  fresh();
  for (i = 0; i < sizeof row / sizeof *row; ++i) {
    check_row(i, test_file(row[i].path, "x"));
    check_row(i, test_touch(row[i].path, now - row[i].a, now - row[i].m));
  }
  clean_at(now);
  for (i = 0; i < sizeof row / sizeof *row; ++i)
    check_row(i, is(row[i].path) == row[i].stays);
}

/* As rsync -t and offlineimap deliver: the times are those of the message. */
static void spares_the_young(void)
{
  struct stat st;

  fresh();
  check(test_file("tmp/old", "x") && test_touch("tmp/old", 1, 1));
  check(stat("tmp/old", &st) == 0);
  clean_at(st.st_ctime);
  check(is("tmp/old"));
  clean_at(st.st_ctime + AGE - 1);
  check(is("tmp/old"));
  clean_at(st.st_ctime + AGE);
  check(!is("tmp/old"));
}

/* A host whose clock is ahead cleans by that of the store; and one whose store
 * has a later time, as a restored backup may, cleans by its own. */
static void smaller_clock(void)
{
  struct stat st;
  time_t past;

  fresh();
  check(test_file("tmp/old", "x") && test_touch("tmp/old", 1, 1));
  check(stat("tmp/old", &st) == 0);
  past = st.st_ctime + AGE;
  check(test_touch("tmp", past, past - 1));
  tmp_clean(later());
  check(is("tmp/old"));
  check(test_touch("tmp", later(), later()));
  tmp_clean(past - 1);
  check(is("tmp/old"));
  check(test_touch("tmp", past, past));
  tmp_clean(later());
  check(!is("tmp/old"));
}

static void cleans_kinds(void)
{
  time_t now = later();

  fresh();
  check(test_file("new/1.a", "one") && test_file("cur/2.b", "two"));
  check(test_file("target", "x") && mkdir("tmp/dir", 0700) == 0);
  check(test_file("tmp/dir/in", "x") && mkdir("aside", 0700) == 0);
  check(test_file("aside/in", "x") && mkfifo("tmp/fifo", 0600) == 0);
  check(symlink("../target", "tmp/link") == 0);
  check(symlink("../aside", "tmp/linkdir") == 0);
  check(symlink("../target", "tmp/newlink") == 0);
  check(test_touch("target", 1, 1) && test_touch("tmp/dir/in", 1, 1));
  check(test_touch("aside/in", 1, 1) && test_touch("new/1.a", 1, 1));
  check(test_touch("tmp/fifo", 1, 1) && test_touch("tmp/link", 1, 1));
  check(test_touch("tmp/linkdir", 1, 1) && test_touch("tmp/newlink", now, now));
  check(test_touch("tmp/dir", 1, 1) && test_touch("cur/2.b", 1, 1));
  clean_at(now);
  check(is("target") && is("aside/in") && is("tmp/dir/in"));
  check(is("new/1.a") && is("cur/2.b"));
  check(!is("tmp/link") && !is("tmp/linkdir") && !is("tmp/fifo"));
  check(is("tmp/newlink"));
  check(unlink("target") == 0 && unlink("aside/in") == 0);
  check(rmdir("aside") == 0);
}

static void cleans_nothing(void)
{
  fresh();
  check(rmdir("tmp") == 0 && test_file("new/1.a", "x"));
  check(test_touch("new/1.a", 1, 1));
  tmp_clean(later());
  check(is("new/1.a") && !is("tmp"));
  check(test_file("tmp", "x") && test_touch("tmp", 1, 1));
  tmp_clean(later());
  check(is("tmp") && unlink("tmp") == 0);
  check(mkdir("aside", 0700) == 0 && test_file("aside/in", "x"));
  check(test_touch("aside/in", 1, 1) && symlink("aside", "tmp") == 0);
  check(test_touch("aside", later(), later()));
  tmp_clean(later());
  check(is("aside/in"));
}

/* Messages are in there, then. */
static void spares_a_folder_of_mail(void)
{
  static const char *const folder[] = { "new", "cur" };
  size_t i;

  for (i = 0; i < 2; ++i) {
    fresh();
    check(rmdir(folder[i]) == 0 && symlink("tmp", folder[i]) == 0);
    check(test_file("tmp/1.a", "x") && test_touch("tmp/1.a", 1, 1));
    clean_at(later());
    check_row(i, is("tmp/1.a"));
  }
}

int main(void)
{
  test_enter();
  cleans();
  spares_the_young();
  smaller_clock();
  cleans_kinds();
  cleans_nothing();
  spares_a_folder_of_mail();
  return test_end();
}
