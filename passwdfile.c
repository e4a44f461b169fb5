#include <stdint.h>
#include <string.h>
#include "accounts.h"
#include "alloc.h"
#include "passwdfile.h"
#include "str.h"

/* ---- by login ---- */

/* The slot in which the line of that login is, or belongs. */
static size_t *find(const struct passwdfile *f, const char *login)
{
  const char *s;
  uint64_t h = 0;
  size_t i;

  for (s = login; *s; ++s) h = (h ^ (unsigned char)*s) * 0x100000001b3U;
  i = (size_t)((h ^ h >> 32) % f->slots);
  while (f->slot[i] && strcmp(f->line[f->slot[i]].p.login, login))
    i = (i + 1) % f->slots;
  return f->slot + i;
}

static int names_account(const struct passwdfile *f, size_t i)
{
  return f->line[i].p.kind == PASSWDLINE_ACCOUNT
    || f->line[i].p.kind == PASSWDLINE_ALIAS;
}

static int make_slots(struct passwdfile *f)
{
  size_t room = 0;
  size_t *at;
  size_t i;

  f->slots = f->n + f->n / 2 + 1;
  f->slot = alloc_grow(0, &room, f->slots, sizeof *f->slot);
  if (!f->slot) return 0;
  memset(f->slot, 0, f->slots * sizeof *f->slot);
  for (i = 1; i <= f->n; ++i) {
    if (f->line[i].why || !names_account(f, i)) continue;
    at = find(f, f->line[i].p.login);
    if (*at) f->line[i].why = "there is a line of this login already";
    else *at = i;
  }
  return 1;
}

size_t passwdfile_account(const struct passwdfile *f, const char *login)
{
  size_t i = *find(f, login);

  return i && f->line[i].p.kind == PASSWDLINE_ACCOUNT ? i : 0;
}

/* ---- which lines belong together ---- */

/* Adds line i to the passwords of its account. */
static const char *attach(struct passwdfile *f, size_t i)
{
  size_t at = passwdfile_account(f, f->line[i].p.login);
  size_t n = 1;

  if (!at) return "there is no account of this login";
  while (f->line[at].next) {
    at = f->line[at].next;
    if (!strcmp(f->line[at].p.label, f->line[i].p.label))
      return "there is a password of this label already";
    ++n;
  }
  if (n == PASSWORDS_MAX) return "an account has at most 10 passwords";
  f->line[at].next = i;
  return 0;
}

static void join(struct passwdfile *f)
{
  const struct passwdline *p;
  size_t i;

  for (i = 1; i <= f->n; ++i) {
    p = &f->line[i].p;
    if (f->line[i].why) continue;
    if (p->kind == PASSWDLINE_PASSWORD) f->line[i].why = attach(f, i);
    if (p->kind == PASSWDLINE_ALIAS && !passwdfile_account(f, p->other))
      f->line[i].why = "what it is another name of is no account";
  }
}

/* ---- taking apart ---- */

int passwdfile_take(struct passwdfile *f, char *text)
{
  size_t room = 0;
  size_t n;
  int ends;
  void *p;

  f->line = 0;
  for (f->n = 0; *text; text += n + (size_t)ends) {
    p = alloc_grow(f->line, &room, f->n + 2, sizeof *f->line);
    if (!p) return 0;
    f->line = p;
    n = str_chr(text, '\n');
    ends = text[n] == '\n';
    text[n] = 0;
    ++f->n;
    f->line[f->n].next = 0;
    f->line[f->n].why = passwdline_parse(&f->line[f->n].p, text);
    if (!ends) f->line[f->n].why = "the last line has no end";
  }
  if (!make_slots(f)) return 0;
  join(f);
  return 1;
}
