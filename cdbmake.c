#include <errno.h>
#include <string.h>
#include <unistd.h>
#include "alloc.h"
#include "cdb.h"
#include "cdbmake.h"
#include "fd.h"
#include "sort.h"

enum { SLOT = 8 };

static int too_big(void)
{
  errno = EFBIG;
  return -1;
}

/* Makes n bytes more part of the file. */
static int grow(struct cdbmake *m, uint64_t n)
{
  if (n > UINT32_MAX - m->at) return too_big();
  m->at += n;
  return 0;
}

static int numbers(struct cdbmake *m, uint32_t u, uint32_t v)
{
  unsigned char s[SLOT];

  cdb_put(s, u);
  cdb_put(s + 4, v);
  return substdio_put(&m->out, (const char *)s, sizeof s);
}

int cdbmake_start(struct cdbmake *m, int fd, char *buf, size_t size)
{
  static const char zeros[CDB_HEADER];
  const substdio out = SUBSTDIO_INIT(fd_write, fd, buf, size);

  m->out = out;
  m->at = CDB_HEADER;
  m->slot = 0;
  m->n = m->a = 0;
  return substdio_put(&m->out, zeros, sizeof zeros);
}

int cdbmake_add(struct cdbmake *m, const char *key, size_t key_len,
  const char *value, size_t value_len)
{
  struct cdbmake_slot *s;

  if (key_len > CDB_RECORD - SLOT || value_len > CDB_RECORD - SLOT - key_len)
    return too_big();
  s = alloc_grow(m->slot, &m->a, m->n + 1, sizeof *s);
  if (!s) return -1;
  m->slot = s;
  s += m->n++;
  s->hash = cdb_hash(key, key_len);
  s->table = s->hash % CDB_TABLES;
  s->at = (uint32_t)m->at;
  if (grow(m, SLOT + key_len + value_len) == -1) return -1;
  if (numbers(m, (uint32_t)key_len, (uint32_t)value_len) == -1) return -1;
  if (substdio_put(&m->out, key, key_len) == -1) return -1;
  return substdio_put(&m->out, value, value_len);
}

/* Finds an empty slot of size slots for each of the n records at s, and
 * writes the table. */
static int table(struct cdbmake *m, const struct cdbmake_slot *s, size_t n,
  struct cdbmake_slot *room, size_t size)
{
  size_t probes;
  size_t i;
  size_t k;

  memset(room, 0, size * sizeof *room);
  for (k = 0; k < n; ++k) {
    i = (s[k].hash >> 8) % size;
    for (probes = 1; room[i].at; ++probes)
      if (++i == size) i = 0;
    if (probes >= CDB_PROBES) return too_big();
    room[i] = s[k];
  }
  if (grow(m, (uint64_t)size * SLOT) == -1) return -1;
  for (i = 0; i < size; ++i)
    if (numbers(m, room[i].hash, room[i].at) == -1) return -1;
  return 0;
}

/* A table has twice as many slots as records. */
static int tables(struct cdbmake *m, unsigned char header[CDB_HEADER],
  struct cdbmake_slot **room)
{
  size_t from = 0; /* the first record of the table */
  size_t a = 0;
  size_t n;
  size_t i;
  void *p;

  for (i = 0; i < CDB_TABLES; ++i) {
    for (n = 0; from + n < m->n && m->slot[from + n].table == i; ++n) ;
    cdb_put(header + i * SLOT, (uint32_t)m->at);
    cdb_put(header + i * SLOT + 4, (uint32_t)(2 * n));
    if (!n) continue;
    p = alloc_grow(*room, &a, 2 * n, sizeof **room);
    if (!p) return -1;
    *room = p;
    if (table(m, m->slot + from, n, *room, 2 * n) == -1) return -1;
    from += n;
  }
  return substdio_flush(&m->out);
}

/* Those of one table in the order in which they came. */
static int by_table(const void *a, const void *b)
{
  const struct cdbmake_slot *x = a;
  const struct cdbmake_slot *y = b;

  if (x->table != y->table) return x->table < y->table ? -1 : 1;
  return (x->at > y->at) - (x->at < y->at);
}

int cdbmake_finish(struct cdbmake *m)
{
  unsigned char header[CDB_HEADER];
  struct cdbmake_slot *room = 0;
  int r;

  sort_by(m->slot, m->n, sizeof *m->slot, by_table);
  r = tables(m, header, &room);
  alloc_free(room);
  alloc_free(m->slot);
  m->slot = 0;
  if (r == -1 || lseek(m->out.fd, 0, SEEK_SET) == -1) return -1;
  if (substdio_put(&m->out, (const char *)header, sizeof header) == -1)
    return -1;
  return substdio_flush(&m->out);
}
