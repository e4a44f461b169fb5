#include <errno.h>
#include <stdlib.h>
#include <unistd.h>
#include "address.h"
#include "byte.h"
#include "checker.h"
#include "credentials.h"
#include "doorfile.h"
#include "error.h"
#include "exitcode.h"
#include "fault.h"
#include "fd.h"
#include "guess.h"
#include "jail.h"
#include "launch.h"
#include "limit.h"
#include "login.h"
#include "norun.h"
#include "pathexec.h"
#include "seat.h"
#include "prot.h"
#include "sig.h"
#include "strerr.h"
#include "timeoutio.h"

enum {
  IDLE = 60,       /* seconds that descriptor 3 may be silent */
  CHECK_TIME = 60  /* seconds from then until the program runs */
};

static char up[CREDENTIALS_MAX + 1]; /* one more, to see that it is too much */
static size_t up_len;
static const char *login;
static const char *password;
static const char *program;
static int digest; /* the password has the form of one */

/* ---- how it ends ---- */

void checker_forget(void)
{
  size_t kept = password ? (size_t)(password - up) : 0; /* the login */

  byte_wipe(up + kept, sizeof up - kept);
}

NORETURN void checker_die_misuse(const char *why)
{
  checker_forget();
  strerr_say(program, "fatal", why);
  _exit(EXIT_MISUSE);
}

NORETURN void checker_die_sys(const char *what, const char *object)
{
  int e = errno;

  checker_forget();
  strerr_sys(program, "fatal", what, object, e);
  _exit(EXIT_LATER);
}

NORETURN void checker_die_file(const char *what, const char *path)
{
  int e = errno;

  checker_forget();
  fault_file(program, "fatal", what, path, e);
  _exit(EXIT_LATER);
}

/* "accepted", or "by phone accepted", or "refused: why" */
static void log_outcome(const char *label, const char *outcome, const char *why)
{
  checker_forget();
  strerr_start(program);
  if (*label) {
    strerr_text("by ");
    strerr_safe(label);
    strerr_text(" ");
  }
  strerr_text(outcome);
  strerr_text(why);
  strerr_end();
}

/* The seat of qmail-popup is told after the log: the other way round, a kill
 * between the two would leave no line at all. */
NORETURN void checker_die_refused(const char *why)
{
  /* capital letters: fail2ban's filter passes it over */
  if (digest) why = "APOP needs a password in the clear";
  log_outcome("", "refused: ", why);
  guess_failed(address_client(), login);
  seat_refuse();
  _exit(EXIT_REFUSED);
}

NORETURN void checker_die_hash(const char *what)
{
  int e = errno;
  uint64_t limit = limit_memory_hard();

  if (e == ENOMEM && limit != UINT64_MAX) {
    checker_forget();
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

static NORETURN void die_read(void)
{
  int e = errno;

  checker_forget();
  strerr_sys(program, "fatal", "read descriptor", "3", e);
  _exit(error_temp(e) ? EXIT_LATER : EXIT_MISUSE);
}

void checker_read(const char **name, const char **secret)
{
  size_t len = 0;
  ssize_t r;

  do {
    r = timeoutio_read(IDLE, CREDENTIALS_FD, up + len, sizeof up - len);
    if (r == -1) die_read();
    len += (size_t)r;
  } while (r && len < sizeof up);
  (void)close(CREDENTIALS_FD); /* only read from: nothing can be lost */
  alarm(CHECK_TIME); /* a home whose server is gone would hold it for ever */
  if (!credentials_unpack(up, len, name, secret))
    checker_die_misuse("descriptor 3 must have login, password and timestamp, "
      "each ended by a 0 byte, in 512 bytes at most");
  up_len = len;
  login = *name;
  password = *secret;
  digest = credentials_digest(password);
  strerr_session(login);
  /* not before, or it would be descriptor 3 where there is none */
  if (geteuid() == 0) (void)doorfile_open(0); /* qmail-popup has said so */
}

void checker_login(const char *name)
{
  login = name;
  strerr_session(login);
}

const char *checker_local(const char *name)
{
  static char form[CREDENTIALS_MAX + 1];
  const char *domains = getenv("POP3DOMAIN");

  (void)login_form(form, sizeof form, name, domains); /* it has the room */
  form[login_local(form, domains)] = 0;
  checker_login(form);
  return form;
}

/* As late as can be: they may be less than is in use already. */
static void put_limits_back(void)
{
  if (limit_restore() == -1) checker_die_sys("restore", "limits");
}

/* A pipe takes so few bytes at once. */
void checker_again(void)
{
  int p[2];

  put_limits_back();
  if (pipe(p) == -1 || write(p[1], up, up_len) != (ssize_t)up_len
      || close(p[1]) == -1 || fd_move(CREDENTIALS_FD, p[0]) == -1)
    checker_die_sys("make descriptor", "3");
  checker_forget();
}

/* What is remembered of the login, and how many sessions its user has, is in
 * a file that only root can open. */
static void come_in(const char *user)
{
  unsigned int limit = SEAT_LIMIT;

  guess_right(address_client(), login);
  (void)seat_limit("POP3PERUSER", &limit); /* qmail-popup has looked at it */
  if (seat_enter(user, limit) != 0) return;
  /* capital letters: fail2ban's filter passes it over */
  log_outcome("", "refused: ", "IN-USE by as many sessions as one may have");
  _exit(EXIT_LATER);
}

void checker_become(const struct user *u)
{
  checker_forget();
  come_in(u->name);
  if (prot_gid(u->gid) == -1) checker_die_sys("set gid of", login);
  if (prot_uid(u->uid) == -1) checker_die_sys("set uid of", login);
  if (chdir(u->home) == -1) checker_die_file("change to", u->home);
  if (pathexec_setenv("USER", u->name) == -1
      || pathexec_setenv("HOME", u->home) == -1
      || pathexec_setenv("SHELL", u->shell) == -1)
    checker_die_sys("set", "environment");
}

NORETURN void checker_exec(char **argv)
{
  launch_checker(argv);
  norun_log(program, *argv, errno);
  _exit(EXIT_LATER);
}

NORETURN void checker_run(char **argv, const char *label)
{
  put_limits_back();
  log_outcome(label, "accepted", "");
  checker_exec(argv);
}
