#include <string.h>
#include "hashform.h"
#include "str.h"

#define ITOA64 "./0123456789" \
  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

/* start: how the kind begins; cost: how many parts, each ended by $, tell the
 * cost behind it; fixed: or how many bytes; digest: how many bytes come last,
 * behind a $ or, where there is none, with the salt. */
static const struct form {
  const char *start;
  const char *optional; /* a cost is there if it begins so; null = always */
  size_t cost;
  size_t fixed;
  size_t digest;
  int dollar;
} form[] = {
  { "$y$", 0, 1, 0, 43, 1 },
  { "$gy$", 0, 1, 0, 43, 1 },
  { "$7$", 0, 0, 11, 43, 1 },
  { "$2a$", 0, 1, 0, 53, 0 },
  { "$2b$", 0, 1, 0, 53, 0 },
  { "$2x$", 0, 1, 0, 53, 0 },
  { "$2y$", 0, 1, 0, 53, 0 },
  { "$6$", "rounds=", 1, 0, 86, 1 },
  { "$5$", "rounds=", 1, 0, 43, 1 },
  { "$sha1$", 0, 1, 0, 28, 1 },
  { "$md5,rounds=", 0, 1, 0, 22, 1 },
  { "$md5$", 0, 0, 0, 22, 1 },
  { "$1$", 0, 0, 0, 22, 1 },
  { "_", 0, 0, 4, 15, 0 },
  { "", 0, 0, 0, 13, 0 }
};

static const struct form *find(const char *stored)
{
  const struct form *f = form;

  while (!str_start(stored, f->start)) ++f;
  return f;
}

size_t hashform_kind(const char *stored)
{
  const struct form *f = find(stored);
  size_t n = strlen(f->start);
  size_t i;
  size_t part;

  if (f->fixed) return strlen(stored) < n + f->fixed ? n : n + f->fixed;
  if (f->optional && !str_start(stored + n, f->optional)) return n;
  for (i = 0; i < f->cost; ++i) {
    part = str_chr(stored + n, '$');
    if (!stored[n + part]) return n;
    n += part + 1;
  }
  return n;
}

/* The bytes of a salt and its $, if it has one; 0 = this is none. */
static size_t salt(const struct form *f, const char *s)
{
  size_t n;

  if (!f->dollar) return 0;
  n = strcspn(s, "$:; \\!*");
  if (!s[n]) return 0;
  /* of Sun's MD5 there is one with two */
  if (s[n + 1] == '$' && str_start(f->start, "$md5")) ++n;
  return n + 1;
}

int hashform_whole(const char *stored)
{
  const struct form *f = find(stored);
  size_t kind = hashform_kind(stored);
  size_t n;

  if (strlen(stored) > HASH_MAX) return 0;
  if (kind != strlen(f->start) + f->fixed && !f->cost) return 0;
  if (f->cost && !f->optional && kind == strlen(f->start)) return 0;
  stored += kind;
  n = salt(f, stored);
  if (f->dollar && !n) return 0;
  stored += n;
  return strspn(stored, ITOA64) == f->digest && !stored[f->digest];
}
