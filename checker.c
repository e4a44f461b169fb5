#include <errno.h>
#include <stdlib.h>
#include <unistd.h>
#include "byte.h"
#include "checker.h"
#include "credentials.h"
#include "error.h"
#include "exitcode.h"
#include "fd.h"
#include "jail.h"
#include "limit.h"
#include "login.h"
#include "pathexec.h"
#include "prot.h"
#include "sig.h"
#include "strerr.h"
#include "timeoutio.h"

enum { IDLE = 60 }; /* seconds that descriptor 3 may be silent */

static char up[CREDENTIALS_MAX + 1]; /* one more, to see that it is too much */
static size_t up_len;
static const char *login;
static const char *program;
static int digest; /* the password has the form of one */

/* ---- how it ends ---- */

static NORETURN void die(int code)
{
  byte_wipe(up, sizeof up);
  _exit(code);
}

NORETURN void checker_die_misuse(const char *why)
{
  strerr_say(program, "fatal", why);
  die(EXIT_MISUSE);
}

NORETURN void checker_die_sys(const char *what, const char *object)
{
  strerr_sys(program, "fatal", what, object, errno);
  die(EXIT_LATER);
}

/* "pid 71 from 10.0.0.7 user alice accepted", or "by phone accepted", or
 * "refused: why" */
static void log_outcome(const char *label, const char *outcome, const char *why)
{
  strerr_start(program);
  strerr_who();
  strerr_text(" user ");
  strerr_safe(*login ? login : "unknown"); /* a word is never empty */
  if (*label) {
    strerr_text(" by ");
    strerr_safe(label);
  }
  strerr_text(outcome);
  strerr_text(why);
  strerr_end();
}

NORETURN void checker_die_refused(const char *why)
{
  /* capital letters: fail2ban's filter passes it over */
  if (digest) why = "APOP needs a password in the clear";
  log_outcome("", " refused: ", why);
  die(EXIT_REFUSED);
}

/* crypt does not say that it had no memory, so say how much it could have. */
NORETURN void checker_die_hash(const char *what)
{
  int e = errno;
  uint64_t limit = limit_memory_hard();

  if (limit != UINT64_MAX) {
    strerr_start(program);
    strerr_text("warning: the hard limit on memory is ");
    strerr_num(limit);
    strerr_text(" bytes, which may be too small for this password's hash");
    strerr_end();
  }
  errno = e;
  checker_die_sys(what, login);
}

/* ---- what it does ---- */

void checker_start(const char *who)
{
  program = who;
  if (!fd_std()) _exit(EXIT_LATER);
  strerr_client();
  sig_start();
  jail_secret();
}

void checker_read(const char **name, const char **password)
{
  size_t len = 0;
  ssize_t r;

  do {
    r = timeoutio_read(IDLE, CREDENTIALS_FD, up + len, sizeof up - len);
    if (r == -1) {
      strerr_sys(program, "fatal", "read descriptor", "3", errno);
      die(error_temp(errno) ? EXIT_LATER : EXIT_MISUSE);
    }
    len += (size_t)r;
  } while (r && len < sizeof up);
  (void)close(CREDENTIALS_FD); /* only read from: nothing can be lost */
  if (!credentials_unpack(up, len, name, password))
    checker_die_misuse("descriptor 3 must have login, password and timestamp, "
      "each ended by a 0 byte, in 512 bytes at most");
  up_len = len;
  login = *name;
  digest = credentials_digest(*password);
}

void checker_login(const char *name) { login = name; }

const char *checker_local(const char *name)
{
  static char form[CREDENTIALS_MAX + 1];
  const char *domains = getenv("POP3DOMAIN");

  (void)login_form(form, sizeof form, name, domains); /* it has the room */
  form[login_local(form, domains)] = 0;
  login = form;
  return form;
}

/* A pipe takes so few bytes at once. */
void checker_again(void)
{
  int p[2];

  if (pipe(p) == -1 || write(p[1], up, up_len) != (ssize_t)up_len
      || close(p[1]) == -1 || fd_move(CREDENTIALS_FD, p[0]) == -1)
    checker_die_sys("make descriptor", "3");
}

void checker_become(const struct user *u)
{
  if (prot_gid(u->gid) == -1) checker_die_sys("set gid of", login);
  if (prot_uid(u->uid) == -1) checker_die_sys("set uid of", login);
  if (chdir(u->home) == -1) checker_die_sys("change to", u->home);
  if (pathexec_setenv("USER", u->name) == -1
      || pathexec_setenv("HOME", u->home) == -1
      || pathexec_setenv("SHELL", u->shell) == -1)
    checker_die_sys("set", "environment");
}

NORETURN void checker_exec(char **argv)
{
  byte_wipe(up, sizeof up);
  pathexec(argv);
  checker_die_sys("run", *argv);
}

NORETURN void checker_run(char **argv, const char *label)
{
  log_outcome(label, " accepted", "");
  checker_exec(argv);
}
