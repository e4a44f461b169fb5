/* alloc - memory, and the only arithmetic by which anything grows. */
#ifndef ALLOC_H
#define ALLOC_H

#include <stddef.h>

/* Grows the array at p until it has room for at least n things of size bytes
 * each.  *a is the number of things that there is room for; it is updated,
 * and is somewhat larger than n, so that it costs little to grow one by one.
 * p may be null if *a is 0.  size is not 0.
 *
 * Returns the new place of the array; p is no longer valid.  If there is not
 * enough memory, or the number of bytes does not fit into a size_t, it returns
 * null with errno ENOMEM, and p and *a stay as they were. */
void *alloc_grow(void *p, size_t *a, size_t n, size_t size);

/* Frees what alloc_grow has returned; p may be null. */
void alloc_free(void *p);

/* Overwrites freed memory with zeros: the blocks that malloc would return next
 * for 512 bytes to 64 KB.  They may hold what was in libc's own buffers. */
void alloc_wipe(void);

#endif
