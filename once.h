/* once - stores strings, many of which are the same, each of them once. */
#ifndef ONCE_H
#define ONCE_H

#include <stdint.h>
#include "stralloc.h"

enum { ONCE_HEADS = 256 };

/* All zero while it is empty.  A string is at s.s + where. */
struct once {
  stralloc s;
  uint32_t last;              /* the place of the string of the last call */
  uint32_t head[ONCE_HEADS];  /* the place of each kind's last; 0 = none */
};

/* Stores t unless it is there already, and sets *where, which is from 1 to
 * most.  1 = done; 0 with errno ENOMEM = no memory, or too many strings. */
int once_add(struct once *o, const char *t, uint32_t most, uint32_t *where);

void once_free(struct once *o);

#endif
