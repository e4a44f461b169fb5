#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include "../num.h"
#include "../octets.h"
#include "test.h"

#define CACHE "pop3.octets"
enum { NOW = 1700000000 };

/* ---- a maildir of this test ---- */

static int file(const char *path, const char *text)
{
  int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  size_t n = strlen(text);

  if (fd == -1) return 0;
  return write(fd, text, n) == (ssize_t)n && close(fd) == 0;
}

/* 1 = the file is there and is this text. */
static int is(const char *path, const char *text)
{
  static char buf[32768];
  int fd = open(path, O_RDONLY | O_NOFOLLOW);
  ssize_t r;

  if (fd == -1) return 0;
  r = read(fd, buf, sizeof buf);
  close(fd);
  return r == (ssize_t)strlen(text) && !memcmp(buf, text, (size_t)r);
}

static int remove_all(void)
{
  return execlp("rm", "rm", "-rf", "new", "cur", "tmp", CACHE, (char *)0);
}

static struct maildir d;

static void unload(void)
{
  free(d.m);
  free(d.paths.s);
  memset(&d, 0, sizeof d);
}

static void load(void)
{
  unload();
  if (maildir_load(&d) != 1) exit(111);
}

/* cur/1.m to cur/n.m, each of them 6 octets */
static void fresh(size_t n)
{
  char path[NUM_FMT + 10] = "cur/";
  size_t len;

  if (test_child(remove_all) != 0) exit(111);
  if (mkdir("new", 0700) || mkdir("cur", 0700) || mkdir("tmp", 0700))
    exit(111);
  for (; n; --n) {
    len = num_fmt(path + 4, n);
    memcpy(path + 4 + len, ".m", 3);
    if (!file(path, "a\nb\n")) exit(111);
  }
  load();
}

/* how many messages have these octets */
static size_t have(uint64_t octets)
{
  size_t n = 0;
  size_t i;

  for (i = 0; i < d.n; ++i) n += d.m[i].octets == octets;
  return n;
}

/* ---- what the cache says ---- */

static void recall(void)
{
  static const struct { const char *cache; uint64_t octets[5]; } row[] = {
#define NO MAILDIR_UNKNOWN
    { "", { NO, NO, NO, NO, NO } },
    { "11 1.m\n12 2.m\n13 3.m\n14 4.m\n15 5.m\n", { 11, 12, 13, 14, 15 } },
    { "13 3.m\n", { NO, NO, 13, NO, NO } },
    { "15 5.m\n", { NO, NO, NO, NO, 15 } },
    /* of messages that are not there */
    { "1 0.m\n11 1.m\n1 1.n\n12 2.m\n1 2.l\n13 3.m\n1 9.m\n",
      { 11, 12, 13, NO, NO } },
    { "1 nonsense\n11 1.m\n1 \377\n15 5.m\n", { 11, NO, NO, NO, 15 } },
    /* not in order: of no use, and no harm */
    { "15 5.m\n11 1.m\n", { NO, NO, NO, NO, 15 } },
    { "12 2.m\n11 1.m\n13 3.m\n", { NO, 12, 13, NO, NO } },
    { "11 1.m\n99 1.m\n12 2.m\n", { 11, 12, NO, NO, NO } },
    /* any line malformed, also the last: nothing is taken */
    { "11 1.m\n12 2.m\nx\n13 3.m\n", { NO, NO, NO, NO, NO } },
    { "x\n11 1.m\n", { NO, NO, NO, NO, NO } },
    { "11 1.m\n12 2.m", { NO, NO, NO, NO, NO } },
    { "11 1.m\n12 2.m\n\n", { NO, NO, NO, NO, NO } },
    { "11 1.m\n12 2.m:2,S\n", { NO, NO, NO, NO, NO } },
    { "11 1.m\n18446744073709551616 9.m\n", { NO, NO, NO, NO, NO } },
#undef NO
  };
  size_t i;
  size_t k;

  fresh(5);
  for (i = 0; i < sizeof row / sizeof *row; ++i) {
    load();
    check(file(CACHE, row[i].cache));
    octets_load(&d);
    for (k = 0; k < 5; ++k) check_row(i, d.m[k].octets == row[i].octets[k]);
  }
}

/* A malformed line takes back only what came from the cache. */
static void forgets_no_more(void)
{
  fresh(5);
  octets_learn(&d, 0, 77);
  check(file(CACHE, "11 1.m\n12 2.m\nx\n"));
  octets_load(&d);
  check(d.m[0].octets == 77 && have(MAILDIR_UNKNOWN) == 4);
}

/* Three unknown messages are not worth the reading, and four are. */
static void few(void)
{
  size_t n;

  for (n = 3; n <= 4; ++n) {
    fresh(n);
    check(file(CACHE, "11 1.m\n12 2.m\n13 3.m\n"));
    octets_load(&d);
    check(have(MAILDIR_UNKNOWN) == (n == 3 ? 3u : 1u));
  }
  fresh(5);
  octets_learn(&d, 4, 5);
  octets_learn(&d, 3, 4);
  check(file(CACHE, "11 1.m\n12 2.m\n13 3.m\n"));
  octets_load(&d);
  check(have(MAILDIR_UNKNOWN) == 3);
}

static void no_file(void)
{
  fresh(5);
  octets_load(&d);
  check(have(MAILDIR_UNKNOWN) == 5);
  check(file("elsewhere", "11 1.m\n") && symlink("elsewhere", CACHE) == 0);
  octets_load(&d);
  check(have(MAILDIR_UNKNOWN) == 5);
  check(unlink(CACHE) == 0 && unlink("elsewhere") == 0);
  check(mkdir(CACHE, 0700) == 0);
  octets_load(&d);
  check(have(MAILDIR_UNKNOWN) == 5);
  check(rmdir(CACHE) == 0 && mkfifo(CACHE, 0600) == 0);
  alarm(20); /* if it waited for a writer */
  octets_load(&d);
  alarm(0);
  check(have(MAILDIR_UNKNOWN) == 5);
}

/* A name without a time is known if nothing came before it. */
static void untimed(void)
{
  struct timespec t[2] = { { 0, 0 }, { 0, 0 } };

  fresh(3);
  t[0].tv_sec = t[1].tv_sec = 2;
  check(file("cur/n", "a\n") && utimensat(AT_FDCWD, "cur/n", t, 0) == 0);
  load();
  check(d.n == 4 && !strcmp(maildir_name(&d, 2), "n"));
  check(file(CACHE, "11 1.m\n12 2.m\n5 n\n13 3.m\n"));
  octets_load(&d);
  check(d.m[0].octets == 11 && d.m[1].octets == 12 && d.m[2].octets == 5
    && d.m[3].octets == 13);

  fresh(3); /* the line of such a name that is not there passes nothing by */
  check(file("cur/1.n", "a\n"));
  load();
  check(file(CACHE, "11 1.m\n5 zzz\n7 1.n\n"));
  octets_load(&d);
  check(d.m[0].octets == 11 && d.m[1].octets == 7);
}

/* A ",W=" in the name comes before the cache, and is not put there. */
static void from_name(void)
{
  fresh(5);
  check(rename("cur/2.m", "cur/2.m,W=9:2,") == 0);
  load();
  check(file(CACHE, "11 1.m\n12 2.m,W=9\n13 3.m\n"));
  octets_load(&d);
  check(d.m[1].octets == 9 && d.m[2].octets == 13);
  check(octets_know(&d, 3) && octets_know(&d, 4));
  octets_save(&d, NOW);
  check(is(CACHE, "11 1.m\n13 3.m\n6 4.m\n6 5.m\n"));
}

/* ---- counting ---- */

static void know(void)
{
  fresh(1);
  check(octets_know(&d, 0) && d.m[0].octets == 6);
  check(file("cur/1.m", "changed") && octets_know(&d, 0));
  check(d.m[0].octets == 6);
  octets_learn(&d, 0, 8);
  check(d.m[0].octets == 6); /* what is known stays */

  fresh(1);
  check(rename("cur/1.m", "cur/1.m:2,S") == 0);
  check(octets_know(&d, 0) && d.m[0].octets == 6); /* moved */

  fresh(1);
  check(unlink("cur/1.m") == 0);
  check(octets_know(&d, 0) && d.m[0].octets == 0); /* gone */
}

/* ---- writing ---- */

static void remember(void)
{
  static const struct { size_t n; size_t count; int written; } row[] = {
    { 1, 1, 0 }, { 3, 3, 0 }, { 4, 0, 0 }, { 4, 1, 1 }, { 4, 4, 1 },
    { 127, 1, 1 }, { 128, 1, 0 }, { 128, 2, 1 }, { 255, 2, 1 }, { 256, 2, 0 },
    { 256, 3, 1 },
  };
  struct stat st;
  size_t i;
  size_t k;

  for (i = 0; i < sizeof row / sizeof *row; ++i) {
    fresh(row[i].n);
    for (k = 0; k < row[i].count; ++k) octets_learn(&d, k, 6);
    octets_save(&d, NOW);
    check_row(i, (lstat(CACHE, &st) == 0) == row[i].written);
    if (row[i].written) check_row(i, (st.st_mode & 07777) == 0600);
    check_row(i, rmdir("tmp") == 0); /* nothing is left there */
  }
}

static void only_what_is_kept(void)
{
  size_t i;

  fresh(8);
  for (i = 0; i < 8; ++i) octets_learn(&d, i, i + 1);
  d.m[2].state = MAILDIR_DELETE;
  d.m[5].state = MAILDIR_GONE;
  octets_save(&d, NOW);
  check(is(CACHE, "1 1.m\n2 2.m\n4 4.m\n5 5.m\n7 7.m\n8 8.m\n"));
}

/* Three that are kept are too few, however many were counted. */
static void few_are_kept(void)
{
  struct stat st;
  size_t i;

  fresh(5);
  for (i = 0; i < 5; ++i) octets_learn(&d, i, 6);
  d.m[0].state = d.m[1].state = MAILDIR_GONE;
  octets_save(&d, NOW);
  check(lstat(CACHE, &st) == -1);
}

/* What was known before and not asked for now stays in the file. */
static void keeps_the_rest(void)
{
  fresh(6);
  check(file(CACHE, "11 1.m\n12 2.m\n13 3.m\n14 4.m\n15 5.m\n"));
  octets_learn(&d, 5, 6); /* by RETR, before any LIST */
  octets_save(&d, NOW);
  check(is(CACHE, "11 1.m\n12 2.m\n13 3.m\n14 4.m\n15 5.m\n6 6.m\n"));
}

static void learn_all(size_t n)
{
  size_t i;

  fresh(n);
  for (i = 0; i < n; ++i) octets_learn(&d, i, 7);
}

static void cannot_write(void)
{
  static const char old[] = "6 1.m\n";
  char tmp[2 * NUM_FMT + 32] = "tmp/1700000000.";

  learn_all(4); /* no tmp */
  check(file(CACHE, old) && rmdir("tmp") == 0);
  octets_save(&d, NOW);
  check(is(CACHE, old) && mkdir("tmp", 0700) == 0);

  /* somebody has the name: what is there stays as it is */
  strcat(tmp + num_fmt(tmp + 15, (uint64_t)getpid()), ".pop3.octets");
  check(file(tmp, "a delivery"));
  octets_save(&d, NOW);
  check(is(CACHE, old) && is(tmp, "a delivery") && unlink(tmp) == 0);

  /* no renaming */
  check(unlink(CACHE) == 0 && mkdir(CACHE, 0700) == 0);
  octets_save(&d, NOW);
  check(rmdir(CACHE) == 0 && rmdir("tmp") == 0);
}

/* Whatever else is there gives way. */
static void replaces(void)
{
  learn_all(4);
  check(file("elsewhere", "text") && symlink("elsewhere", CACHE) == 0);
  octets_save(&d, NOW);
  check(is("elsewhere", "text") && unlink("elsewhere") == 0);
  check(is(CACHE, "7 1.m\n7 2.m\n7 3.m\n7 4.m\n"));
  check(unlink(CACHE) == 0 && mkfifo(CACHE, 0600) == 0);
  octets_save(&d, NOW);
  check(is(CACHE, "7 1.m\n7 2.m\n7 3.m\n7 4.m\n"));
}

/* No line could hold a name with an LF, and none does. */
static void line_feed(void)
{
  fresh(4);
  check(rename("cur/2.m", "cur/2.m\n9 3.m") == 0);
  load();
  check(octets_know(&d, 0) && octets_know(&d, 1) && octets_know(&d, 2));
  octets_save(&d, NOW);
  check(is(CACHE, "6 1.m\n6 3.m\n"));
}

/* ---- adding up ---- */

static void sum(void)
{
  uint64_t n;
  uint64_t octets;

  fresh(4);
  check(!octets_sum(&d, MAILDIR_KEEP, 0, &n, &octets) && n == 4);
  octets_learn(&d, 0, 10);
  octets_learn(&d, 1, 20);
  octets_learn(&d, 2, 30);
  d.m[3].state = MAILDIR_DELETE;
  check(octets_sum(&d, MAILDIR_KEEP, 0, &n, &octets) && n == 3 && octets == 60);
  check(octets_sum(&d, MAILDIR_KEEP, 2, &n, &octets) && n == 3 && octets == 66);
  check(octets_sum(&d, MAILDIR_GONE, 2, &n, &octets) && n == 0 && octets == 0);
  check(!octets_sum(&d, MAILDIR_DELETE, 2, &n, &octets) && n == 1);
  d.m[1].octets = UINT64_MAX - 1;
  check(octets_sum(&d, MAILDIR_KEEP, 2, &n, &octets) && n == 3);
  check(octets == UINT64_MAX);
}

int main(void)
{
  test_enter();
  recall();
  forgets_no_more();
  few();
  no_file();
  untimed();
  from_name();
  know();
  remember();
  only_what_is_kept();
  few_are_kept();
  keeps_the_rest();
  cannot_write();
  replaces();
  line_feed();
  sum();
  unload();
  return test_end();
}
