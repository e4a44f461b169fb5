#include <string.h>
#include "name.h"
#include "num.h"
#include "str.h"

size_t name_len(const char *name)
{
  return *name == ':' ? strlen(name) : str_chr(name, ':');
}

/* How many digits the time has; 0 = there is none. */
static size_t time_digits(const char *name, uint64_t *when)
{
  uint64_t u;
  size_t digits = num_scan(name, &u);

  if (!digits || name[digits] != '.') return 0;
  *when = u;
  return digits;
}

int name_time(const char *name, uint64_t *when)
{
  return time_digits(name, when) != 0;
}

/* 1 and *u, or 0: there is no number behind a comma and that, before the
 * flags. */
static int field(const char *name, const char *what, uint64_t *u)
{
  const char *end = name + str_chr(name, ':');
  const char *s = name;
  uint64_t number;
  size_t digits;

  while ((s = memchr(s, ',', (size_t)(end - s)))) {
    if (!str_start(++s, what)) continue;
    s += strlen(what);
    digits = num_scan(s, &number);
    s += digits;
    if (digits && (s == end || *s == ',')) { *u = number; return 1; }
  }
  return 0;
}

int name_octets(const char *name, uint64_t *octets)
{
  return field(name, "W=", octets);
}

int name_size(const char *name, uint64_t *size)
{
  return field(name, "S=", size);
}

void name_take(struct name *n, const char *name)
{
  uint64_t octets;
  size_t i = time_digits(name, &n->when); /* no comma is among them */
  int comma = 0;

  n->timed = i != 0;
  if (*name == ':') i = strlen(name);
  for (; name[i] && name[i] != ':'; ++i)
    if (name[i] == ',') comma = 1;
  n->len = i;
  n->sized = comma && name_octets(name, &octets);
}

int name_flag(const char *name, char flag)
{
  name += name_len(name);
  return str_start(name, ":2,") && strchr(name + 3, flag) != 0;
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
