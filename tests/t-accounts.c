#include <string.h>
#include "../accounts.h"
#include "test.h"

static const struct accounts_entry bob = {
  { "bob", "/home/bob", "/bin/sh", 2000, 4294967294U },
  { { "", "hash" }, { "phone", "other" } }, 2
};

static int same(const struct accounts_entry *a, const struct accounts_entry *b)
{
  size_t i;

  if (a->n != b->n || a->user.uid != b->user.uid || a->user.gid != b->user.gid
      || strcmp(a->user.name, b->user.name)
      || strcmp(a->user.home, b->user.home)
      || strcmp(a->user.shell, b->user.shell)) return 0;
  for (i = 0; i < a->n; ++i)
    if (strcmp(a->password[i].label, b->password[i].label)
        || strcmp(a->password[i].hash, b->password[i].hash)) return 0;
  return 1;
}

static void entry(void)
{
  char value[ACCOUNTS_VALUE];
  struct accounts_entry e;
  size_t len;
  size_t i;

  check(accounts_pack(value, &len, &bob) == 1);
  check(len == sizeof "bob\0002000\0004294967294\0/home/bob\0/bin/sh\0"
    "\0hash\0phone\0other");
  check(accounts_unpack(&e, value, len) == 1 && same(&e, &bob));
  for (i = 0; i < len; ++i) /* with fewer bytes, it has no or one password */
    check_row(i, accounts_unpack(&e, value, i)
      == (i == len - sizeof "phone\0other"));
}

#define V(s) s, sizeof s

static void odd(void)
{
  static const struct { const char *value; size_t len; } row[] = {
    { "", 0 }, { V("") }, { V("bob") }, { V("bob\0""2000\0""1\0/h\0s") },
    { V("bob\0""2000\0""1\0/h\0s\0label") }, { V("bob\0x\0""1\0/h\0s\0\0h") },
    { V("bob\0""2000\0-1\0/h\0s\0\0h") }, { V("bob\0""2000\0""1\0h\0s\0\0h") },
    { V("\0""2000\0""1\0/h\0s\0\0h") },
    { V("bob\0""4294967295\0""1\0/h\0s\0\0h") },
    { V("bob\0""1\0""99999999999999999999\0/h\0s\0\0h") },
    { V("bob\0""1\0""1\0/h\0s\0a\0a\0a\0a\0a\0a\0a\0a\0a\0a\0"
      "a\0a\0a\0a\0a\0a\0a\0a\0a\0a\0a\0a") },
  };
  struct accounts_entry e;
  char *s;
  size_t i;

  for (i = 0; i < sizeof row / sizeof *row; ++i) {
    s = malloc(row[i].len + 1); /* so that no byte may be read past it */
    if (!s) exit(111);
    memcpy(s, row[i].value, row[i].len);
    check_row(i, accounts_unpack(&e, s, row[i].len) == 0);
    free(s);
  }
}

static void room(void)
{
  static char hash[ACCOUNTS_VALUE];
  char value[ACCOUNTS_VALUE + 1];
  struct accounts_entry e = bob;
  struct accounts_rules r = { 1, 2, 0, { hash }, 1 };
  size_t len;

  e.n = 1;
  e.password[0].hash = hash;
  (void)accounts_pack(value, &len, &e);
  memset(hash, 'h', ACCOUNTS_VALUE - len);
  value[ACCOUNTS_VALUE] = 'v';
  check(accounts_pack(value, &len, &e) == 1 && len == ACCOUNTS_VALUE);
  hash[strlen(hash)] = 'h';
  check(accounts_pack(value, &len, &e) == 0);
  memset(hash, 'h', sizeof hash - 1);
  check(accounts_pack_rules(value, &len, &r) == 0);
  check(value[ACCOUNTS_VALUE] == 'v');
}

static void rules(void)
{
  static const struct accounts_rules some = { 1, 4294967294U, 1,
    { "one", "two" }, 2 };
  char value[ACCOUNTS_VALUE];
  struct accounts_rules r;
  size_t len;
  size_t i;

  check(accounts_pack_rules(value, &len, &some) == 1);
  check(accounts_unpack_rules(&r, value, len) == 1);
  check(r.first == 1 && r.last == 4294967294U && r.shared == 1 && r.n == 2);
  check(!strcmp(r.kind[0], "one") && !strcmp(r.kind[1], "two"));
  check(accounts_unpack_rules(&r, value, len - 1) == 0);
  check(accounts_unpack_rules(&r, V("1\0x\0""0")) == 0);
  check(accounts_unpack_rules(&r, V("1\0""2")) == 0);
  check(accounts_unpack_rules(&r, "", 0) == 0);
  check(accounts_unpack_rules(&r, V("1\0""2\0""0")) == 1 && r.n == 0);
  memcpy(value, "1\0""2\0""0", 6);
  for (i = 0; i <= 2 * KINDS_MAX; i += 2) memcpy(value + 6 + i, "k", 2);
  check(accounts_unpack_rules(&r, value, 6 + 2 * KINDS_MAX) == 1);
  check(r.n == KINDS_MAX);
  check(accounts_unpack_rules(&r, value, 6 + 2 * KINDS_MAX + 2) == 0);
}

int main(void)
{
  entry();
  odd();
  room();
  rules();
  return test_end();
}
