#include <errno.h>
#include <pwd.h>
#include <string.h>
#include "../hascrypt.h"
#include "../hasgensalt.h"
#include "../lookup.h"
#include "test.h"

/* Where there is no crypt, nothing can be told of anybody. */
#ifdef HASCRYPT
#define NO_LOGIN ACCOUNT_REFUSED
#else
#define NO_LOGIN ACCOUNT_ERROR
#endif

/* Whose password is right is asked of whole chains; here, who is refused
 * whatever the password. */

static int verify(struct account *a, const char *login,
  const char *password)
{
  int r = lookup_account(a, login) == -1 ? ACCOUNT_ERROR
    : account_check(a, password);
  int e = errno;

  lookup_forget();
  errno = e;
  return r;
}

static char login_of_4000[4001];
static char password_of_600[601];

static const struct { const char *login; const char *password; } none[] = {
  { "", "" }, { "", "x" }, { "no-such-login", "x" }, { "no-such-login", "" },
  { "root\n", "x" }, { " root", "x" }, { "ROOT", "x" }, { "root:x", "x" },
  { "../root", "x" }, { "\xff\x01", "x" }, { login_of_4000, "x" },
  { "no-such-login", "\xff\x01 x" },
};

static void unknown(void)
{
  struct account a;
  size_t i;

  for (i = 0; i < sizeof none / sizeof *none; ++i) {
    memset(&a, 0, sizeof a);
    check_row(i, verify(&a, none[i].login, none[i].password)
      == NO_LOGIN);
#ifdef HASCRYPT
    check_row(i, a.why && !strcmp(a.why, "no such login"));
#endif
  }
}

/* Nobody's password is this one; root's would not do either. */
static void system_accounts(void)
{
  static const char *const row[] = { "root", "daemon", "bin", "nobody" };
  struct account a;
  size_t i;
  int r;

  for (i = 0; i < sizeof row / sizeof *row; ++i) {
    if (!getpwnam(row[i])) { skip("no such account here"); continue; }
    memset(&a, 0, sizeof a);
    r = verify(&a, row[i], "not the password of anybody");
    if (getuid() == 0) check_row(i, r == NO_LOGIN);
    else check_row(i, r != ACCOUNT_GOOD);
    check_row(i, a.why && *a.why);
    if (i == 0 && r == ACCOUNT_REFUSED) check(!strcmp(a.why, "uid is 0"));
  }
}

/* libxcrypt takes no password that long: it fails, and that is no match. */
static void too_long(void)
{
  struct account a;

  memset(&a, 0, sizeof a);
  errno = 0;
#ifdef HASGENSALT
  check(verify(&a, "no-such-login", password_of_600) == ACCOUNT_ERROR);
  check(errno != 0);
#else
  check(verify(&a, "no-such-login", password_of_600) != ACCOUNT_GOOD);
#endif
  check(a.why && *a.why);
}

/* ---- groups ---- */

static struct account any;

static int groups(void)
{
  gid_t got[64];
  int n;
  int i;

  if (lookup_groups(&any) != 0) return 1;
  n = getgroups(64, got);
  for (i = 0; i < n; ++i) if (got[i] == any.user.gid) return 42;
  return 2;
}

static int groups_not_root(void)
{
  if (getuid() == 0 && setuid(65534) == -1) return 111;
  errno = 0;
  return lookup_groups(&any) == -1 && errno == EPERM ? 42 : 1;
}

int main(void)
{
  memset(login_of_4000, 'a', 4000);
  memset(password_of_600, 'a', 600);
  unknown();
  system_accounts();
  too_long();
  any.user.name = "no-such-login";
  any.user.gid = 4242;
  if (getuid() == 0) check(test_child(groups) == 42);
  else skip("needs root");
  check(test_child(groups_not_root) == 42);
  return test_end();
}
