#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "cdb.h"

enum { SLOT = 8, AT_ONCE = 32 }; /* slots are read so many at a time */

uint32_t cdb_hash(const char *key, size_t n)
{
  uint32_t h = 5381;
  size_t i;

  for (i = 0; i < n; ++i) h = ((h << 5) + h) ^ (unsigned char)key[i];
  return h;
}

uint32_t cdb_number(const unsigned char *s)
{
  return (uint32_t)s[0] | (uint32_t)s[1] << 8 | (uint32_t)s[2] << 16
    | (uint32_t)s[3] << 24;
}

void cdb_put(unsigned char *s, uint32_t u)
{
  s[0] = (unsigned char)(u & 255);
  s[1] = (unsigned char)(u >> 8 & 255);
  s[2] = (unsigned char)(u >> 16 & 255);
  s[3] = (unsigned char)(u >> 24);
}

static int damaged(void)
{
  errno = EBADMSG;
  return -1;
}

/* Reads len bytes from place at, which is in the file, or as many as there
 * are: how many, or -1. */
static ssize_t bytes(const struct cdb *c, void *to, size_t len, uint64_t at)
{
  size_t done = 0;
  ssize_t r;

  if (len > c->size - at) len = (size_t)(c->size - at);
  while (done < len) {
    r = pread(c->fd, (char *)to + done, len - done, (off_t)(at + done));
    if (r == -1 && errno == EINTR) continue;
    if (r == -1) return -1;
    if (r == 0) return damaged(); /* it was shortened meanwhile */
    done += (size_t)r;
  }
  return (ssize_t)done;
}

int cdb_start(struct cdb *c, int fd)
{
  struct stat st;
  ssize_t r;

  if (fstat(fd, &st) == -1) return -1;
  if (!S_ISREG(st.st_mode) || st.st_size < CDB_HEADER
      || (uintmax_t)st.st_size > UINT32_MAX) return damaged();
  c->fd = fd;
  c->size = (uint64_t)st.st_size;
  r = bytes(c, c->start, sizeof c->start, 0);
  if (r == -1) return -1;
  c->have = (size_t)r;
  return 0;
}

/* Is this record, of which there are have bytes, that of the key? */
static int match(const struct cdb *c, const unsigned char *record, size_t have,
  uint64_t at, const char *key, size_t n, const char **value, size_t *len)
{
  uint64_t key_len;
  uint64_t value_len;

  if (have < SLOT) return damaged();
  key_len = cdb_number(record);
  value_len = cdb_number(record + 4);
  if (SLOT + key_len + value_len > c->size - at) return damaged();
  if (key_len != n) return 0;
  if (SLOT + key_len > have) return damaged();
  if (memcmp(record + SLOT, key, n)) return 0;
  if (SLOT + key_len + value_len > have) return damaged();
  *value = (const char *)record + SLOT + n;
  *len = (size_t)value_len;
  return 1;
}

int cdb_first(struct cdb *c, const char *key, size_t n, const char **value,
  size_t *len)
{
  return match(c, c->start + CDB_HEADER, c->have - CDB_HEADER, CDB_HEADER,
    key, n, value, len);
}

/* The record that starts at a place which a slot has. */
static int record(struct cdb *c, uint64_t at, const char *key, size_t n,
  const char **value, size_t *len)
{
  ssize_t r;

  if (at < CDB_HEADER || at >= c->size) return damaged();
  r = bytes(c, c->record, sizeof c->record, at);
  if (r == -1) return -1;
  return match(c, c->record, (size_t)r, at, key, n, value, len);
}

/* Reads slots of the table from slot i on, and not beyond its end: how many,
 * or -1. */
static int slots(const struct cdb *c, unsigned char *to, uint64_t table,
  uint32_t size, uint32_t i)
{
  uint32_t n = size - i < AT_ONCE ? size - i : AT_ONCE;
  ssize_t r = bytes(c, to, n * SLOT, table + (uint64_t)i * SLOT);

  if (r == -1) return -1;
  return r < SLOT ? damaged() : (int)(r / SLOT);
}

int cdb_find(struct cdb *c, const char *key, size_t n, const char **value,
  size_t *len)
{
  unsigned char slot[AT_ONCE * SLOT];
  uint32_t h = cdb_hash(key, n);
  const unsigned char *pair = c->start + h % CDB_TABLES * SLOT;
  uint64_t table = cdb_number(pair);
  uint32_t size = cdb_number(pair + 4);
  uint32_t i;
  int most;
  int probes;
  int have = 0;
  int at = 0;
  int r;

  if (size == 0) return 0;
  if (table < CDB_HEADER || table > c->size
      || size > (c->size - table) / SLOT) return damaged();
  i = (h >> 8) % size;
  most = size < CDB_PROBES ? (int)size : CDB_PROBES;
  for (probes = 0; probes < most; ++probes, ++at, ++i) {
    if (i == size) i = 0;
    if (at == have || i == 0) {
      have = slots(c, slot, table, size, i);
      if (have == -1) return -1;
      at = 0;
    }
    if (cdb_number(slot + at * SLOT + 4) == 0) return 0;
    if (cdb_number(slot + at * SLOT) != h) continue;
    r = record(c, cdb_number(slot + at * SLOT + 4), key, n, value, len);
    if (r) return r;
  }
  return size > CDB_PROBES ? damaged() : 0;
}
