/* cdbmake - a constant database, the format of cr.yp.to/cdb/cdb.txt: writing;
 * see cdb.h.
 *
 * Functions return 0, or -1 with errno, and then the file is of no use:
 * EFBIG = it would have more than 4 GB, or a record or a table that cdb
 * refuses.  About 16 bytes of memory for each record, and as many again in
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

/* fd is open for writing, for an empty file, and stays the caller's; buf has
 * size bytes, which are in use until the end. */
int cdbmake_start(struct cdbmake *m, int fd, char *buf, size_t size);

int cdbmake_add(struct cdbmake *m, const char *key, size_t key_len,
  const char *value, size_t value_len);

/* Writes the tables, and last the header: until then nobody finds anything in
 * the file.  All of it has been given to the kernel when it returns. */
int cdbmake_finish(struct cdbmake *m);

#endif
