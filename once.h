/* once - stores many strings of which few are different, each of them once. */
#ifndef ONCE_H
#define ONCE_H

#include <stdint.h>
#include "stralloc.h"

enum { ONCE_HEADS = 256 };

/* All zero while it is empty.  A string is at s.s + where. */
struct once {
  stralloc s;
  uint32_t last;              /* where the one is that was asked for last */
  uint32_t head[ONCE_HEADS];  /* where the last one of each kind is; 0 = none */
};

/* Stores t unless it is there already, and sets *where, which is from 1 to
 * most.  1 = done; 0 with errno ENOMEM = no memory, or too many strings. */
int once_add(struct once *o, const char *t, uint32_t most, uint32_t *where);

void once_free(struct once *o);

#endif
