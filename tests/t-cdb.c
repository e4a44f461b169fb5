#include <errno.h>
#include <string.h>
#include "../cdb.h"
#include "test.h"

enum { RECORD = CDB_HEADER, SECOND = RECORD + 24, TABLE = CDB_HEADER + 64 };

static unsigned char file[CDB_HEADER + 4096];
static size_t size;
static struct cdb c;

/* The database of one record, "key" and "value", whose table has n slots. */
static void fresh(uint32_t n)
{
  uint32_t h = cdb_hash("key", 3);
  unsigned char *pair = file + h % CDB_TABLES * 8;

  memset(file, 0, sizeof file);
  cdb_put(file + RECORD, 3);
  cdb_put(file + RECORD + 4, 5);
  memcpy(file + RECORD + 8, "keyvalue", 8);
  cdb_put(pair, TABLE);
  cdb_put(pair + 4, n);
  cdb_put(file + TABLE + (h >> 8) % n * 8, h);
  cdb_put(file + TABLE + (h >> 8) % n * 8 + 4, RECORD);
  size = TABLE + n * 8;
}

static int begin(void)
{
  int fd;

  (void)unlink("cdb");
  close(c.fd);
  fd = open("cdb", O_RDWR | O_CREAT | O_EXCL, 0600);
  if (write(fd, file, size) != (ssize_t)size) exit(111);
  c.fd = fd;
  errno = 0;
  return cdb_start(&c, fd);
}

/* What a look-up of the key says of the file as it is now. */
static int says(const char *key)
{
  const char *value;
  size_t len;
  int r = begin();

  if (r == 0) {
    r = cdb_find(&c, key, strlen(key), &value, &len);
    if (r == 1 && (len != 5 || memcmp(value, "value", 5))) return 2;
  }
  if (r == -1 && errno != EBADMSG) return -2;
  return r;
}

static void numbers(void)
{
  unsigned char s[4];

  check(cdb_hash("", 0) == 5381);
  check(cdb_hash("a", 1) == ((5381U * 33) ^ 'a'));
  check(cdb_hash("\xff", 1) == ((5381U * 33) ^ 255));
  cdb_put(s, 0x01020380U);
  check(!memcmp(s, "\x80\x03\x02\x01", 4) && cdb_number(s) == 0x01020380U);
  cdb_put(s, UINT32_MAX);
  check(cdb_number(s) == UINT32_MAX);
}

static void sound(void)
{
  const char *value;
  size_t len;

  fresh(4);
  check(says("key") == 1 && says("kez") == 0 && says("") == 0);
  check(says("keyvalue") == 0);
  fresh(1);
  check(says("key") == 1 && says("kez") == 0);
  check(begin() == 0);
  check(cdb_first(&c, "key", 3, &value, &len) == 1);
  check(len == 5 && !memcmp(value, "value", 5));
  check(cdb_first(&c, "kez", 3, &value, &len) == 0);
  check(cdb_first(&c, "ke", 2, &value, &len) == 0);
  memset(file, 0, sizeof file);
  size = CDB_HEADER;
  check(says("key") == 0);
  check(cdb_first(&c, "", 0, &value, &len) == -1 && errno == EBADMSG);
}

/* A number in the file is another one. */
static void damaged(void)
{
  uint32_t h = cdb_hash("key", 3);
  size_t pair = h % CDB_TABLES * 8;
  size_t slot = TABLE + (h >> 8) % 4 * 8;
  const struct { size_t at; uint32_t u; int r; } row[] = {
    { pair, 0, -1 }, { pair, CDB_HEADER - 1, -1 }, { pair, TABLE + 1, -1 },
    { pair, UINT32_MAX, -1 }, { pair, TABLE + 32, -1 },
    { pair + 4, 5, -1 }, { pair + 4, UINT32_MAX, -1 },
    { pair + 4, UINT32_MAX / 8 + 1, -1 }, { pair + 4, 0, 0 },
    { slot, h + 1, 0 }, { slot + 4, 0, 0 }, { slot + 4, 1, -1 },
    { slot + 4, CDB_HEADER - 1, -1 }, { slot + 4, TABLE + 32, -1 },
    { slot + 4, TABLE + 31, -1 }, { slot + 4, TABLE + 25, -1 },
    { slot + 4, UINT32_MAX, -1 },
    { RECORD, UINT32_MAX, -1 }, { RECORD, 2, 0 },
    { RECORD + 4, UINT32_MAX, -1 }, { RECORD + 4, 64 + 32 - 8 - 3 + 1, -1 },
    { RECORD + 4, 64 + 32 - 8 - 3, 2 },
  };
  size_t i;

  for (i = 0; i < sizeof row / sizeof *row; ++i) {
    fresh(4);
    cdb_put(file + row[i].at, row[i].u);
    check_row(i, says("key") == row[i].r);
  }
}

static void other_sizes(void)
{
  for (fresh(4); size > CDB_HEADER; --size) {
    int r = says("key");

    if (r == 1 || r == -2 || r == 2) {
      check_row(size, size == TABLE + 32 && r == 1);
    }
  }
  check(says("key") == -1);
  size = CDB_HEADER - 1;
  check(begin() == -1 && errno == EBADMSG);
  size = 0;
  check(begin() == -1 && errno == EBADMSG);
  close(c.fd);
  c.fd = open(".", O_RDONLY);
  check(cdb_start(&c, c.fd) == -1);
  close(c.fd);
  check(cdb_start(&c, c.fd) == -1 && errno == EBADF);
}

/* It shrinks while it is read. */
static void shortened(void)
{
  const char *value;
  size_t len;

  fresh(4);
  check(begin() == 0 && ftruncate(c.fd, TABLE) == 0);
  check(cdb_find(&c, "key", 3, &value, &len) == -1 && errno == EBADMSG);
}

/* n slots, all taken by another key of the same hash, but for one that is so
 * far from where it belongs; 0 = none. */
static void full(uint32_t n, uint32_t far)
{
  static unsigned char big[CDB_HEADER + 64 + 8 * 3000];
  uint32_t h = cdb_hash("key", 3);
  uint32_t i;

  fresh(1);
  file[RECORD + 8] = 'x';
  memcpy(big, file, TABLE);
  memcpy(big + SECOND, big + RECORD, 16);
  big[SECOND + 8] = 'k';
  cdb_put(big + h % CDB_TABLES * 8 + 4, n);
  for (i = 0; i < n; ++i) {
    cdb_put(big + TABLE + i * 8, h);
    cdb_put(big + TABLE + i * 8 + 4, RECORD);
  }
  if (far) cdb_put(big + TABLE + ((h >> 8) + far) % n * 8 + 4, SECOND);
  (void)unlink("big");
  close(c.fd);
  c.fd = open("big", O_RDWR | O_CREAT | O_EXCL, 0600);
  size = TABLE + n * 8;
  if (write(c.fd, big, size) != (ssize_t)size || cdb_start(&c, c.fd) == -1)
    exit(111);
}

static void bounded(void)
{
  const char *value;
  size_t len;

  full(CDB_PROBES, 0);
  check(cdb_find(&c, "key", 3, &value, &len) == 0);
  full(CDB_PROBES + 1, 0);
  check(cdb_find(&c, "key", 3, &value, &len) == -1 && errno == EBADMSG);
  full(3000, CDB_PROBES - 1);
  check(cdb_find(&c, "key", 3, &value, &len) == 1);
  full(3000, CDB_PROBES);
  check(cdb_find(&c, "key", 3, &value, &len) == -1 && errno == EBADMSG);
}

int main(void)
{
  test_enter();
  c.fd = -1;
  numbers();
  sound();
  damaged();
  other_sizes();
  shortened();
  bounded();
  return test_end();
}
