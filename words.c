#include <string.h>
#include "str.h"
#include "words.h"

static int one(const char *s, size_t n, const char *const *names, int *on)
{
  size_t i;

  if (*s != '+' && *s != '-') return 0;
  for (i = 0; names[i]; ++i) {
    if (strlen(names[i]) != n - 1 || memcmp(names[i], s + 1, n - 1)) continue;
    on[i] = *s == '+';
    return 1;
  }
  return 0;
}

int words_set(const char *list, const char *const *names, int *on)
{
  size_t n;

  if (!list) return 1;
  for (; *list; list += n + (list[n] != 0)) {
    n = str_chr(list, ',');
    if (n && !one(list, n, names, on)) return 0;
  }
  return 1;
}
