#include <errno.h>
#include "../cdb.h"
#include "../cdbmake.h"
#include "../rules.h"
#include "test.h"

struct rule { const char *key; const char *value; size_t len; };

static void compile(const char *file, const struct rule *rule, size_t n)
{
  static char buf[4096];
  struct cdbmake m;
  size_t i;
  int fd = open(file, O_WRONLY | O_CREAT | O_TRUNC, 0600);

  if (fd == -1 || cdbmake_start(&m, fd, buf, sizeof buf)) exit(111);
  for (i = 0; i < n; ++i)
    if (cdbmake_add(&m, rule[i].key, strlen(rule[i].key), rule[i].value,
        rule[i].len)) exit(111);
  if (cdbmake_finish(&m) || close(fd)) exit(111);
}

#define R(key, value) { key, value, sizeof value - 1 }

static const struct rule rule[] = {
  R("10.0.0.7", "+A=exact\0+B=\0"), R("10.0.", "D\0"), R("10.0.1.", ""),
  R("10.0.2.", "+A=x\0D\0"), R("10.9.", "+A=b=c\0"),
  R("fd00::7", "+A=six\0"), R("fd00:", "D\0"), R("2001:db8:", "+A=net\0"),
  R("bad.", "+A"), R("worse.", "X\0"), R("none.", "+A\0"),
  R("", "+A=rest\0"),
};

static void find(void)
{
  static const struct { const char *ip; int r; const char *a; } row[] = {
    { "10.0.0.7", RULES_ALLOW, "exact" }, { "10.0.0.8", RULES_DENY, "old" },
    { "10.0.0.70", RULES_DENY, "old" }, { "10.0.1.1", RULES_ALLOW, "old" },
    { "10.0.2.1", RULES_DENY, "old" }, { "10.9.8.7", RULES_ALLOW, "b=c" },
    { "10.1.1.1", RULES_ALLOW, "rest" }, { "fd00::7", RULES_ALLOW, "six" },
    { "fd00::8", RULES_DENY, "old" }, { "2001:db8:1::5", RULES_ALLOW, "net" },
    { "2001:db9::1", RULES_ALLOW, "rest" }, { "::1", RULES_ALLOW, "rest" },
    { "", RULES_ALLOW, "rest" }, { "bad.1", RULES_FAULT, "old" },
    { "worse.1", RULES_FAULT, "old" }, { "none.1", RULES_FAULT, "old" },
  };
  const char *a;
  size_t i;

  compile("cdb", rule, sizeof rule / sizeof *rule);
  for (i = 0; i < sizeof row / sizeof *row; ++i) {
    setenv("A", "old", 1);
    errno = 0;
    check_row(i, rules_follow("cdb", row[i].ip) == row[i].r);
    a = getenv("A");
    check_row(i, a && !strcmp(a, row[i].a));
    if (row[i].r == RULES_FAULT) check_row(i, errno == EBADMSG);
  }
}

static void faults(void)
{
  compile("cdb", rule, 1);
  check(rules_follow("cdb", "1.2.3.4") == RULES_ALLOW);
  errno = 0;
  check(rules_follow("nothing", "1.2.3.4") == RULES_FAULT && errno == ENOENT);
  check(truncate("cdb", CDB_HEADER - 1) == 0);
  errno = 0;
  check(rules_follow("cdb", "1.2.3.4") == RULES_FAULT && errno == EBADMSG);
}

int main(void)
{
  test_enter();
  find();
  faults();
  return test_end();
}
