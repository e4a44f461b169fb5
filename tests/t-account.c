#include <string.h>
#include <time.h>
#include "../account.h"
#include "../hascrypt.h"
#include "test.h"

static const char hash[] = "$6$rounds=1000$sixteenbytesalt.$"
  "PA6jrUUJMNaiuAsqJszipD4Fpmnpx1I18Ys8nzKaQ8ICRKiPOb29ILMlKzLrqqLHI2Su/2cuzqIK"
  "JZTfad.8M.";

static const char *why(uid_t uid, const char *stored,
  const struct account_days *d)
{
  struct account a;

  memset(&a, 0, sizeof a);
  a.user.uid = uid;
  a.hash = stored;
  a.why = "look up";
  a.file = "some file";
  account_found(&a, d);
  check(!a.file);
  return a.why ? a.why : "";
}

static void found(void)
{
  static const struct { uid_t uid; const char *stored; const char *why; } row[]
    = {
    { 1, hash, "" }, { 0, hash, "uid is 0" }, { 1, "", "no password is set" },
    { 1, "!", "password is locked" }, { 1, "*", "password is locked" },
    { 1, "x", "password is locked" }, { 1, "!$6$x", "password is locked" },
    { 1, "x!", "" }, { 0, "", "uid is 0" }
  };
  size_t i;

  for (i = 0; i < sizeof row / sizeof *row; ++i)
    check_row(i, !strcmp(why(row[i].uid, row[i].stored, 0), row[i].why));
}

static void days(void)
{
  long today = (long)(time(0) / 86400);
  const struct { struct account_days d; int expired; } row[] = {
    { { -1, -1, -1, -1 }, 0 }, { { -1, -1, -1, 0 }, 1 },
    { { -1, -1, -1, today - 1 }, 1 }, { { -1, -1, -1, today + 2 }, 0 },
    { { today - 32, 20, 10, -1 }, 1 }, { { today - 28, 20, 10, -1 }, 0 },
    { { today - 32, -1, 10, -1 }, 0 }, { { today - 32, 20, -1, -1 }, 0 },
    { { 0, 20, 10, -1 }, 0 }, { { today - 32, 99, 0, -1 }, 0 }
  };
  size_t i;

  for (i = 0; i < sizeof row / sizeof *row; ++i)
    check_row(i, !strcmp(why(1, hash, &row[i].d),
      row[i].expired ? "account has expired" : ""));
}

static void checks(void)
{
#ifdef HASCRYPT
  struct account a;

  memset(&a, 0, sizeof a);
  a.hash = hash;
  check(account_check(&a, "unspeakable") == ACCOUNT_GOOD && !a.why);
  check(account_check(&a, "unspeakably") == ACCOUNT_REFUSED);
  check(a.why && !strcmp(a.why, "wrong password"));
  a.why = "no such login";
  check(account_check(&a, "unspeakable") == ACCOUNT_REFUSED);
  check(!strcmp(a.why, "no such login"));
  a.why = 0;
  a.hash = "$9$zz";
  check(account_check(&a, "unspeakable") == ACCOUNT_ERROR);
  check(a.why && !strcmp(a.why, "hash the password of"));
#else
  skip("no crypt");
#endif
}

int main(void)
{
  found();
  days();
  checks();
  return test_end();
}
