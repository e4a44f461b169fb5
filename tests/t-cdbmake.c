#include <errno.h>
#include <string.h>
#include "../alloc.h"
#include "../cdb.h"
#include "../cdbmake.h"
#include "test.h"

static char buf[1000];
static int fd;

static void begin(struct cdbmake *m)
{
  (void)unlink("cdb");
  fd = open("cdb", O_RDWR | O_CREAT | O_EXCL, 0600);
  check(cdbmake_start(m, fd, buf, sizeof buf) == 0);
}

/* n records are found again, and nothing else. */
static void many(unsigned int n)
{
  static struct cdb c;
  struct cdbmake m;
  const char *value;
  char key[32];
  size_t len;
  unsigned int i;
  unsigned int good = 0;

  begin(&m);
  for (i = 0; i < n; ++i) {
    snprintf(key, sizeof key, "key %u", i);
    good += cdbmake_add(&m, key, strlen(key), key + 4, strlen(key + 4)) == 0;
  }
  check(good == n && cdbmake_finish(&m) == 0 && cdb_start(&c, fd) == 0);
  for (i = good = 0; i < 2 * n + 1; ++i) {
    snprintf(key, sizeof key, "key %u", i);
    if (cdb_find(&c, key, strlen(key), &value, &len) != (i < n)) continue;
    good += i >= n || (len == strlen(key + 4) && !memcmp(value, key + 4, len));
  }
  check_row(n, good == 2 * n + 1);
  close(fd);
}

/* Until the end, there is nothing to be found. */
static void unfinished(void)
{
  static struct cdb c;
  struct cdbmake m;
  const char *value;
  char key[32];
  size_t len;
  int i;

  begin(&m);
  for (i = 0; i < 1000; ++i) {
    snprintf(key, sizeof key, "key %d", i);
    check(cdbmake_add(&m, key, strlen(key), "v", 1) == 0);
  }
  check(cdb_start(&c, fd) == 0 && c.size > CDB_HEADER);
  check(cdb_find(&c, "key 1", 5, &value, &len) == 0);
  close(fd);
  check(cdbmake_finish(&m) == -1);
}

static void odd_records(void)
{
  static struct cdb c;
  static char big[CDB_RECORD];
  struct cdbmake m;
  const char *value;
  size_t len;

  begin(&m);
  check(cdbmake_add(&m, "", 0, "", 0) == 0);
  check(cdbmake_add(&m, "twice", 5, "1", 1) == 0);
  check(cdbmake_add(&m, "twice", 5, "2", 1) == 0);
  check(cdbmake_add(&m, "big", 3, big, CDB_RECORD - 8 - 3) == 0);
  errno = 0;
  check(cdbmake_add(&m, "big", 3, big, CDB_RECORD - 8 - 2) == -1);
  check(errno == EFBIG && cdbmake_add(&m, big, CDB_RECORD - 7, "", 0) == -1);
  check(cdbmake_finish(&m) == 0 && cdb_start(&c, fd) == 0);
  check(cdb_find(&c, "", 0, &value, &len) == 1 && len == 0);
  check(cdb_first(&c, "", 0, &value, &len) == 1 && len == 0);
  check(cdb_find(&c, "twice", 5, &value, &len) == 1 && *value == '1');
  check(cdb_find(&c, "big", 3, &value, &len) == 1 && len == CDB_RECORD - 11);
  close(fd);
}

/* So many of one hash that a look-up would take too long. */
static void same_hash(size_t n, int r)
{
  struct cdbmake m;
  size_t i;

  begin(&m);
  for (i = 0; i < n; ++i)
    if (cdbmake_add(&m, "same", 4, "", 0) == -1) exit(111);
  errno = 0;
  check_row(n, cdbmake_finish(&m) == r && (r == 0 || errno == EFBIG));
  close(fd);
}

static void too_much(void)
{
  static struct cdbmake m;

  begin(&m);
  m.at = UINT32_MAX - 12;
  check(cdbmake_add(&m, "key", 3, "v", 1) == 0);
  errno = 0;
  check(cdbmake_add(&m, "", 0, "", 0) == -1 && errno == EFBIG);
  alloc_free(m.slot);
  begin(&m);
  check(cdbmake_add(&m, "key", 3, "v", 1) == 0);
  m.at = UINT32_MAX - 15;
  errno = 0;
  check(cdbmake_finish(&m) == -1 && errno == EFBIG);
}

int main(void)
{
  test_enter();
  many(0);
  many(1);
  many(2);
  many(300);
  many(20000);
  unfinished();
  odd_records();
  same_hash(CDB_PROBES - 1, 0);
  same_hash(CDB_PROBES, -1);
  too_much();
  return test_end();
}
