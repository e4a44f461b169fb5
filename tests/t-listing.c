#include <errno.h>
#include <sys/stat.h>
#include "fresh.h"

/* ---- the list ---- */

static void empty(void)
{
  fresh();
  check(load() == 1 && d.n == 0);
  check(rmdir("tmp") == 0 && load() == 1);
  check(test_file("cur/1.a", "") && rmdir("new") == 0);
  check(load() == 1 && d.n == 1 && unlink("cur/1.a") == 0);
  check(mkdir("new", 0700) == 0 && rmdir("cur") == 0);
  check(test_file("new/2.b", "") && load() == 1 && d.n == 1);
  check(unlink("new/2.b") == 0);
  check(test_file("cur", "") && load() == -1 && errno == ENOTDIR);
  check(unlink("cur") == 0);
}

/* In the order in which they must be listed; mtime counts where the name
 * has no time. */
static const struct { const char *path; time_t mtime; uint64_t octets; }
order[] = {
  { "new/0.x", 50, MAILDIR_UNKNOWN },
  { "cur/untimed-old:2,S", -100, MAILDIR_UNKNOWN },
  { "cur/9.a:2,", 5000, MAILDIR_UNKNOWN },
  { "new/010.c", 1, MAILDIR_UNKNOWN },
  { "new/10.a", 4000, MAILDIR_UNKNOWN },
  { "cur/10.a,W=5:2,S", 1, 5 },
  { "new/10.b,W=7", 1, 7 },
  { "cur/10.bb", 1, MAILDIR_UNKNOWN },
  { "cur/100.x:2,F", 1, MAILDIR_UNKNOWN },
  { "new/10x.y", 100, MAILDIR_UNKNOWN },
  { "cur/-1.x", 200, MAILDIR_UNKNOWN },
  { "new/200.x", 1, MAILDIR_UNKNOWN },
  { "new/300", 200, MAILDIR_UNKNOWN },
  { "cur/untimed,W=12:2,S", 200, 12 },
  { "new/18446744073709551616.x", 1000, MAILDIR_UNKNOWN },
  { "new/zz", 2000000000, MAILDIR_UNKNOWN },
  { "new/2000000001.x", 1, MAILDIR_UNKNOWN },
  { "cur/a", 4000000000, MAILDIR_UNKNOWN },
  { "new/18446744073709551615.x,W=9", 1, 9 },
};
enum { ORDER = sizeof order / sizeof *order };

static void orders(void)
{
  size_t i;

  fresh();
  for (i = ORDER; i--;) {
    check_row(i, test_file(order[i].path, "x"));
    check_row(i, test_touch(order[i].path, 1, order[i].mtime));
  }
  check(load() == 1 && d.n == ORDER);
  for (i = 0; i < d.n && i < ORDER; ++i) {
    if (!path_is(i, order[i].path)) printf("# %s\n", maildir_path(&d, i));
    check_row(i, path_is(i, order[i].path));
    check_row(i, d.m[i].octets == order[i].octets);
    check_row(i, d.m[i].state == MAILDIR_KEEP && !d.m[i].twin);
  }
}

/* Only regular files whose name has no dot in front are messages. */
static void others(void)
{
  fresh();
  check(test_file("new/1.a", "one") && test_file("cur/2.b:2,", "two"));
  check(test_file("new/.hidden", "x") && test_file("cur/.2.x", "x"));
  check(symlink("1.a", "new/3.good") == 0);
  check(symlink("gone", "new/3.dangling") == 0);
  check(symlink("/dev/zero", "cur/3.zero") == 0);
  check(symlink(".", "cur/3.dir") == 0 && symlink("x", "cur/untimed") == 0);
  check(mkfifo("new/4.fifo", 0600) == 0 && mkfifo("cur/fifo", 0600) == 0);
  check(mkdir("new/5.dir", 0700) == 0 && mkdir("cur/dir", 0700) == 0);
  check(test_socket("new/6.socket"));
  check(load() == 1 && d.n == 2);
  check(path_is(0, "new/1.a") && path_is(1, "cur/2.b:2,"));
}

/* One name in more than one place is one message, that in cur. */
static void twins(void)
{
  fresh();
  check(test_file("new/1.hard", "one"));
  check(link("new/1.hard", "cur/1.hard:2,") == 0);
  check(test_file("new/2.two", "new") && test_file("cur/2.two:2,S", "cur"));
  check(test_file("cur/3.flags:2,", "f") && test_file("cur/3.flags:2,S", "g"));
  check(test_file("new/4.single", "one"));
  check(test_file("new/untimed", "new") && test_touch("new/untimed", 1, 100));
  check(test_file("cur/untimed:2,", "cur"));
  check(test_touch("cur/untimed:2,", 1, 9));
  check(test_file("new/50.x", "between these two"));
  check(load() == 1 && d.n == 6);
  check(path_is(0, "cur/1.hard:2,") && d.m[0].twin);
  check(path_is(1, "cur/2.two:2,S") && d.m[1].twin);
  check(path_is(2, "cur/3.flags:2,") && d.m[2].twin);
  check(path_is(3, "new/4.single") && !d.m[3].twin);
  check(path_is(4, "cur/untimed:2,") && d.m[4].twin);
  check(maildir_when(&d, 4) == 9);
  check(path_is(5, "new/50.x") && !d.m[5].twin);
}

/* ---- what cannot be read is no shorter list ---- */

static int user_loads(void)
{
  if (getuid() == 0 && (setgid(65534) == -1 || setuid(65534) == -1))
    return 111;
  if (listing_read(&d) != -1) return 0;
  return d.n ? 110 : errno;
}

static void unreadable(void)
{
  fresh();
  check(test_file("new/1.a", "one") && test_file("cur/untimed", "two"));
  check(chmod(".", 0755) == 0 && chmod("new", 0755) == 0);
  forget();
  check(chmod("cur", 0) == 0 && test_child(user_loads) == EACCES);
  check(chmod("cur", 0444) == 0 && test_child(user_loads) == EACCES);
  check(chmod("cur", 0755) == 0 && test_child(user_loads) == 0);
  check(chmod("new", 0) == 0 && test_child(user_loads) == EACCES);
  check(chmod("new", 0755) == 0);
}

/* ---- memory ---- */

enum { MANY = 3000 };

static void memory(void)
{
  char path[128];
  size_t bad = 0;
  size_t names = 0;
  size_t i;

  fresh();
  for (i = 0; i < MANY; ++i) {
    snprintf(path, sizeof path, "%s/%lu.M%luP%lu.pop3.example.org%s",
      i % 3 ? "cur" : "new", 1700000000 + (unsigned long)i / 7,
      (unsigned long)(i * 7919 % MANY), (unsigned long)i, i % 3 ? ":2,S" : "");
    names += strlen(path) - 4;
    bad += !test_file(path, "");
  }
  check(!bad && load() == 1 && d.n == MANY);
  check(sizeof *d.m == 16 && maildir_bytes(&d) <= 24 * MANY + names);
  for (i = 1; i < d.n; ++i)
    bad += maildir_when(&d, i - 1) > maildir_when(&d, i);
  check(!bad);
}

int main(void)
{
  test_enter();
  empty();
  orders();
  others();
  twins();
  unreadable();
  memory();
  forget();
  return test_end();
}
