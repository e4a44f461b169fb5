/* checkpassword-nss - is checkpassword where libc must be asked for the
 * account, which may load modules for that. */
#include "account.h"
#include "checker.h"
#include "limit.h"
#include "lookup.h"

#define PROGRAM "checkpassword"

static const char *login;
static const char *password;

/* Needs more memory than the run script may leave, and is the last that
 * needs the password. */
static void verify(struct account *a)
{
  int r;

  if (limit_raise() == -1) checker_die_sys("raise", "limits");
  r = lookup_account(a, login) == -1 ? ACCOUNT_ERROR
    : account_check(a, password);
  lookup_forget();
  checker_forget();
  if (r == ACCOUNT_ERROR && a->file) checker_die_file("read", a->file);
  if (r == ACCOUNT_ERROR) checker_die_hash(a->why);
  if (r == ACCOUNT_REFUSED) checker_die_refused(a->why);
  if (lookup_groups(a) == 0) return;
  if (a->file) checker_die_file("read", a->file);
  checker_die_sys("set groups of", login);
}

int main(int argc, char **argv)
{
  struct account a;

  checker_start(PROGRAM);
  if (argc < 2) checker_die_misuse("usage: " PROGRAM " program [args]");
  checker_read(&login, &password);
  login = checker_local(login);
  verify(&a);
  checker_become(&a.user);
  checker_run(argv + 1, "");
}
