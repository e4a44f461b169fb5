#include <errno.h>
#include <stdint.h>
#include <string.h>
#include "alloc.h"
#include "byte.h"
#include "stralloc.h"

int stralloc_more(stralloc *sa, size_t n)
{
  char *p;

  if (n <= sa->a - sa->len) return 1;
  if (n > SIZE_MAX - sa->len) { errno = ENOMEM; return 0; }
  p = alloc_grow(sa->s, &sa->a, sa->len + n, 1);
  if (p) sa->s = p;
  return p != 0;
}

int stralloc_catb(stralloc *sa, const char *buf, size_t n)
{
  if (!n) return 1;
  if (!stralloc_more(sa, n)) return 0;
  byte_copy(sa->s + sa->len, buf, n);
  sa->len += n;
  return 1;
}

int stralloc_cats(stralloc *sa, const char *t)
{
  return stralloc_catb(sa, t, strlen(t));
}

int stralloc_cat0(stralloc *sa)
{
  return stralloc_catb(sa, "", 1);
}
