/* borrow - memory beyond the soft limits, for one thing. */
#ifndef BORROW_H
#define BORROW_H

#include <stdint.h>

/* Lifts the soft limits on memory to the hard ones, for one thing that may
 * take more than they allow.  borrow_keep makes them what they were, and as
 * many bytes higher as the thing keeps, so that nothing else has more than it
 * had.  0, or -1 with errno. */
int borrow_memory(void);
int borrow_keep(uint64_t bytes);

#endif
