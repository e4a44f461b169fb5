/* cdb - a constant database, the format of cr.yp.to/cdb/cdb.txt: reading.
 *
 * 256 pairs of numbers, each the place of a table and its slots; then the
 * records, a key and a value each; then the tables, whose slots have the hash
 * of a key and the place of its record.  All numbers have 32 bits, the lowest
 * byte first.
 *
 * Whoever made the file is not believed: a place outside of it, a record that
 * is too long, a table in which a look-up would take more than CDB_PROBES
 * slots is -1 with errno EBADMSG. */
#ifndef CDB_H
#define CDB_H

#include <stddef.h>
#include <stdint.h>

enum { CDB_TABLES = 256, CDB_HEADER = 2048, CDB_PROBES = 1000 };
enum { CDB_RECORD = 4096 }; /* bytes of a record, with 8 for its lengths */

struct cdb {
  int fd;
  uint64_t size;
  size_t have;                      /* bytes in start */
  unsigned char start[CDB_HEADER + CDB_RECORD];
  unsigned char record[CDB_RECORD]; /* what was looked up last */
};

/* The hash of the n bytes at key. */
uint32_t cdb_hash(const char *key, size_t n);

/* The number at s, and writing it there. */
uint32_t cdb_number(const unsigned char *s);
void cdb_put(unsigned char *s, uint32_t u);

/* Starts to read the database that fd is open for, which stays the caller's.
 * One read.  0, or -1 with errno. */
int cdb_start(struct cdb *c, int fd);

/* Looks a key up: 1 and *value is len bytes in c, until the next call; 0 =
 * there is none; -1 with errno.  Of several values, the first.  Two reads,
 * unless slots or a value are spread.  cdb_first is for the record that stands
 * first in the file, and needs no read. */
int cdb_find(struct cdb *c, const char *key, size_t n, const char **value,
  size_t *len);
int cdb_first(struct cdb *c, const char *key, size_t n, const char **value,
  size_t *len);

#endif
