#include <stdint.h>
#include <string.h>
#include "../credentials.h"
#include "test.h"

enum { MAX = CREDENTIALS_MAX };

static char x[2 * MAX]; /* many an x */

/* n bytes of x as a string. */
static const char *xs(size_t n) { return x + sizeof x - 1 - n; }

static void pack(void)
{
  static const struct { size_t login, password, stamp; int fits; } row[] = {
    { 0, 0, 0, 1 }, { 1, 2, 3, 1 }, { 509, 0, 0, 1 }, { 0, 509, 0, 1 },
    { 0, 0, 509, 1 }, { 510, 0, 0, 0 }, { 0, 510, 0, 0 }, { 0, 0, 510, 0 },
    { 511, 0, 0, 0 }, { 512, 0, 0, 0 }, { 513, 0, 0, 0 }, { 1000, 0, 0, 0 },
    { 0, 511, 0, 0 }, { 0, 1000, 0, 0 }, { 0, 0, 1000, 0 },
    { 200, 200, 109, 1 }, { 200, 200, 110, 0 }, { 200, 201, 109, 0 },
    { 201, 200, 109, 0 }, { 300, 300, 1, 0 }, { 255, 255, 0, 0 },
  };
  char up[MAX + 1];
  char zero[MAX];
  size_t len;
  size_t i;

  memset(zero, 0, sizeof zero);
  for (i = 0; i < sizeof row / sizeof *row; ++i) {
    memset(up, 'u', sizeof up);
    len = credentials_pack(up, xs(row[i].login), xs(row[i].password),
      xs(row[i].stamp));
    check_row(i, up[MAX] == 'u');
    if (!row[i].fits) {
      check_row(i, len == 0 && !memcmp(up, zero, MAX));
      continue;
    }
    check_row(i, len == row[i].login + row[i].password + row[i].stamp + 3);
    check_row(i, strlen(up) == row[i].login);
    check_row(i, strlen(up + row[i].login + 1) == row[i].password);
    check_row(i, !up[len - 1] && strlen(up + len - 1 - row[i].stamp)
      == row[i].stamp);
  }
}

#define S(s) (s), sizeof (s) - 1

static void unpack(void)
{
  static const struct {
    const char *up; size_t len; const char *login; const char *password;
  } row[] = {
    { S(""), 0, 0 }, { S("a"), 0, 0 }, { S("a\0"), 0, 0 },
    { S("a\0b"), 0, 0 }, { S("a\0b\0"), 0, 0 }, { S("a\0b\0c"), 0, 0 },
    { S("\0\0"), 0, 0 }, { S("aaaaaaaaaaaaaaaa"), 0, 0 },
    { S("a\0b\0c\0"), "a", "b" }, { S("a\0b\0\0"), "a", "b" },
    { S("\0\0\0"), "", "" }, { S("a\0\0c\0"), "a", "" },
    { S("\0b\0c\0"), "", "b" }, { S("a\0b\0c\0more"), "a", "b" },
    { S("a\0b\0c\0d\0e\0"), "a", "b" },
    { S("a b\0 c \0<1.2@h>\0"), "a b", " c " },
    { S("a\n\0\xff\0\0"), "a\n", "\xff" },
  };
  const char *login;
  const char *password;
  char *up;
  size_t i;

  for (i = 0; i < sizeof row / sizeof *row; ++i) {
    up = malloc(row[i].len + 1); /* so that no byte may be read past it */
    if (!up) exit(111);
    memcpy(up, row[i].up, row[i].len);
    up[row[i].len] = 'x';
    check_row(i, credentials_unpack(up, row[i].len, &login, &password)
      == (row[i].login != 0));
    if (row[i].login) {
      check_row(i, login == up && !strcmp(login, row[i].login));
      check_row(i, !strcmp(password, row[i].password));
    }
    free(up);
  }
}

static void limit(void)
{
  char up[MAX + 2];
  const char *login;
  const char *password;

  memset(up, 'x', sizeof up);
  up[1] = up[3] = up[MAX - 1] = up[MAX] = 0;
  check(credentials_unpack(up, MAX, &login, &password) == 1);
  check(!strcmp(login, "x") && !strcmp(password, "x"));
  check(credentials_unpack(up, MAX - 1, &login, &password) == 0);
  check(credentials_unpack(up, MAX + 1, &login, &password) == 0);
  check(credentials_unpack(up, SIZE_MAX, &login, &password) == 0);
}

/* What one packs the other unpacks. */
static void both(void)
{
  char up[MAX];
  const char *login;
  const char *password;
  size_t len = credentials_pack(up, "alice", " secret word ", "<1.2@host>");

  check(len == 6 + 14 + 11);
  check(credentials_unpack(up, len, &login, &password) == 1);
  check(!strcmp(login, "alice") && !strcmp(password, " secret word "));
  check(!strcmp(password + 14, "<1.2@host>"));
}

static void digests(void)
{
  char s[34];

  check(credentials_digest("c4c9334bac560ecc979e58001b3e22fb"));
  check(!credentials_digest("C4c9334bac560ecc979e58001b3e22fb"));
  check(!credentials_digest("c4c9334bac560ecc979e58001b3e22fg"));
  check(!credentials_digest(""));
  memset(s, '0', sizeof s);
  s[33] = 0;
  check(!credentials_digest(s));
  s[32] = 0;
  check(credentials_digest(s));
  s[31] = 0;
  check(!credentials_digest(s));
}

int main(void)
{
  memset(x, 'x', sizeof x - 1);
  pack();
  unpack();
  limit();
  both();
  digests();
  return test_end();
}
