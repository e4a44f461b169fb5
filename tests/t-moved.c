#include <errno.h>
#include "../moved.h"
#include "fresh.h"

/* 1 = message i can be opened and is this text; 0 = not; -1 = no open. */
static int reads(size_t i, const char *text)
{
  char buf[64];
  int fd = moved_open(&d, i);
  ssize_t r;

  if (fd == -1) return -1;
  r = read(fd, buf, sizeof buf);
  close(fd);
  return r == (ssize_t)strlen(text) && !memcmp(buf, text, (size_t)r);
}

static void moved(void)
{
  fresh();
  check(test_file("new/1.a", "one") && test_file("new/2.b", "two"));
  check(test_file("cur/3.c:2,", "three") && test_file("new/untimed", "four"));
  check(test_file("new/5.e:2,S", "five"));
  check(test_touch("new/untimed", 1, 4));
  check(load() == 1 && d.n == 5);
  check(rename("new/1.a", "cur/1.a:2,S") == 0);
  check(rename("new/5.e:2,S", "cur/5.e:2,S") == 0);
  check(rename("cur/3.c:2,", "cur/3.c:2,FRS") == 0);
  check(rename("new/untimed", "cur/untimed:2,") == 0);
  check(test_file("new/2.a", "later") && test_file("cur/0.x:2,", "later"));
  check(reads(0, "one") == 1 && path_is(0, "cur/1.a:2,S"));
  check(path_is(1, "new/2.b") && reads(1, "two") == 1);
  check(path_is(2, "cur/3.c:2,FRS") && reads(2, "three") == 1);
  check(path_is(3, "cur/untimed:2,") && reads(3, "four") == 1);
  check(path_is(4, "cur/5.e:2,S") && reads(4, "five") == 1 && d.n == 5);
  check(rename("cur/3.c:2,FRS", "cur/3.c:2,") == 0);
  check(moved_search(&d) == 0 && path_is(2, "cur/3.c:2,"));
  check(rename("cur/3.c:2,", "new/3.c") == 0 && reads(2, "three") == 1);
}

static void gone(void)
{
  fresh();
  check(test_file("new/1.a", "one") && test_file("cur/2.b:2,", "two"));
  check(test_file("new/1.aa", "x") && load() == 1 && d.n == 3);
  check(unlink("new/1.a") == 0 && test_file("new/1.ab", "later"));
  errno = 0;
  check(reads(0, "one") == -1 && errno == ENOENT);
  check(path_is(0, "new/1.a") && path_is(1, "new/1.aa"));
  check(rmdir("cur") == -1 && rename("cur", "old") == 0);
  check(symlink("nowhere", "cur") == 0); /* else it would be empty */
  errno = 0;
  check(reads(2, "two") == -1 && errno == ENOENT);
  check(moved_search(&d) == -1 && errno == ENOENT && unlink("cur") == 0);
  check(rename("old", "cur") == 0 && reads(2, "two") == 1);
  check(rename("new", "old") == 0 && symlink("nowhere", "new") == 0);
  errno = 0;
  check(moved_search(&d) == -1 && errno == ENOENT && unlink("new") == 0);
  check(rename("old", "new") == 0);
}

/* A message that is a file no more is none, and opening it ends. */
static void replaced(void)
{
  int before;
  int after;

  fresh();
  check(test_file("new/1.a", "one") && test_file("new/2.b", "two"));
  check(test_file("new/3.c", "three") && load() == 1 && d.n == 3);
  check(unlink("new/1.a") == 0 && symlink("2.b", "new/1.a") == 0);
  check(unlink("new/2.b") == 0 && mkfifo("new/2.b", 0600) == 0);
  check(unlink("new/3.c") == 0 && mkdir("new/3.c", 0700) == 0);
  before = dup(0);
  close(before);
  check(reads(0, "one") == -1);
  check(reads(1, "two") == -1);
  check(reads(2, "three") == -1);
  after = dup(0);
  close(after);
  check(before == after); /* none was left open */
}

/* All of many: each is found where it is now. */
static void many(void)
{
  enum { MANY = 3000 };
  char path[128];
  size_t bad = 0;
  size_t len;
  size_t i;

  fresh();
  for (i = 0; i < MANY; ++i) {
    snprintf(path, sizeof path, "%s/%lu.M%luP%lu.pop3.example.org%s",
      i % 3 ? "cur" : "new", 1700000000 + (unsigned long)i / 7,
      (unsigned long)(i * 7919 % MANY), (unsigned long)i, i % 3 ? ":2,S" : "");
    bad += !test_file(path, "");
  }
  check(!bad && load() == 1 && d.n == MANY);
  len = maildir_bytes(&d);
  check(moved_search(&d) == 0 && maildir_bytes(&d) == len);
  for (i = 0; i < d.n; ++i) {
    snprintf(path, sizeof path, "%s", maildir_path(&d, i));
    if (*path == 'n') continue;
    path[strlen(path) - 1] = 'F'; /* was S */
    bad += rename(maildir_path(&d, i), path) == -1;
  }
  check(!bad && moved_search(&d) == 0);
  for (i = 0; i < d.n; ++i) bad += access(maildir_path(&d, i), F_OK) == -1;
  check(!bad);
}

/* A client may have us search again and again. */
static void searches(void)
{
  size_t len;
  size_t i;

  fresh();
  check(test_file("new/1.a", "one") && link("new/1.a", "cur/1.a:2,") == 0);
  check(test_file("new/2.b", "two") && test_file("cur/2.b:2,", "two"));
  check(test_file("cur/3.c:2,", "x") && test_file("cur/3.c:2,S", "y"));
  check(load() == 1 && moved_search(&d) == 0);
  len = maildir_bytes(&d);
  for (i = 0; i < 100; ++i) if (moved_search(&d) == -1) break;
  check(i == 100 && d.n == 3);
  check(maildir_bytes(&d) == len);
}

/* What is not in the list is not found, and what has two files of one name
 * is not looked for. */
static void others(void)
{
  fresh();
  check(load() == 1 && moved_search(&d) == 0 && d.n == 0);
  check(test_file("new/1.a", "one") && test_file("cur/1.a:2,S", "other"));
  check(load() == 1 && d.n == 1 && reads(0, "other") == 1);
  check(unlink("cur/1.a:2,S") == 0 && reads(0, "one") == -1);
  check(test_file("new/2.b", "two") && load() == 1 && d.n == 2);
  check(mkfifo("cur/3.c", 0600) == 0 && symlink("x", "cur/2.b:2,") == 0);
  check(unlink("new/2.b") == 0 && reads(1, "two") == -1);
}

/* For QUIT: what is to be kept stays what it was, seen or not. */
static void marked(void)
{
  fresh();
  check(test_file("new/1.a", "one") && test_file("new/2.b", "two"));
  check(test_file("cur/3.c:2,", "three") && test_file("new/untimed", "four"));
  check(test_touch("new/untimed", 1, 4) && load() == 1 && d.n == 4);
  d.m[0].state = MAILDIR_DELETE;
  d.m[1].state = MAILDIR_GONE;
  d.m[3].state = MAILDIR_DELETE;
  check(rename("new/1.a", "cur/1.a:2,S") == 0 && unlink("new/2.b") == 0);
  check(rename("new/untimed", "cur/untimed:2,F") == 0);
  check(test_touch("cur/untimed:2,F", 1, 5) && unlink("cur/3.c:2,") == 0);
  check(moved_marked(&d) == 0);
  check(path_is(0, "cur/1.a:2,S") && path_is(3, "cur/untimed:2,F"));
  check(!d.m[0].lost && d.m[1].lost && !d.m[2].lost && !d.m[3].lost);
}

int main(void)
{
  test_enter();
  moved();
  gone();
  replaced();
  many();
  searches();
  others();
  marked();
  forget();
  return test_end();
}
