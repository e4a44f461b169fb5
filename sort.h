/* sort - sorts records in place. */
#ifndef SORT_H
#define SORT_H

#include <stddef.h>

/* Sorts the n records of size bytes at s, SORT_SIZE at most, by the uint64_t at
 * the beginning of each.  The time depends only on n.  Records with the same
 * number come in any order.  Both functions use only some stack. */
enum { SORT_SIZE = 64 };
void sort_number(void *s, size_t n, size_t size);

/* Sorts the records by order, which compares two: negative = the first one
 * comes first.  The time grows as n times log n, whatever the records are. */
void sort_by(void *s, size_t n, size_t size,
  int (*order)(const void *, const void *));

#endif
