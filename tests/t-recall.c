#include <sys/stat.h>
#include <unistd.h>
#include "../recall.h"
#include "cached.h"

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

  stored(5);
  for (i = 0; i < sizeof row / sizeof *row; ++i) {
    reload();
    check(file(CACHE, row[i].cache));
    recall_octets(&d);
    for (k = 0; k < 5; ++k) check_row(i, d.m[k].octets == row[i].octets[k]);
  }
}

/* A malformed line takes back only what came from the cache. */
static void forgets_no_more(void)
{
  stored(5);
  d.m[0].octets = 77;
  d.m[0].found = RECALL_COUNTED;
  check(file(CACHE, "11 1.m\n12 2.m\nx\n"));
  recall_octets(&d);
  check(d.m[0].octets == 77 && have(MAILDIR_UNKNOWN) == 4);
}

static void no_file(void)
{
  stored(5);
  recall_octets(&d);
  check(have(MAILDIR_UNKNOWN) == 5);
  check(file("elsewhere", "11 1.m\n") && symlink("elsewhere", CACHE) == 0);
  recall_octets(&d);
  check(have(MAILDIR_UNKNOWN) == 5);
  check(unlink(CACHE) == 0 && unlink("elsewhere") == 0);
  check(mkdir(CACHE, 0700) == 0);
  recall_octets(&d);
  check(have(MAILDIR_UNKNOWN) == 5);
  check(rmdir(CACHE) == 0 && mkfifo(CACHE, 0600) == 0);
  alarm(20); /* if it waited for a writer */
  recall_octets(&d);
  alarm(0);
  check(have(MAILDIR_UNKNOWN) == 5);
}

/* A name without a time is known if nothing came before it. */
static void untimed(void)
{
  struct timespec t[2] = { { 0, 0 }, { 0, 0 } };

  stored(3);
  t[0].tv_sec = t[1].tv_sec = 2;
  check(file("cur/n", "a\n") && utimensat(AT_FDCWD, "cur/n", t, 0) == 0);
  reload();
  check(d.n == 4 && !strcmp(maildir_name(&d, 2), "n"));
  check(file(CACHE, "11 1.m\n12 2.m\n5 n\n13 3.m\n"));
  recall_octets(&d);
  check(d.m[0].octets == 11 && d.m[1].octets == 12 && d.m[2].octets == 5
    && d.m[3].octets == 13);

  stored(3); /* the line of such a name that is not there passes nothing by */
  check(file("cur/1.n", "a\n"));
  reload();
  check(file(CACHE, "11 1.m\n5 zzz\n7 1.n\n"));
  recall_octets(&d);
  check(d.m[0].octets == 11 && d.m[1].octets == 7);
}

/* What it makes of a line of 7 octets, by what is known already. */
static void takes(void)
{
  static const struct {
    const char *name; uint64_t octets; unsigned int found : 3;
    uint64_t then; unsigned int how : 3; int wrong;
  } row[] = {
    { "1.m", MAILDIR_UNKNOWN, 0, 7, RECALL_CACHED, 0 },
    { "1.m,W=9", 9, 0, 7, RECALL_CACHED, 0 },
    { "1.m,W=7", 7, 0, 7, 0, 0 },
    { "1.m", 8, RECALL_CACHED, 7, RECALL_CACHED, 0 },
    { "1.m", 8, RECALL_GUESSED, 8, RECALL_GUESSED, 0 },
    { "1.m", 8, RECALL_COUNTED, 8, RECALL_COUNTED, 1 },
    { "1.m", 7, RECALL_COUNTED, 7, RECALL_COUNTED, 0 },
    { "1.m,W=8", 8, RECALL_CONFIRMED, 8, RECALL_CONFIRMED, 1 },
  };
  char line[40] = "7 ";
  char path[40] = "cur/";
  size_t i;

  for (i = 0; i < sizeof row / sizeof *row; ++i) {
    stored(0);
    strcpy(line + 2, row[i].name);
    strcat(line, "\n");
    strcpy(path + 4, row[i].name);
    check_row(i, file(path, "x") && file(CACHE, line));
    reload();
    d.m[0].octets = row[i].octets;
    d.m[0].found = row[i].found;
    recall_octets(&d);
    check_row(i, d.m[0].octets == row[i].then && d.m[0].found == row[i].how);
    check_row(i, d.recalled && d.wrong == row[i].wrong);
    check_row(i, recall_read(d.m) == (row[i].found == RECALL_COUNTED
      || row[i].found == RECALL_CONFIRMED));
    reload(); /* malformed: as if it were not there */
    check_row(i, file(CACHE, strcat(line, "x\n")));
    d.m[0].octets = row[i].octets;
    d.m[0].found = row[i].found;
    recall_octets(&d);
    check_row(i, !d.wrong);
    if (row[i].found != RECALL_CACHED)
      check_row(i, d.m[0].octets == row[i].octets
        && d.m[0].found == row[i].found);
  }
}

int main(void)
{
  test_enter();
  recall();
  forgets_no_more();
  no_file();
  untimed();
  takes();
  forget();
  return test_end();
}
