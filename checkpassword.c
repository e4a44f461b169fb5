/* checkpassword - reads a login and password on descriptor 3; if they are
 * right, becomes that user and runs the rest of the command line.
 *
 * It knows the accounts of the plain files.  Where another answer is possible,
 * it becomes checkpassword-nss, which asks libc. */
#include <errno.h>
#include <string.h>
#include "account.h"
#include "auto_home.h"
#include "checker.h"
#include "etc.h"
#include "glue.h"
#include "launch.h"
#include "limit.h"

#define PROGRAM "checkpassword"

static const char *login;
static const char *password;

static char *joined(const char *a, const char *b)
{
  static char name[4096];
  size_t n = strlen(a);
  size_t m = strlen(b) + 1;

  if (n > sizeof name - m) checker_die_misuse("its own name is too long");
  memcpy(name, a, n);
  memcpy(name + n, b, m);
  return name;
}

/* It is beside this program, and has its name with -nss behind it; or else
 * where it was installed. */
static NORETURN void ask_libc(char **argv)
{
  etc_forget();
  checker_again();
  argv[0] = joined(argv[0], "-nss");
  launch_checker(argv);
  if (errno == ENOENT) {
    if (limit_lower() == -1) checker_die_sys("restore", "limits");
    argv[0] = joined(auto_home, "/bin/" PROGRAM "-nss");
  }
  checker_exec(argv);
}

/* Needs more memory than the run script may leave, and is the last that
 * needs the password. */
static void verify(struct account *a, char **argv)
{
  int r;

  if (limit_raise() == -1) checker_die_sys("raise", "limits");
  r = etc_account(a, login);
  if (r == 0) ask_libc(argv);
  if (r == -1) {
    etc_forget();
    checker_die_file("read", a->file);
  }
  r = account_check(a, password);
  if (r == ACCOUNT_ERROR) ask_libc(argv); /* its crypt may be newer */
  etc_forget();
  checker_forget();
  if (r == ACCOUNT_REFUSED) checker_die_refused(a->why);
  if (etc_groups() == -1) checker_die_sys("set groups of", login);
}

int main(int argc, char **argv)
{
  struct account a;

  checker_start(PROGRAM);
  if (argc < 2) checker_die_misuse("usage: " PROGRAM " program [args]");
  checker_read(&login, &password);
  login = checker_local(login);
  verify(&a, argv);
  checker_become(&a.user);
  checker_run(argv + 1, "");
}
