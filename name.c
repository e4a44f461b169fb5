#include <string.h>
#include "name.h"
#include "num.h"
#include "str.h"

size_t name_len(const char *name)
{
  return *name == ':' ? strlen(name) : str_chr(name, ':');
}

int name_time(const char *name, uint64_t *when)
{
  uint64_t u;
  size_t digits = num_scan(name, &u);

  if (!digits || name[digits] != '.') return 0;
  *when = u;
  return 1;
}

int name_octets(const char *name, uint64_t *octets)
{
  const char *end = name + str_chr(name, ':');
  const char *s = name;
  uint64_t u;
  size_t digits;

  while ((s = memchr(s, ',', (size_t)(end - s)))) {
    if (!str_start(++s, "W=")) continue;
    s += 2;
    digits = num_scan(s, &u);
    s += digits;
    if (digits && (s == end || *s == ',')) { *octets = u; return 1; }
  }
  return 0;
}

int name_order(const char *a, const char *b)
{
  char enda = *a == ':' ? 0 : ':';
  char endb = *b == ':' ? 0 : ':';
  unsigned char x;
  unsigned char y;

  do {
    x = *a == enda ? 0 : (unsigned char)*a;
    y = *b == endb ? 0 : (unsigned char)*b;
    ++a;
    ++b;
  } while (x == y && x);
  return (x > y) - (x < y);
}
