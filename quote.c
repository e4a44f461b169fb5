#include "quote.h"
#include "str.h"

int quote_sh(stralloc *sa, const char *s)
{
  size_t n;

  if (!stralloc_cats(sa, "'")) return 0;
  for (;;) {
    n = str_chr(s, '\'');
    if (!stralloc_catb(sa, s, n)) return 0;
    s += n;
    if (!*s) return stralloc_cats(sa, "'");
    if (!stralloc_cats(sa, "'\\''")) return 0;
    ++s;
  }
}
