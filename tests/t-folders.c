#include <errno.h>
#include <string.h>
#include <time.h>
#include "../folders.h"
#include "test.h"

static struct folders f;
static const char *dir;

static int next(void)
{
  dir = "";
  return folders_next(&f, &dir);
}

/* 1 = the next to be read is d. */
static int is(const char *d) { return next() == 1 && !strcmp(dir, d); }

static void begin(int careful)
{
  memset(&f, 0, sizeof f);
  f.careful = careful;
}

/* Seconds since the folder has changed. */
static double age(const char *name)
{
  struct timespec now;
  struct stat st;

  if (stat(name, &st) == -1) exit(111);
  (void)clock_gettime(CLOCK_REALTIME, &now);
  return difftime(now.tv_sec, st.st_ctim.tv_sec)
    + (double)(now.tv_nsec - st.st_ctim.tv_nsec) / 1e9;
}

/* Until the folders have changed so long ago that it is seen if they do. */
static void settle(void)
{
  while (age("new") < 0.03 || age("cur") < 0.03) ;
}

static void fresh(void)
{
  if (mkdir("new", 0700) || mkdir("cur", 0700)) exit(111);
}

static int change(const char *path)
{
  return test_file(path, "") && unlink(path) == 0;
}

static void still(void)
{
  settle();
  begin(0);
  check(is("new") && !f.again && is("cur") && !f.again);
  check(next() == 0 && !f.moving && !f.one);
}

/* Changes the folder and looks at it: 1 = new is to be read.  Once more if the
 * machine was so busy that this was not just now any more. */
static int looked(const char *path, const char *folder)
{
  int r;

  do {
    settle();
    if (!change(path)) return 0;
    begin(0);
    r = is("new");
  } while (r && age(folder) > 0.015);
  return r;
}

/* What changed just now may change again and have the same time. */
static void just_now(void)
{
  check(looked("cur/x", "cur"));
  check(is("cur") && is("cur") && f.again && next() == 0);
  check(looked("new/x", "new"));
  check(is("cur") && is("new") && f.again && next() == 0);
}

static void careful(void)
{
  settle();
  begin(1);
  check(is("new") && is("cur") && is("new") && f.again && is("cur") && f.again);
  check(next() == 0 && !f.moving);
}

/* That which changes after it was read is read again; with that which changes
 * then. */
static void changing(void)
{
  settle();
  begin(0);
  check(is("new") && change("new/x") && is("cur"));
  settle();
  check(is("new") && f.again && next() == 0);

  settle();
  begin(0);
  check(is("new") && is("cur") && change("cur/x"));
  settle();
  check(is("cur") && change("new/x"));
  settle();
  check(is("new") && next() == 0);

  settle(); /* only the modes */
  begin(0);
  check(is("new") && is("cur") && chmod("cur", 0755) == 0);
  settle();
  check(is("cur") && next() == 0);
}

/* mtime is set back, as by a restore: ctime tells. */
static void set_back(void)
{
  check(test_touch("cur", 1, 1000));
  settle();
  begin(0);
  check(is("new") && is("cur") && change("cur/x"));
  check(test_touch("cur", 1, 1000));
  settle();
  check(is("cur") && next() == 0);
}

static void never(void)
{
  int i;

  settle();
  begin(0);
  check(is("new"));
  for (i = 0; next() == 1 && i < 1000; ++i) {
    check(!strcmp(dir, "cur"));
    check(change("cur/x"));
    settle();
  }
  check(i == FOLDERS_MOST && f.moving);
}

/* Another folder is no folder that stood still. */
static void replaced(void)
{
  settle();
  begin(0);
  check(is("new") && is("cur") && rename("new", "old") == 0);
  check(mkdir("new", 0700) == 0);
  settle();
  check(is("new") && f.again && next() == 0 && rmdir("old") == 0);
}

static void one(void)
{
  check(rmdir("new") == 0 && symlink("cur", "new") == 0);
  settle();
  begin(0);
  check(is("cur") && f.one && next() == 0);
  check(unlink("new") == 0 && rename("cur", "new") == 0);
  check(symlink("new", "cur") == 0);
  settle();
  begin(0);
  check(is("cur") && f.one && next() == 0);
  check(unlink("cur") == 0 && mkdir("cur", 0700) == 0);
}

static void none(void)
{
  settle();
  check(rmdir("cur") == 0);
  begin(0);
  check(is("new") && is("cur") && next() == 0 && !f.one); /* which is empty */
  begin(0);
  check(is("new") && is("cur") && mkdir("cur", 0700) == 0);
  check(is("cur")); /* it was made meanwhile */
  check(rmdir("cur") == 0 && symlink("nowhere", "cur") == 0);
  begin(0);
  errno = 0;
  check(next() == -1 && errno == ENOENT);
  check(unlink("cur") == 0 && mkdir("cur", 0700) == 0);
  settle();
  begin(0);
  check(is("new") && is("cur") && rmdir("new") == 0);
  check(symlink("nowhere", "new") == 0);
  errno = 0;
  check(next() == -1 && errno == ENOENT);
}

int main(void)
{
  test_enter();
  fresh();
  still();
  just_now();
  careful();
  changing();
  set_back();
  never();
  replaced();
  one();
  none();
  return test_end();
}
