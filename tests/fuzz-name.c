/* Any file names: what they say of time and octets, their order, and ids that
 * are legal, their own, and do not change with the flags. */
#include "../name.h"
#include "../uidl.h"
#include "fuzz.h"

enum { NAME = 255 };       /* bytes of a file name */
static char file[2][NAME + 4];
static char unique[2][NAME + 1];

/* Decimal digits, and nothing else, up to end. */
static int number(const char *s, const char *end, uint64_t *u)
{
  char *stop;

  if (s == end || *s < '0' || *s > '9') return 0;
  errno = 0;
  *u = strtoull(s, &stop, 10);
  return stop == end && !errno;
}

static int reference_octets(const char *name, uint64_t *octets)
{
  const char *comma = strchr(name, ',');
  const char *end;

  for (; comma; comma = strchr(comma + 1, ',')) {
    end = strchr(comma + 1, ',');
    if (!end) end = name + strlen(name);
    if (comma[1] == 'W' && comma[2] == '=' && number(comma + 3, end, octets))
      return 1;
  }
  return 0;
}

static void says(const char *name, const char *part)
{
  const char *dot = strchr(part, '.');
  uint64_t want = 7;
  uint64_t got = 7;
  int r;

  must(name_len(name) == strlen(part));
  r = dot && number(part, dot, &want);
  must(name_time(name, &got) == r && (!r || got == want));
  r = *part != ':' && reference_octets(part, &want);
  must(name_octets(name, &got) == r && (!r || got == want));
}

static void id(char to[UIDL_MAX + 1], char *name, const char *part)
{
  char again[UIDL_MAX + 1];
  size_t n;
  size_t len;

  memset(to, 'x', UIDL_MAX + 1);
  uidl_make(to, name);
  must(memchr(to, 0, UIDL_MAX + 1));
  n = strlen(to);
  must(n >= 1 && n <= 70);
  for (len = 0; len < n; ++len) must(to[len] >= 0x21 && to[len] <= 0x7e);
  for (len = 0; part[len] >= 0x21 && part[len] <= 0x7e; ++len) ;
  if (*part == ':') len = 0;
  if (len >= 1 && len <= 70 && !part[len]) must(!strcmp(to, part));
  else must(memchr(to, ':', n));
  if (*part && *part != ':') strcpy(name + strlen(part), ":2,S");
  uidl_make(again, name);
  must(!strcmp(to, again));
  uidl_make(again, part);
  must(!strcmp(to, again));
}

static int sign(int i) { return (i > 0) - (i < 0); }

/* Two names, apart by a byte that no file name has. */
int LLVMFuzzerTestOneInput(const uint8_t *s, size_t n)
{
  char ids[2][UIDL_MAX + 1];
  size_t len;
  size_t i;
  int order;

  for (i = 0; i < 2; ++i) {
    for (len = 0; len < n && s[len] && s[len] != '/'; ++len) ;
    if (len > NAME - 1) return 0;
    memcpy(file[i], s, len);
    file[i][len] = 0;
    strcpy(unique[i], file[i]);
    if (*unique[i] != ':') unique[i][strcspn(unique[i], ":")] = 0;
    s += len + (len < n);
    n -= len + (len < n);
    says(file[i], unique[i]);
  }
  order = sign(strcmp(unique[0], unique[1]));
  must(sign(name_order(file[0], file[1])) == order);
  must(sign(name_order(file[1], file[0])) == -order);
  for (i = 0; i < 2; ++i) id(ids[i], file[i], unique[i]);
  must(sign(name_order(file[0], file[1])) == order);
  must((order == 0) == !strcmp(ids[0], ids[1]));
  return 0;
}
