#include <stdint.h>
#include <string.h>
#include "byte.h"
#include "name.h"
#include "str.h"
#include "uidl.h"

static int allowed(char c)
{
  return (unsigned char)(c - 0x21) <= 0x7e - 0x21 && c != ':';
}

/* FNV-1a with another basis and multiplier for each half, so that names
 * which collide in one do not in the other; then each bit is spread. */
static uint64_t hash(const char *s, size_t n, uint64_t h, uint64_t multiplier)
{
  while (n--) h = (h ^ (unsigned char)*s++) * multiplier;
  h = (h ^ (h >> 32)) * multiplier;
  return h ^ (h >> 29);
}

static void hex(char *s, uint64_t h)
{
  int i;

  for (i = 15; i >= 0; --i, h >>= 4) s[i] = "0123456789abcdef"[h & 15];
}

size_t uidl_make(char id[UIDL_MAX + 1], const char *name)
{
  size_t start = str_chr(name, ':');
  size_t len;
  uint64_t a;
  uint64_t b;

  if (start && start <= UIDL_MAX && byte_visible(name, start)) {
    byte_copy(id, name, start);
    id[start] = 0;
    return start;
  }
  start = 0;
  while (allowed(name[start])) ++start;
  len = start;
  if (!start || name[start] != ':') len += name_len(name + start);
  if (start > UIDL_MAX - 33) start = UIDL_MAX - 33;
  a = hash(name, len, 0xcbf29ce484222325, 0x100000001b3);
  b = hash(name, len, 0x9ae16a3b2f90404f, 0xc6a4a7935bd1e995);
  memcpy(id, name, start);
  id[start] = ':';
  hex(id + start + 1, a);
  hex(id + start + 17, b);
  id[start + 33] = 0;
  return start + 33;
}
