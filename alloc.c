#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include "alloc.h"
#include "byte.h"

/* Up to that, memory is copied when it grows; from then on, libcs have the
 * kernel move its pages. */
enum { COPIED = 131072 };

void *alloc_grow(void *p, size_t *a, size_t n, size_t size)
{
  size_t most = SIZE_MAX / size;
  size_t spare = n / (n < COPIED / size ? 4 : 32) + 30;

  if (n > most) { errno = ENOMEM; return 0; }
  if (n <= *a && p) return p;
  if (spare > most - n) spare = most - n;
  p = realloc(p, (n + spare) * size);
  if (!p) { errno = ENOMEM; return 0; }
  *a = n + spare;
  return p;
}

void alloc_free(void *p)
{
  free(p);
}

void alloc_wipe(void)
{
  size_t size;
  void *p;

  for (size = 65536; size >= 512; size /= 2) {
    p = malloc(size);
    if (p) byte_wipe(p, size);
    free(p);
  }
}
