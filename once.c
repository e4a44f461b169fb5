#include <errno.h>
#include <string.h>
#include "alloc.h"
#include "once.h"

/* In front of each string is where the one before it of its kind is. */
enum { LINK = sizeof(uint32_t) };

static uint32_t before(const struct once *o, uint32_t where)
{
  uint32_t u;

  memcpy(&u, o->s.s + where - LINK, LINK);
  return u;
}

static uint32_t *head(struct once *o, const char *t)
{
  uint32_t h = 0;

  while (*t) h = h * 31 + (unsigned char)*t++;
  return o->head + (h ^ h >> 8) % ONCE_HEADS;
}

static int add(struct once *o, const char *t, uint32_t most, uint32_t *kind)
{
  size_t n = strlen(t) + 1;

  if (o->s.len > most - LINK) { errno = ENOMEM; return 0; }
  if (n > SIZE_MAX - LINK) { errno = ENOMEM; return 0; }
  if (!stralloc_more(&o->s, LINK + n)) return 0;
  (void)stralloc_catb(&o->s, (const char *)kind, LINK); /* there is room */
  *kind = o->last = (uint32_t)o->s.len;
  (void)stralloc_catb(&o->s, t, n);
  return 1;
}

int once_add(struct once *o, const char *t, uint32_t most, uint32_t *where)
{
  uint32_t *kind;
  uint32_t at;

  if (!o->last || strcmp(o->s.s + o->last, t)) {
    kind = head(o, t);
    for (at = *kind; at && strcmp(o->s.s + at, t); at = before(o, at)) ;
    if (at) o->last = at;
    else if (!add(o, t, most, kind)) return 0;
  }
  *where = o->last;
  return 1;
}

void once_free(struct once *o)
{
  alloc_free(o->s.s);
  memset(o, 0, sizeof *o);
}
