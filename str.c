#include <string.h>
#include "str.h"

static char lower(char c)
{
  return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

int str_case_same(const char *a, const char *b)
{
  while (*a && lower(*a) == lower(*b)) { ++a; ++b; }
  return lower(*a) == lower(*b);
}

int str_start(const char *s, const char *start)
{
  while (*start) if (*s++ != *start++) return 0;
  return 1;
}

/* One pass: libcs look for one byte and the 0 at once here. */
size_t str_chr(const char *s, char c)
{
  char stop[2] = { c, 0 };

  return strcspn(s, stop);
}
