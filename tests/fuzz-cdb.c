/* Any bytes as a database: a look-up says what a plain walk through them says;
 * and what cdbmake makes of the same bytes has each of its records. */
#include "../cdb.h"
#include "../cdbmake.h"
#include "fuzz.h"

static struct cdb c;

/* ---- a plain walk ---- */

static uint64_t number(uint64_t at)
{
  const unsigned char *s = (const unsigned char *)fuzz_in.s + at;

  return s[0] + 256U * s[1] + 65536U * s[2] + 16777216ULL * s[3];
}

/* As cdb_find: 1 and where the value is; 0; -1. */
static int walk(const char *key, size_t n, uint64_t *at, uint64_t *len)
{
  uint32_t h = cdb_hash(key, n);
  uint64_t table = number(h % 256 * 8);
  uint64_t size = number(h % 256 * 8 + 4);
  uint64_t i;
  uint64_t slot;
  uint64_t place;
  int r = 0;

  if (!size) return 0;
  if (table < 2048 || table > fuzz_in.n) return -1;
  if (size * 8 > fuzz_in.n - table) return -1;
  for (i = 0; i < size; ++i) {
    if (i == CDB_PROBES) return -1;
    slot = table + (h / 256 + i) % size * 8;
    place = number(slot + 4);
    if (!place) return 0;
    if (number(slot) != h) continue;
    if (place < 2048 || place + 8 > fuzz_in.n) return -1;
    *len = number(place + 4);
    *at = place + 8 + n;
    if (place + 8 + number(place) + *len > fuzz_in.n) return -1;
    if (number(place) != n) continue;
    if (8 + n > CDB_RECORD) return -1;
    r = !memcmp(fuzz_in.s + place + 8, key, n);
    if (r && 8 + n + *len > CDB_RECORD) return -1;
    if (r) return 1;
  }
  return 0;
}

/* ---- both ---- */

static int file(void)
{
  int fd = open("cdb", O_RDWR | O_CREAT | O_TRUNC, 0600);

  must(fd != -1);
  return fd;
}

static void looks_up(const char *key, size_t n)
{
  const char *value;
  uint64_t at = 0;
  uint64_t want = 0;
  size_t len;
  int fd = file();
  int r;

  must(write(fd, fuzz_in.s, fuzz_in.n) == (ssize_t)fuzz_in.n);
  r = cdb_start(&c, fd);
  must(r == (fuzz_in.n < CDB_HEADER ? -1 : 0));
  if (r == 0) {
    r = cdb_find(&c, key, n, &value, &len);
    must(r == walk(key, n, &at, &want));
    if (r == 1) must(len == want && !memcmp(value, fuzz_in.s + at, len));
    r = cdb_first(&c, key, n, &value, &len);
    if (r == 1) must(len <= CDB_RECORD);
  }
  must(!close(fd));
}

/* Records of keys of 3 bytes; the first of each key is found. */
static void makes(void)
{
  static char buf[100];
  struct cdbmake m;
  const char *value;
  size_t len;
  size_t i;
  int fd = file();

  must(cdbmake_start(&m, fd, buf, sizeof buf) == 0);
  for (i = 0; i + 3 < fuzz_in.n && i < 3000; i += 3)
    must(cdbmake_add(&m, fuzz_in.s + i, 3, fuzz_in.s + i, 3) == 0);
  if (cdbmake_finish(&m) == 0) {
    must(cdb_start(&c, fd) == 0);
    for (i = 0; i + 3 < fuzz_in.n && i < 3000; i += 3) {
      must(cdb_find(&c, fuzz_in.s + i, 3, &value, &len) == 1);
      must(len == 3 && !memcmp(value, fuzz_in.s + i, 3));
    }
  }
  else must(errno == EFBIG);
  must(!close(fd));
}

int LLVMFuzzerTestOneInput(const uint8_t *s, size_t n)
{
  const char *key;
  size_t len;

  if (!fuzz_start(s, n)) return 0;
  fuzz_enter("none", "cdb");
  len = fuzz_byte() % 32;
  if (len > fuzz_in.n) len = fuzz_in.n;
  key = fuzz_in.s;
  fuzz_in.s += len;
  fuzz_in.n -= len;
  if (fuzz_in.flags & FUZZ_A) makes();
  else looks_up(key, len);
  must(!fchdir(fuzz_here));
  return 0;
}
