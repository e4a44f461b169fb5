/* byte - comparing and erasing bytes that are secret. */
#ifndef BYTE_H
#define BYTE_H

#include <stddef.h>

/* Overwrites s[0..n-1] with zeros, also where the compiler can see that
 * nothing reads them again. */
void byte_wipe(void *s, size_t n);

/* 1 = the n bytes at a and b are the same, 0 = not.  The time taken depends
 * on n only, not on where they differ. */
int byte_same(const void *a, const void *b, size_t n);

#endif
