/* naive-octetline - the cache's lines once more, for comparison. */
#ifndef NAIVE_CACHE_H
#define NAIVE_CACHE_H

#include "fuzz.h"

/* Takes a line from s[0..*n-1]: 1, *octets and *name, which the caller frees;
 * 0 at the end; -1 if the line is malformed.  Then *name is 0. */
static inline int fuzz_line(const char **s, size_t *n, uint64_t *octets,
  char **name)
{
  const char *lf = *n ? memchr(*s, '\n', *n) : 0;
  size_t len = lf ? (size_t)(lf - *s) : *n;
  char *line;
  char *end;
  int good;

  *name = 0;
  if (!*n) return 0;
  if (!lf || len > 1099 || **s < '0' || **s > '9') return -1;
  line = fuzz_string(*s, len);
  *s += len + 1;
  *n -= len + 1;
  errno = 0;
  *octets = strtoull(line, &end, 10);
  good = strlen(line) == len && !errno && end[0] == ' ' && end[1]
    && !strchr(end + 1, ':');
  if (!good) { free(line); return -1; }
  *name = fuzz_string(end + 1, strlen(end + 1));
  free(line);
  return 1;
}

#endif
