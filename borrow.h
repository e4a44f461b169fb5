/* borrow - memory beyond the soft limits, for one thing. */
#ifndef BORROW_H
#define BORROW_H

#include <stdint.h>

/* borrow_memory raises the soft limits on memory to the hard ones, for one
 * thing that may need more than they allow.  borrow_keep sets them to what
 * they were plus the bytes that this thing keeps, so that everything else has
 * no more room than before.  0, or -1 with errno. */
int borrow_memory(void);
int borrow_keep(uint64_t bytes);

#endif
