/* mailaccounts - makes a database of mail accounts from a text, for checkmail:
 * all of it, or nothing if a line of it is wrong. */
#include <errno.h>
#include <string.h>
#include <unistd.h>
#include "accounts.h"
#include "alloc.h"
#include "cdbmake.h"
#include "exitcode.h"
#include "fd.h"
#include "hash.h"
#include "hashform.h"
#include "noreturn.h"
#include "num.h"
#include "passwdfile.h"
#include "passwdline.h"
#include "replace.h"
#include "sig.h"
#include "sort.h"
#include "stralloc.h"
#include "strerr.h"

#define PROGRAM "mailaccounts"

static stralloc text;
static struct passwdfile file;
static size_t bad; /* lines that are wrong */
static struct accounts_rules rules;
static const char *draft; /* once it is there */
static int draft_fd;

/* ---- how it dies ---- */

static NORETURN void die(int code)
{
  if (draft) replace_cancel(draft_fd, draft);
  _exit(code);
}

static NORETURN void die_usage(const char *why)
{
  strerr_say(PROGRAM, "fatal", why);
  die(EXIT_USAGE);
}

static NORETURN void die_sys(const char *what, const char *object)
{
  strerr_sys(PROGRAM, "fatal", what, object, errno);
  die(EXIT_LATER);
}

static void report(size_t i, const char *why)
{
  strerr_start(PROGRAM);
  strerr_text("line ");
  strerr_num(i);
  if (*file.line[i].p.login) {
    strerr_text(", ");
    strerr_safe(file.line[i].p.login);
  }
  strerr_text(": ");
  strerr_text(why);
  strerr_end();
  ++bad;
}

static void die_bad(void)
{
  if (!bad) return;
  strerr_start(PROGRAM);
  strerr_text("fatal: nothing was changed, as this many lines are wrong: ");
  strerr_num(bad);
  strerr_end();
  die(EXIT_USAGE);
}

/* ---- reading ---- */

static void read_text(void)
{
  ssize_t r;

  do {
    if (!stralloc_more(&text, 65536)) die_sys("read", "accounts");
    r = fd_read(0, text.s + text.len, text.a - text.len - 1);
    if (r == -1) die_sys("read", "accounts");
    text.len += (size_t)r;
  } while (r);
  if (memchr(text.s, 0, text.len)) die_usage("there is a 0 byte in the text");
  if (!stralloc_cat0(&text) || !passwdfile_take(&file, text.s))
    die_sys("read", "accounts");
}

static const char *range(const struct passwdline *p)
{
  return p->kind == PASSWDLINE_ACCOUNT
    && (p->uid < rules.first || p->uid > rules.last)
    ? "uid is not one of those that the command line allows" : 0;
}

static void report_bad(void)
{
  const char *why;
  size_t i;

  for (i = 1; i <= file.n; ++i) {
    why = file.line[i].why;
    if (!why) why = range(&file.line[i].p);
    if (why) report(i, why);
  }
  die_bad();
}

/* ---- what a refusal costs ---- */

static int hashed(const char *s)
{
  return *s && *s != '!' && *s != '*' && strcmp(s, "x") != 0;
}

static int same_kind(const char *a, const char *b)
{
  size_t n = hashform_kind(a);

  return n == hashform_kind(b) && !strncmp(a, b, n);
}

/* Sees to it that there are as many hashes of this kind among the rules as
 * the account at line i has, up to the one at line to. */
static void count(size_t i, size_t to)
{
  const char *hash = file.line[to].p.hash;
  const char *before;
  size_t need = 1;
  size_t k;

  for (; i != to; i = file.line[i].next) {
    before = file.line[i].p.hash;
    if (hashed(before) && same_kind(before, hash)) ++need;
  }
  for (k = 0; k < rules.n && need; ++k)
    if (same_kind(rules.kind[k], hash)) --need;
  if (!need) return;
  if (rules.n == KINDS_MAX) {
    report(to, "there are too many kinds of hashes");
    return;
  }
  if (hash_matches("", hash) == -1)
    report(to, "this system's crypt does not know this kind of hash");
  else rules.kind[rules.n++] = hash;
}

static void count_hashes(void)
{
  size_t i;
  size_t k;

  for (i = 1; i <= file.n; ++i) {
    if (file.line[i].p.kind != PASSWDLINE_ACCOUNT) continue;
    for (k = i; k; k = file.line[k].next)
      if (hashed(file.line[k].p.hash)) count(i, k);
  }
}

/* ---- who shares a uid ---- */

static void find_shared(void)
{
  size_t room = 0;
  size_t n = 0;
  size_t i;
  uint64_t *uid = alloc_grow(0, &room, file.n, sizeof *uid);

  if (!uid) die_sys("read", "accounts");
  for (i = 1; i <= file.n; ++i)
    if (file.line[i].p.kind == PASSWDLINE_ACCOUNT)
      uid[n++] = file.line[i].p.uid;
  sort_number(uid, n, sizeof *uid);
  for (i = 1; i < n; ++i)
    if (uid[i - 1] == uid[i]) rules.shared = 1;
  alloc_free(uid);
}

/* ---- writing ---- */

static void add(struct cdbmake *db, const char *key, size_t i, const char *cdb)
{
  static char value[ACCOUNTS_VALUE];
  struct accounts_entry e;
  size_t len;
  size_t k;

  e.user.name = file.line[i].p.login;
  e.user.uid = file.line[i].p.uid;
  e.user.gid = file.line[i].p.gid;
  e.user.home = file.line[i].p.home;
  e.user.shell = file.line[i].p.shell;
  for (e.n = 0, k = i; k; k = file.line[k].next, ++e.n) {
    e.password[e.n].label = file.line[k].p.label;
    e.password[e.n].hash = file.line[k].p.hash;
  }
  if (!accounts_pack(value, &len, &e)) {
    report(i, "an account has at most 3800 bytes, with all its passwords");
    return;
  }
  if (cdbmake_add(db, key, strlen(key), value, len) == -1)
    die_sys("write", cdb);
}

static void write_database(const char *cdb)
{
  static char buf[65536];
  static char value[ACCOUNTS_VALUE];
  struct cdbmake db;
  size_t len;
  size_t i;

  if (!accounts_pack_rules(value, &len, &rules))
    die_usage("the hashes are of too many kinds");
  if (cdbmake_start(&db, draft_fd, buf, sizeof buf) == -1
      || cdbmake_add(&db, "", 0, value, len) == -1) die_sys("write", cdb);
  for (i = 1; i <= file.n; ++i) {
    if (file.line[i].p.kind == PASSWDLINE_ACCOUNT)
      add(&db, file.line[i].p.login, i, cdb);
    if (file.line[i].p.kind == PASSWDLINE_ALIAS)
      add(&db, file.line[i].p.login,
        passwdfile_account(&file, file.line[i].p.other), cdb);
  }
  if (!bad && cdbmake_finish(&db) == -1) die_sys("write", cdb);
}

static void limits(const char *first, const char *last)
{
  uint64_t a;
  uint64_t b;

  if (!num_whole(first, &a) || !num_whole(last, &b) || a == 0 || b < a
      || b >= UINT32_MAX)
    die_usage("first and last must be uids from 1 on, in this order");
  rules.first = (uint32_t)a;
  rules.last = (uint32_t)b;
}

int main(int argc, char **argv)
{
  if (!fd_std()) _exit(EXIT_LATER);
  sig_start();
  if (argc != 5) die_usage("usage: " PROGRAM
    " accounts.cdb accounts.tmp first-uid last-uid <accounts");
  limits(argv[3], argv[4]);
  read_text();
  report_bad();
  count_hashes();
  die_bad();
  find_shared();
  draft_fd = replace_begin(argv[2]);
  if (draft_fd == -1) die_sys("write", argv[2]);
  draft = argv[2];
  write_database(argv[2]);
  die_bad();
  draft = 0;
  if (replace_finish(draft_fd, argv[2], argv[1]) == -1)
    die_sys("make", argv[1]);
  _exit(EXIT_DONE);
}
