/* once - strings of which there are many, but few that differ: each is kept
 * once. */
#ifndef ONCE_H
#define ONCE_H

#include <stdint.h>
#include "stralloc.h"

enum { ONCE_HEADS = 256 };

/* All zero while there is none.  A string is at s.s + where. */
struct once {
  stralloc s;
  uint32_t last;              /* where the one is that was asked for last */
  uint32_t head[ONCE_HEADS];  /* where the last one of each kind is; 0 = none */
};

/* Sees to it that t is among them, and sets *where, which is not 0 and not
 * more than most.  1, or 0 with errno ENOMEM: no memory, or too many. */
int once_add(struct once *o, const char *t, uint32_t most, uint32_t *where);

void once_free(struct once *o);

#endif
