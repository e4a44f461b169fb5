#include <string.h>
#include "accounts.h"
#include "num.h"

/* ---- packing ---- */

struct packed {
  char *s;
  size_t n;
  int fits;
};

static void put(struct packed *p, const char *s)
{
  size_t n = strlen(s) + 1;

  if (n > ACCOUNTS_VALUE - p->n) p->fits = 0;
  if (!p->fits) return;
  memcpy(p->s + p->n, s, n);
  p->n += n;
}

static void put_num(struct packed *p, uint32_t u)
{
  char s[NUM_FMT];

  num_fmt(s, u);
  put(p, s);
}

int accounts_pack(char value[ACCOUNTS_VALUE], size_t *len,
  const struct accounts_entry *e)
{
  struct packed p = { value, 0, 1 };
  size_t i;

  put(&p, e->user.name);
  put_num(&p, (uint32_t)e->user.uid);
  put_num(&p, (uint32_t)e->user.gid);
  put(&p, e->user.home);
  put(&p, e->user.shell);
  for (i = 0; i < e->n; ++i) {
    put(&p, e->password[i].label);
    put(&p, e->password[i].hash);
  }
  *len = p.n;
  return p.fits;
}

int accounts_pack_rules(char value[ACCOUNTS_VALUE], size_t *len,
  const struct accounts_rules *r)
{
  struct packed p = { value, 0, 1 };
  size_t i;

  put_num(&p, r->first);
  put_num(&p, r->last);
  put_num(&p, r->shared);
  for (i = 0; i < r->n; ++i) put(&p, r->kind[i]);
  *len = p.n;
  return p.fits;
}

/* ---- unpacking ---- */

struct value {
  const char *s;
  size_t n;
};

/* The next string of the value; null if there is none. */
static const char *get(struct value *v)
{
  const char *s = v->s;
  const char *end = v->n ? memchr(s, 0, v->n) : 0;

  if (!end) return 0;
  v->n -= (size_t)(end + 1 - s);
  v->s = end + 1;
  return s;
}

static int get_num(struct value *v, uint32_t *to)
{
  const char *s = get(v);
  uint64_t u;

  if (!s || !num_whole(s, &u) || u >= UINT32_MAX) return 0;
  *to = (uint32_t)u;
  return 1;
}

int accounts_unpack(struct accounts_entry *e, const char *value, size_t len)
{
  struct value v;
  struct accounts_password *p;
  uint32_t uid;
  uint32_t gid;

  v.s = value;
  v.n = len;
  e->user.name = get(&v);
  if (!get_num(&v, &uid) || !get_num(&v, &gid)) return 0;
  e->user.uid = uid;
  e->user.gid = gid;
  e->user.home = get(&v);
  e->user.shell = get(&v);
  if (!e->user.name || !e->user.home || !e->user.shell) return 0;
  if (!*e->user.name || *e->user.home != '/') return 0;
  for (e->n = 0; v.n; ++e->n) {
    if (e->n == PASSWORDS_MAX) return 0;
    p = &e->password[e->n];
    p->label = get(&v);
    p->hash = get(&v);
    if (!p->label || !p->hash) return 0;
  }
  return e->n > 0;
}

int accounts_unpack_rules(struct accounts_rules *r, const char *value,
  size_t len)
{
  struct value v;

  v.s = value;
  v.n = len;
  if (!get_num(&v, &r->first) || !get_num(&v, &r->last)
      || !get_num(&v, &r->shared)) return 0;
  for (r->n = 0; v.n; ++r->n) {
    if (r->n == KINDS_MAX) return 0;
    r->kind[r->n] = get(&v);
    if (!r->kind[r->n]) return 0;
  }
  return 1;
}
