/* alloc - memory, and the only arithmetic by which anything grows. */
#ifndef ALLOC_H
#define ALLOC_H

#include <stddef.h>

/* Makes room for at least n things of size bytes each in what p points to;
 * *a is how many there is room for, and is set to how many there is room
 * for now: some more than asked, so that growing one by one costs little.
 * p may be null while *a is 0.  size is not 0.
 *
 * Returns where the things are now; p is no longer valid then.  Returns
 * null, with errno ENOMEM, and leaves p and *a as they were, if there is
 * not enough memory or if the number of bytes does not fit a size_t. */
void *alloc_grow(void *p, size_t *a, size_t n, size_t size);

/* Gives back what alloc_grow made; p may be null. */
void alloc_free(void *p);

/* Overwrites with zeros what was freed and malloc would give out next to who
 * asks for 512 bytes to 64 KB: what libc's own buffers held. */
void alloc_wipe(void);

#endif
