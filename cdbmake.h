/* cdbmake - writes a constant database; cdb.h reads it.
 *
 * Functions return 0, or -1 with errno; after -1 the file is of no use.
 * EFBIG = the file would be larger than 4 GB, or have a record or a table that
 * cdb refuses.  Each record takes about 16 bytes of memory, and 16 more in
 * cdbmake_finish. */
#ifndef CDBMAKE_H
#define CDBMAKE_H

#include <stddef.h>
#include <stdint.h>
#include "substdio.h"

struct cdbmake_slot {
  uint64_t table;
  uint32_t hash;
  uint32_t at;
};

struct cdbmake {
  substdio out;
  uint64_t at;                /* where the next record goes */
  struct cdbmake_slot *slot;  /* one for each record */
  size_t n;
  size_t a;
};

/* fd is an empty file, open for writing; the caller closes it, later.  buf has
 * size bytes, and is in use until cdbmake_finish returns. */
int cdbmake_start(struct cdbmake *m, int fd, char *buf, size_t size);

int cdbmake_add(struct cdbmake *m, const char *key, size_t key_len,
  const char *value, size_t value_len);

/* Writes the tables, and the header last, so that nobody finds anything in the
 * file before it is complete.  When it returns, the kernel has all bytes. */
int cdbmake_finish(struct cdbmake *m);

#endif
