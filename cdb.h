/* cdb - reads a constant database, in the format of cr.yp.to/cdb/cdb.txt.
 *
 * The file begins with 256 pairs of numbers: the place of a table and the
 * number of its slots.  The records follow, each a key and a value, and then
 * the tables, whose slots have the hash of a key and the place of its record.
 * All numbers have 32 bits, lowest byte first.
 *
 * The file is not trusted.  A place outside the file, a record that is too
 * long, or a look-up that would take more than CDB_PROBES slots gives -1 with
 * errno EBADMSG. */
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

/* cdb_number reads the number at s, and cdb_put writes one there. */
uint32_t cdb_number(const unsigned char *s);
void cdb_put(unsigned char *s, uint32_t u);

/* Starts to use the database that is open at fd.  The caller closes fd, later.
 * Makes one read.  0, or -1 with errno. */
int cdb_start(struct cdb *c, int fd);

/* Looks up a key.  1 = *value and *len are its first value, in c, valid until
 * the next call; 0 = the key is not there; -1 with errno.  Mostly makes two
 * reads.  cdb_first looks only at the first record of the file, and makes no
 * read. */
int cdb_find(struct cdb *c, const char *key, size_t n, const char **value,
  size_t *len);
int cdb_first(struct cdb *c, const char *key, size_t n, const char **value,
  size_t *len);

#endif
