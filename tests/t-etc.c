#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <string.h>
#include "../etc.h"
#include "../lookup.h"
#include "test.h"

enum { USERS = 40, GROUPS = 64 };

/* ---- what it cannot know ---- */

static char login_of_4000[4001];

static void unknown(void)
{
  static const char *const row[] = {
    "", "no-such-login", "root\n", " root", "ROOT", "root:x", "../root", "+",
    "-", "#", "+root", "root,daemon", "roo", "rootx", login_of_4000
  };
  struct account a;
  size_t i;

  for (i = 0; i < sizeof row / sizeof *row; ++i)
    check_row(i, etc_account(&a, row[i]) == 0);
}

/* ---- what it knows is what libc says ---- */

static char login[USERS][64];
static size_t logins;

static void collect(void)
{
  const struct passwd *pw;

  while (logins < USERS && (pw = getpwent())) {
    if (strlen(pw->pw_name) >= sizeof login[0]) continue;
    strcpy(login[logins++], pw->pw_name);
  }
  endpwent();
  check(logins > 0);
}

static int same(const char *a, const char *b) { return !strcmp(a, b); }

static const char *text(const char *s) { return s ? s : ""; }

static void account(size_t i)
{
  struct account mine;
  struct account libcs;

  memset(&mine, 0, sizeof mine);
  memset(&libcs, 0, sizeof libcs);
  if (etc_account(&mine, login[i]) != 1) return;
  check_row(i, lookup_account(&libcs, login[i]) == 1);
  check_row(i, same(mine.user.name, libcs.user.name));
  check_row(i, same(mine.user.home, libcs.user.home));
  check_row(i, same(mine.user.shell, libcs.user.shell));
  check_row(i, mine.user.uid == libcs.user.uid);
  check_row(i, mine.user.gid == libcs.user.gid);
  check_row(i, same(mine.hash, libcs.hash));
  check_row(i, same(text(mine.why), text(libcs.why)));
  etc_forget();
  check_row(i, !*mine.hash && same(mine.user.name, login[i]));
  lookup_forget();
}

static size_t who;

static int among(gid_t gid, const gid_t *list, int n)
{
  int i;

  for (i = 0; i < n; ++i) if (list[i] == gid) return 1;
  return 0;
}

/* musl's may have one of them twice. */
static int alike(const gid_t *mine, int n, const gid_t *libcs, int m)
{
  int i;

  for (i = 0; i < n; ++i) if (!among(mine[i], libcs, m)) return 0;
  for (i = 0; i < m; ++i) if (!among(libcs[i], mine, n)) return 0;
  return n > 0;
}

/* 42 = the groups are the same; 43 = they are libc's to tell. */
static int groups(void)
{
  struct account a;
  gid_t mine[GROUPS];
  gid_t libcs[GROUPS];
  int n;
  int m;

  if (etc_account(&a, login[who]) != 1) return 43;
  if (etc_groups() == -1) return 1;
  n = getgroups(GROUPS, mine);
  if (initgroups(login[who], a.user.gid) == -1) return 2;
  m = getgroups(GROUPS, libcs);
  return alike(mine, n, libcs, m) ? 42 : 3;
}

static void accounts(void)
{
  size_t i;
  int r;

  for (i = 0; i < logins; ++i) {
    account(i);
    who = i;
    r = test_child(groups);
    check_row(i, r == 42 || r == 43);
  }
}

int main(void)
{
  memset(login_of_4000, 'a', 4000);
  unknown();
  collect();
  if (getuid() == 0) accounts();
  else skip("needs root");
  return test_end();
}
