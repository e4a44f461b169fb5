#include <string.h>
#include "../passwdline.h"
#include "test.h"

#define Y "$y$j9T$salt$0123456789012345678901234567890123456789012"
#define SIX "$6$salt$0123456789012345678901234567890123456789012" \
  "0123456789012345678901234567890123456789012"
#define BLF "$2y$05$01234567890123456789012345678901234567890123456789012"
#define END ":2000:2001::/home/bob::"

enum { NONE = PASSWDLINE_NONE, ACCOUNT = PASSWDLINE_ACCOUNT,
  PASSWORD = PASSWDLINE_PASSWORD, ALIAS = PASSWDLINE_ALIAS };

/* What one line says, as "login label hash other uid gid home shell". */
static const struct { const char *line; int kind; const char *said; } good[] = {
  { "", NONE, 0 }, { "# bob:x", NONE, 0 }, { ":" Y END, NONE, 0 },
  { "bob:" Y END, ACCOUNT, "bob||" Y "||2000|2001|/home/bob|" },
  { "bob:" Y ":2000:2001:Bob, of B:/home/bob:/bin/sh", ACCOUNT,
    "bob||" Y "||2000|2001|/home/bob|/bin/sh" },
  { "bob:" Y ":2000:2001::/home/bob", ACCOUNT,
    "bob||" Y "||2000|2001|/home/bob|" },
  { "b@x.org:{CRYPT}" Y END, ACCOUNT,
    "b@x.org||" Y "||2000|2001|/home/bob|" },
  { "bob:{crypt}" Y END, ACCOUNT, "bob||" Y "||2000|2001|/home/bob|" },
  { "bob:{SHA512-CRYPT}" SIX END, ACCOUNT,
    "bob||" SIX "||2000|2001|/home/bob|" },
  { "bob:{BLF-CRYPT}" BLF END, ACCOUNT,
    "bob||" BLF "||2000|2001|/home/bob|" },
  { "bob:" END, ACCOUNT, "bob||||2000|2001|/home/bob|" },
  { "bob:!" Y END, ACCOUNT, "bob||!" Y "||2000|2001|/home/bob|" },
  { "bob:*" END, ACCOUNT, "bob||*||2000|2001|/home/bob|" },
  { "bob:x" END, ACCOUNT, "bob||x||2000|2001|/home/bob|" },
  { "bob:" Y END "nologin", ACCOUNT, "bob||!||2000|2001|/home/bob|" },
  { "bob:" Y END "a=b  nologin=y c", ACCOUNT,
    "bob||!||2000|2001|/home/bob|" },
  { "bob:" Y ":::::: userdb_uid=7 userdb_gid=8 userdb_home=/h", ACCOUNT,
    "bob||" Y "||7|8|/h|" },
  { "bob:" Y END "userdb_mail=maildir:~/Maildir userdb_home=/x", ACCOUNT,
    "bob||" Y "||2000|2001|/x|" },
  { "bob/phone:" Y, PASSWORD, "bob|phone|" Y "||0|0||" },
  { "bob/phone:{CRYPT}" Y ":ignored", PASSWORD, "bob|phone|" Y "||0|0||" },
  { "bob/a.b-c_9:*", PASSWORD, "bob|a.b-c_9|*||0|0||" },
  { "bob@example.org:=bob", ALIAS, "bob@example.org|||bob|0|0||" },
  { "b:=bob:::", ALIAS, "b|||bob|0|0||" },
};

static const char *const bad[] = {
  "bob", "bob phone", "a b:" Y END, "a\tb:" Y END, "a\x7f:" Y END,
  "/phone:" Y, "bob/:" Y, "bob/a b:" Y, "bob/a/b:" Y,
  "bob/012345678901234567890123456789012:" Y, "bob/phone:=alice",
  "bob:" Y "x" END, "bob:secret" END, "bob:{PLAIN}secret" END,
  "bob:{SSHA}abc" END, "bob:{CRYPT" END, "bob:{CRYPT.b64}" Y END,
  "bob:{SHA512-CRYPT}" Y END, "bob:{BLF-CRYPT}" Y END,
  "bob:{MD5-CRYPT}" SIX END, "bob:$9$zz" END, "bob:" Y,
  "bob:" Y ":", "bob:" Y ":0:2001::/home/bob::", "bob:" Y ":2000:0::/h::",
  "bob:" Y ":2000:::/home/bob::", "bob:" Y "::2001::/home/bob::",
  "bob:" Y ":-1:2001::/h::", "bob:" Y ":2000:1x::/h::",
  "bob:" Y ":4294967295:1::/h::", "bob:" Y ":4294969296:1::/h::",
  "bob:" Y ":2000:2001::home::", "bob:" Y ":2000:2001:::",
  "bob:" Y ":2000:2001::/h/%u::", "bob:" Y END "userdb_uid=0",
  "bob:" Y END "userdb_uid=bob", "bob:" Y END "userdb_gid=0x",
  "bob:" Y END "userdb_home=x", "bob:" Y END "userdb_home",
  "bob:" Y END "allow_nets=10.0.0.0/8", "bob:" Y END "nopassword",
  "bob:" Y END "a proxy=y host=1.2.3.4", "bob:" Y END "user=root",
  "bob:" Y END "ALLOW_NETS=10.0.0.0/8", "bob:" Y END "password=x",
};

static void lines(void)
{
  struct passwdline p;
  char said[1000];
  char *s;
  size_t i;

  for (i = 0; i < sizeof good / sizeof *good; ++i) {
    s = test_copy(good[i].line);
    check_row(i, passwdline_parse(&p, s) == 0);
    check_row(i, p.kind == good[i].kind);
    snprintf(said, sizeof said, "%s|%s|%s|%s|%lu|%lu|%s|%s", p.login, p.label,
      p.hash, p.other, (unsigned long)p.uid, (unsigned long)p.gid, p.home,
      p.shell);
    if (good[i].said) check_row(i, !strcmp(said, good[i].said));
    free(s);
  }
  for (i = 0; i < sizeof bad / sizeof *bad; ++i) {
    s = test_copy(bad[i]);
    check_row(i, passwdline_parse(&p, s) != 0);
    free(s);
  }
}

/* A line of n letters for login, home, shell. */
static int fits(size_t login, size_t home, size_t shell)
{
  struct passwdline p;
  char s[4000];

  snprintf(s, sizeof s, "%0*d:*:1:1::/%0*d:%0*d", (int)login, 0, (int)home - 1,
    0, (int)shell, 0);
  return passwdline_parse(&p, s) == 0;
}

static void limits(void)
{
  check(fits(1, 2, 1) && fits(LOGIN_MAX, HOME_MAX, SHELL_MAX));
  check(!fits(LOGIN_MAX + 1, 2, 1));
  check(!fits(1, HOME_MAX + 1, 1));
  check(!fits(1, 2, SHELL_MAX + 1));
}

int main(void)
{
  lines();
  limits();
  return test_end();
}
