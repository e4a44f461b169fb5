#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include "../octets.h"
#include "cached.h"

enum { NOW = 1700000000 };

/* ---- what the cache says ---- */

/* Three unknown messages are not worth the reading, and four are. */
static void few(void)
{
  size_t n;

  for (n = 3; n <= 4; ++n) {
    stored(n);
    check(file(CACHE, "11 1.m\n12 2.m\n13 3.m\n"));
    octets_load(&d);
    check(have(MAILDIR_UNKNOWN) == (n == 3 ? 3u : 1u));
  }
  stored(5);
  octets_learn(&d, 4, 5);
  octets_learn(&d, 3, 4);
  check(file(CACHE, "11 1.m\n12 2.m\n13 3.m\n"));
  octets_load(&d);
  check(have(MAILDIR_UNKNOWN) == 3);
}

/* A ",W=" in the name is not put into the cache; what the cache has all the
 * same was read once, and comes before it. */
static void from_name(void)
{
  stored(6);
  check(rename("cur/2.m", "cur/2.m,W=9:2,") == 0);
  check(rename("cur/6.m", "cur/6.m,W=6:2,") == 0);
  reload();
  check(file(CACHE, "11 1.m\n12 2.m,W=9\n13 3.m\n6 6.m,W=6\n"));
  octets_load(&d);
  check(d.m[1].octets == 12 && d.m[2].octets == 13);
  check(octets_know(&d, 3) && octets_know(&d, 4) && d.m[5].octets == 6);
  octets_save(&d, NOW);
  check(is(CACHE, "11 1.m\n12 2.m,W=9\n13 3.m\n6 4.m\n6 5.m\n"));

  stored(1); /* also for one message */
  check(rename("cur/1.m", "cur/1.m,W=9") == 0 && file(CACHE, "12 1.m,W=9\n"));
  reload();
  check(octets_know(&d, 0) && d.m[0].octets == 12);

  stored(2); /* a malformed one leaves what the name says */
  check(rename("cur/1.m", "cur/1.m,W=9") == 0);
  reload();
  check(file(CACHE, "12 1.m,W=9\n13 2.m\nx\n"));
  octets_load(&d);
  check(d.m[0].octets == 9 && d.m[1].octets == MAILDIR_UNKNOWN);
}

/* Message 0 was sent, and had 8 octets, whatever was known before: the next
 * session has them. */
static void comes_next(const char *name)
{
  octets_learn(&d, 0, 8);
  check(d.m[0].octets == 8);
  octets_load(&d);
  check(d.m[0].octets == 8);
  octets_save(&d, NOW);
  reload();
  check(!strcmp(maildir_name(&d, 0), name));
  octets_load(&d);
  check(octets_know(&d, 0) && d.m[0].octets == 8);
}

static void sent_wins(void)
{
  static const char *const cache[] = {
    "", "7 1.m\n", "7 1.m,W=9\n", "9 1.m,W=9\n", "8 1.m,W=9\n"
  };
  static const size_t many[] = { 1, 6, 200 };
  size_t i;
  size_t k;
  size_t n;

  for (k = 0; k < sizeof many / sizeof *many; ++k) {
    n = many[k];
    stored(n);
    check(octets_know(&d, 0)); /* counted, and changed since */
    check(file("cur/1.m", "aaaaaa\n"));
    comes_next("1.m");
    for (i = 0; i < sizeof cache / sizeof *cache; ++i) {
      stored(n);
      check(file("cur/1.m", "aaaaaa\n") && file(CACHE, cache[i]));
      if (i > 1) check(rename("cur/1.m", "cur/1.m,W=9") == 0);
      reload();
      comes_next(i > 1 ? "1.m,W=9" : "1.m");
    }
  }
}

/* The name was right, and the cache was not. */
static void name_was_right(void)
{
  struct stat st;

  stored(1);
  check(rename("cur/1.m", "cur/1.m,W=6") == 0 && file(CACHE, "12 1.m,W=6\n"));
  reload();
  octets_learn(&d, 0, 6);
  octets_save(&d, NOW);
  check(is(CACHE, ""));
  reload();
  octets_load(&d);
  check(d.m[0].octets == 6);

  stored(6); /* and where there is none, none is written */
  check(rename("cur/1.m", "cur/1.m,W=6") == 0);
  reload();
  octets_learn(&d, 0, 6);
  octets_save(&d, NOW);
  check(lstat(CACHE, &st) == -1);
}

/* ---- counting ---- */

static void know(void)
{
  stored(1);
  check(octets_know(&d, 0) && d.m[0].octets == 6);
  check(file("cur/1.m", "changed") && octets_know(&d, 0));
  check(d.m[0].octets == 6);
  octets_learn(&d, 0, 8);
  check(d.m[0].octets == 8); /* what was sent wins */

  stored(1);
  check(rename("cur/1.m", "cur/1.m:2,S") == 0);
  check(octets_know(&d, 0) && d.m[0].octets == 6); /* moved */

  stored(1);
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
    stored(row[i].n);
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

  stored(8);
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

  stored(5);
  for (i = 0; i < 5; ++i) octets_learn(&d, i, 6);
  d.m[0].state = d.m[1].state = MAILDIR_GONE;
  octets_save(&d, NOW);
  check(lstat(CACHE, &st) == -1);
}

/* What was known before and not asked for now stays in the file. */
static void keeps_the_rest(void)
{
  stored(6);
  check(file(CACHE, "11 1.m\n12 2.m\n13 3.m\n14 4.m\n15 5.m\n"));
  octets_learn(&d, 5, 6); /* by RETR, before any LIST */
  octets_save(&d, NOW);
  check(is(CACHE, "11 1.m\n12 2.m\n13 3.m\n14 4.m\n15 5.m\n6 6.m\n"));
}

static void learn_all(size_t n)
{
  size_t i;

  stored(n);
  for (i = 0; i < n; ++i) octets_learn(&d, i, 7);
}

static void cannot_write(void)
{
  static const char old[] = "6 1.m\n";
  char tmp[2 * NUM_FMT + 128] = "tmp/1700000000.";
  char host[65] = "";

  learn_all(4); /* no tmp */
  check(file(CACHE, old) && rmdir("tmp") == 0);
  octets_save(&d, NOW);
  check(is(CACHE, old) && mkdir("tmp", 0700) == 0);

  /* somebody has the name: what is there stays as it is */
  check(gethostname(host, sizeof host) == 0);
  strcat(tmp + num_fmt(tmp + 15, (uint64_t)getpid()), ".");
  strcat(strcat(tmp, host), ".pop3.octets");
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
  stored(4);
  check(rename("cur/2.m", "cur/2.m\n9 3.m") == 0);
  reload();
  check(octets_know(&d, 0) && octets_know(&d, 1) && octets_know(&d, 2));
  octets_save(&d, NOW);
  check(is(CACHE, "6 1.m\n6 3.m\n"));
}

/* ---- adding up ---- */

static void sum(void)
{
  uint64_t n;
  uint64_t octets;

  stored(4);
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
  few();
  from_name();
  sent_wins();
  name_was_right();
  know();
  remember();
  only_what_is_kept();
  few_are_kept();
  keeps_the_rest();
  cannot_write();
  replaces();
  line_feed();
  sum();
  forget();
  return test_end();
}
