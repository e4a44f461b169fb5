/* sort - records in order, in their place. */
#ifndef SORT_H
#define SORT_H

#include <stddef.h>

/* Sorts the n records of size bytes at s, SORT_SIZE at most, by the uint64_t
 * that each begins with.  The time grows with n and nothing else; which of two
 * with the same number is first is not said.  Takes no memory but some stack,
 * nor does the other. */
enum { SORT_SIZE = 64 };
void sort_number(void *s, size_t n, size_t size);

/* Sorts them by what order says of two: negative = the first of them comes
 * first.  The time grows with n and its logarithm, whatever they are. */
void sort_by(void *s, size_t n, size_t size,
  int (*order)(const void *, const void *));

#endif
