/* checkpassword - reads a login and password on descriptor 3; if they are
 * right, becomes that user and runs the rest of the command line. */
#include <errno.h>
#include <unistd.h>
#include "account.h"
#include "byte.h"
#include "credentials.h"
#include "error.h"
#include "exitcode.h"
#include "fd.h"
#include "jail.h"
#include "limit.h"
#include "noreturn.h"
#include "pathexec.h"
#include "prot.h"
#include "sig.h"
#include "strerr.h"
#include "timeoutio.h"

#define PROGRAM "checkpassword"

enum { IDLE = 60 }; /* seconds that descriptor 3 may be silent */

static char up[CREDENTIALS_MAX + 1]; /* one more, to see that it is too much */
static const char *login;
static const char *password;

/* ---- how it ends ---- */

static NORETURN void die(int code)
{
  byte_wipe(up, sizeof up);
  _exit(code);
}

static NORETURN void die_misuse(const char *why)
{
  strerr_say(PROGRAM, "fatal", why);
  die(EXIT_MISUSE);
}

static NORETURN void die_sys(const char *what, const char *object)
{
  strerr_sys(PROGRAM, "fatal", what, object, errno);
  die(EXIT_LATER);
}

/* "pid 71 from 10.0.0.7 user alice accepted", or "refused: why" */
static void log_outcome(const char *outcome, const char *why)
{
  strerr_start(PROGRAM);
  strerr_who();
  strerr_text(" user ");
  strerr_safe(*login ? login : "unknown"); /* a word is never empty */
  strerr_text(outcome);
  strerr_text(why);
  strerr_end();
}

static NORETURN void die_refused(const char *why)
{
  log_outcome(" refused: ", why);
  die(EXIT_REFUSED);
}

/* crypt does not say that it had no memory, so say how much it could have. */
static NORETURN void die_check(const char *what)
{
  int e = errno;
  uint64_t limit = limit_memory_hard();

  if (limit != UINT64_MAX) {
    strerr_start(PROGRAM);
    strerr_text("warning: the hard limit on memory is ");
    strerr_num(limit);
    strerr_text(" bytes, which may be too small for this password's hash");
    strerr_end();
  }
  errno = e;
  die_sys(what, login);
}

/* ---- what it does ---- */

static void read_credentials(void)
{
  size_t len = 0;
  ssize_t r;

  do {
    r = timeoutio_read(IDLE, CREDENTIALS_FD, up + len, sizeof up - len);
    if (r == -1) {
      strerr_sys(PROGRAM, "fatal", "read descriptor", "3", errno);
      die(error_temp(errno) ? EXIT_LATER : EXIT_MISUSE);
    }
    len += (size_t)r;
  } while (r && len < sizeof up);
  (void)close(CREDENTIALS_FD); /* only read from: nothing can be lost */
  if (!credentials_unpack(up, len, &login, &password))
    die_misuse("descriptor 3 must have login, password and timestamp, each "
      "ended by a 0 byte, in 512 bytes at most");
}

/* Needs more memory than the run script may leave, and is the last that
 * needs the password. */
static void verify(struct account *a)
{
  int r;

  if (limit_raise() == -1) die_sys("raise", "limits");
  r = account_verify(a, login, password);
  if (r == ACCOUNT_ERROR) die_check(a->why);
  if (r == ACCOUNT_REFUSED) die_refused(a->why);
  if (account_groups(a) == -1) die_sys("set groups of", login);
  if (limit_restore() == -1) die_sys("restore", "limits");
}

static void become(const struct account *a)
{
  if (prot_gid(a->gid) == -1) die_sys("set gid of", login);
  if (prot_uid(a->uid) == -1) die_sys("set uid of", login);
  if (chdir(a->home) == -1) die_sys("change to", a->home);
  if (pathexec_setenv("USER", a->name) == -1
      || pathexec_setenv("HOME", a->home) == -1
      || pathexec_setenv("SHELL", a->shell) == -1)
    die_sys("set", "environment");
}

int main(int argc, char **argv)
{
  struct account a;

  if (!fd_std()) _exit(EXIT_LATER);
  strerr_client();
  sig_start();
  jail_secret();
  if (argc < 2) die_misuse("usage: checkpassword program [args]");

  read_credentials();
  verify(&a);
  become(&a);
  log_outcome(" accepted", "");
  byte_wipe(up, sizeof up);
  pathexec(argv + 1);
  die_sys("run", argv[1]);
}
