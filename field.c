#include <limits.h>
#include "field.h"
#include "num.h"

int field_split(char *s, char **field, size_t n)
{
  size_t i;

  for (i = 0; i < n; ++i) {
    field[i] = s;
    while (*s && *s != ':') if ((unsigned char)*s++ < ' ') return 0;
    if (i + 1 == n) return !*s;
    if (!*s) return 0;
    *s++ = 0;
  }
  return 0;
}

int field_id(const char *s, uint32_t *u)
{
  uint64_t n;

  if (!num_whole(s, &n) || n > UINT32_MAX) return 0;
  *u = (uint32_t)n;
  return 1;
}

int field_day(const char *s, long *days)
{
  uint64_t n;

  *days = -1;
  if (!*s) return 1;
  if (!num_whole(s, &n) || n > INT_MAX) return 0;
  *days = (long)n;
  return 1;
}
