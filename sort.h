/* sort - records in the order of a number. */
#ifndef SORT_H
#define SORT_H

#include <stddef.h>

/* Sorts the n records of size bytes at s by the uint64_t that each begins
 * with; those with the same number stay as they were.  The time grows with n
 * and nothing else.  1, or 0 = no memory for as many records again, and
 * nothing was moved. */
int sort_number(void *s, size_t n, size_t size);

#endif
