/* checkmail - reads a login and password on descriptor 3; if they are those of
 * an account of a database, becomes its user and runs the rest of the command
 * line. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "accounts.h"
#include "byte.h"
#include "cdb.h"
#include "checker.h"
#include "credentials.h"
#include "hash.h"
#include "hashform.h"
#include "jail.h"
#include "kind.h"
#include "limit.h"
#include "login.h"
#include "prot.h"
#include "str.h"
#include "strerr.h"

#define PROGRAM "checkmail"

static struct cdb db;
static struct accounts_rules rules;
static struct accounts_entry account;
static const char *password;

static char form[CREDENTIALS_MAX + 1]; /* the login, as accounts are */
static char full[2 * sizeof form];     /* the same, with a domain */

/* ---- the database ---- */

static NORETURN void die_database(const char *file)
{
  int e = errno;

  byte_wipe(&db, sizeof db);
  errno = e;
  checker_die_file("read", file);
}

static void open_database(const char *file)
{
  int fd = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  const char *value;
  size_t len;

  if (fd == -1 || cdb_start(&db, fd) == -1) die_database(file);
  errno = EBADMSG;
  if (cdb_first(&db, "", 0, &value, &len) != 1
      || !accounts_unpack_rules(&rules, value, len)) die_database(file);
}

/* Finds the account of that login: 1, 0 = there is none. */
static int find(const char *file, const char *login)
{
  const char *value;
  size_t len;
  int r = 0;

  if (*login) r = cdb_find(&db, login, strlen(login), &value, &len);
  if (r == 1 && !accounts_unpack(&account, value, len)) {
    errno = EBADMSG;
    r = -1;
  }
  if (r == -1) die_database(file);
  return r;
}

/* A login may be an account with its domain or without. */
static int look_up(const char *file, const char *login)
{
  const char *domains = getenv("POP3DOMAIN");
  size_t local;

  (void)login_form(form, sizeof form, login, domains); /* it has the room */
  local = login_local(form, domains);
  if (find(file, form)) return 1;
  if (form[local]) {
    form[local] = 0;
    if (find(file, form)) return 1;
  }
  return login_full(full, sizeof full, form, domains) && find(file, full);
}

/* ---- the password ---- */

/* Makes a hash, to compare it or only to take its time. */
static int hash(const char *stored)
{
  int r = hash_matches(password, stored);
  int e = errno;

  if (r == -1 && hash_waste(password) == 0) errno = e; /* not for memory */
  return r;
}

/* A hash of this kind need not be made again for this refusal. */
static void counts(const char *stored)
{
  size_t n = hashform_kind(stored);
  size_t i;

  for (i = 0; i < rules.n; ++i) {
    if (!*rules.kind[i] || hashform_kind(rules.kind[i]) != n
        || strncmp(rules.kind[i], stored, n)) continue;
    rules.kind[i] = "";
    return;
  }
}

/* Every refusal costs the same hashes: the most that any account has of each
 * kind, and what the next checker would make.  0, or the errno of one that
 * could not be made. */
static int waste(int more)
{
  size_t i;
  int e = 0;

  for (i = 0; i < rules.n; ++i)
    if (*rules.kind[i] && hash(rules.kind[i]) == -1) e = errno;
  if ((!rules.n || more) && hash_waste(password) == -1) e = errno;
  return e;
}

static int usable(const char *stored)
{
  return *stored && *stored != '*' && strcmp(stored, "x") != 0;
}

/* What is wrong with the account, whoever has the password; or null. */
static const char *unfit(void)
{
  size_t i;

  if (account.user.uid == 0) return "uid is 0";
  if (account.user.uid < rules.first || account.user.uid > rules.last)
    return "uid is not allowed";
  if (*account.password->hash == '!') return "password is locked";
  for (i = 0; i < account.n; ++i)
    if (usable(account.password[i].hash)) return 0;
  return *account.password->hash ? "password is locked"
    : "no password is set";
}

/* The label of the password that is right; null = none is.  *failed is set if
 * one of them cannot be told. */
static const char *right(int *failed)
{
  const struct accounts_password *p = account.password;
  const struct accounts_password *end = p + account.n;
  int r;

  for (; p < end; ++p) {
    if (!usable(p->hash)) continue;
    counts(p->hash);
    r = hash(p->hash);
    if (r == 1) return p->label;
    if (r == -1) *failed = errno;
  }
  return 0;
}

/* Copies a string out of the database, before that is erased. */
static const char *keep(const char *s)
{
  static char kept[sizeof db.record];
  static size_t n;
  char *copy = kept + n;

  n += strlen(s) + 1; /* all of them are from one record */
  return memcpy(copy, s, strlen(s) + 1);
}

static void forget(void)
{
  account.user.name = keep(account.user.name);
  account.user.home = keep(account.user.home);
  account.user.shell = keep(account.user.shell);
  byte_wipe(&db, sizeof db);
}

/* Returns the label of the password.  No hash is left in memory. */
static const char *verify(int more)
{
  const char *why = unfit();
  const char *label = 0;
  int failed = 0;

  if (!why) label = right(&failed);
  if (label) label = keep(label);
  else if (!failed) failed = waste(more);
  else (void)waste(more); /* it takes its time all the same */
  checker_forget();
  forget();
  checker_login(account.user.name);
  if (label) return label;
  errno = failed;
  if (failed) checker_die_hash("hash the password of");
  checker_die_refused(why ? why : "wrong password");
}

/* ---- who else is asked ---- */

/* The words of a command line behind the checkers that it begins with. */
static char **behind(char **argv)
{
  int n;

  while (*argv) {
    n = kind_of(*argv)->words;
    if (!n || (n > 1 && !argv[1])) break;
    argv += n;
  }
  return argv;
}

static NORETURN void unknown(char **argv, int more)
{
  int e = waste(0);

  byte_wipe(&db, sizeof db);
  checker_login(form);
  errno = e;
  if (e) checker_die_hash("hash the password of");
  if (!more) checker_die_refused("no such login");
  checker_again();
  checker_exec(argv);
}

/* ---- the rest ---- */

static void walls(void)
{
  if (rules.shared && !jail_walls())
    strerr_say(PROGRAM, "warning", "accounts share a uid, and this system has "
      "no Landlock to keep one from the mail of another");
}

static NORETURN void serve(char **argv, const char *label)
{
  if (prot_nogroups() == -1)
    checker_die_sys("set groups of", account.user.name);
  walls();
  checker_become(&account.user);
  checker_run(argv, label);
}

int main(int argc, char **argv)
{
  const char *login;
  char **program;

  checker_start(PROGRAM);
  if (argc < 3) checker_die_misuse("usage: " PROGRAM
    " accounts.cdb program [args]");
  program = behind(argv + 2);
  if (!*program) checker_die_misuse("no program behind the last checker");
  checker_read(&login, &password);
  if (limit_raise() == -1) checker_die_sys("raise", "limits");
  open_database(argv[1]);
  if (!look_up(argv[1], login)) unknown(argv + 2, program != argv + 2);
  serve(program, verify(program != argv + 2));
}
