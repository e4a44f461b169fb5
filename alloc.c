#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include "alloc.h"
#include "asan.h"
#include "byte.h"

/* Up to that, memory is copied when it grows; from then on, libcs have the
 * kernel move its pages. */
enum { COPIED = 131072 };

/* The first arrays begin in here.  With few messages nothing else is needed,
 * so libc's malloc is never called, which takes four system calls and two
 * pages for its first block. */
enum { ROOM = 1280, ALIGN = 16 };
static union { uint64_t u; void *p; char bytes[ROOM]; } room;
static size_t used;

static int in_room(const void *p)
{
  return (uintptr_t)p - (uintptr_t)room.bytes < sizeof room.bytes;
}

/* len bytes of it, or null. */
static void *take(size_t len)
{
  char *p = room.bytes + used;

  if (ASAN || len > ROOM - used) return 0;
  used += (len + ALIGN - 1) / ALIGN * ALIGN;
  return p;
}

/* Makes the block at p, of old bytes, larger: len bytes. */
static void *resize(void *p, size_t old, size_t len)
{
  void *q = p ? 0 : take(len);

  if (q) return q;
  if (!in_room(p)) return realloc(p, len);
  q = malloc(len);
  if (q) byte_copy(q, p, old);
  return q;
}

void *alloc_grow(void *p, size_t *a, size_t n, size_t size)
{
  size_t most = SIZE_MAX / size;
  size_t spare = n / (n < COPIED / size ? 4 : 32) + 30;

  if (n > most) { errno = ENOMEM; return 0; }
  if (n <= *a && p) return p;
  if (spare > most - n) spare = most - n;
  p = resize(p, *a * size, (n + spare) * size);
  if (!p) { errno = ENOMEM; return 0; }
  *a = n + spare;
  return p;
}

void alloc_free(void *p)
{
  if (!in_room(p)) free(p);
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
