#include "hash64.h"

uint64_t hash64(const void *bytes, size_t len)
{
  const unsigned char *s = bytes;
  uint64_t h = 0xcbf29ce484222325;

  for (; len; --len) h = (h ^ *s++) * 0x100000001b3;
  return h;
}
