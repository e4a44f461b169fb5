#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "hasshadow.h"
#include "hascrypt.h"
#include "hascrypt_h.h"
#include "hasgensalt.h"
#ifdef HASSHADOW
#include <shadow.h>
#endif
#ifdef HASCRYPT_H
#include <crypt.h>
#endif
#include "account.h"
#include "byte.h"
#include "str.h"

static struct passwd room; /* a login's line of passwd, */
static char entry[16384];  /* and what it points to */
static char secret[16384]; /* what its line of shadow points to */

/* POSIX lets a lookup say "not there" in more than one way. */
static int absent(int e)
{
  return e == 0 || e == ENOENT || e == ESRCH;
}

#ifdef HASSHADOW
static int expired(const struct spwd *sp)
{
  long today = (long)(time(0) / 86400);

  if (sp->sp_expire >= 0 && today >= sp->sp_expire) return 1;
  if (sp->sp_lstchg <= 0 || sp->sp_max < 0 || sp->sp_inact < 0) return 0;
  if (today - sp->sp_lstchg <= sp->sp_max) return 0;
  return today - sp->sp_lstchg - sp->sp_max > sp->sp_inact;
}

/* Sets *hash and a->why if shadow has a line for the login; -1 with errno if
 * that cannot be known. */
static int shadowed(struct account *a, const char *login, const char **hash)
{
  struct spwd line;
  struct spwd *sp;
  int e = getspnam_r(login, &line, secret, sizeof secret, &sp);

  if (!sp) { errno = e; return absent(e) ? 0 : -1; }
  *hash = sp->sp_pwdp;
  if (expired(sp)) a->why = "account has expired";
  return 0;
}
#else
static int shadowed(struct account *a, const char *login, const char **hash)
{
  (void)a; (void)login; (void)hash;
  return 0;
}
#endif

/* Sets *hash to the stored hash, and a->why if it must not be used; -1 with
 * errno if that cannot be known. */
static int find(struct account *a, const char *login, const char **hash)
{
  struct passwd *pw;
  int e = getpwnam_r(login, &room, entry, sizeof entry, &pw);

  a->why = 0;
  *hash = "";
  if (!pw && absent(e)) { a->why = "no such login"; return 0; }
  if (!pw) { errno = e; return -1; }
  a->name = pw->pw_name;
  a->home = pw->pw_dir;
  a->shell = pw->pw_shell;
  a->uid = pw->pw_uid;
  a->gid = pw->pw_gid;
  *hash = pw->pw_passwd;
  if (!strcmp(*hash, "x") && shadowed(a, login, hash) == -1) return -1;
  if (!**hash) a->why = "no password is set";
  if (**hash == '!' || **hash == '*' || !strcmp(*hash, "x"))
    a->why = "password is locked";
  if (a->uid == 0) a->why = "uid is 0";
  return 0;
}

/* What to hash with where there is nothing to compare with: the kind and
 * the cost that a new password on this system would get. */
static const char *usual(void)
{
#ifdef HASGENSALT
  static char salt[CRYPT_GENSALT_OUTPUT_SIZE];

  if (crypt_gensalt_rn(0, 0, "any sixteen byte", 16, salt, sizeof salt))
    return salt;
#endif
  return "$6$anysixteenbytes";
}

/* 1 = hash is of the same kind as usual, "$y$" or "$6$" or the like. */
static int samekind(const char *usual_one, const char *hash)
{
  return strncmp(usual_one, hash, str_chr(usual_one + 1, '$') + 2) == 0;
}

static char *hashed(const char *password, const char *setting)
{
#ifdef HASCRYPT
  return crypt(password, setting);
#else
  (void)password; (void)setting;
  errno = ENOSYS;
  return 0;
#endif
}

/* 1 = stored is the hash of the password, 0 = it is not, -1 = crypt could
 * not tell: it has no memory, or does not know this kind of hash. */
static int matches(const char *password, const char *stored)
{
  char *h;
  size_t n;
  int r;

  errno = 0;
  h = hashed(password, stored);
  if (!h || *h == '*') {
    if (!errno) errno = EINVAL;
    return -1;
  }
  n = strlen(h);
  r = n == strlen(stored) && byte_same(h, stored, n);
  byte_wipe(h, n);
  return r;
}

static int decide(struct account *a, const char *login, const char *password)
{
  const char *hash;
  int r;

  if (find(a, login, &hash) == -1) {
    a->why = "look up";
    return ACCOUNT_ERROR;
  }
  r = matches(password, a->why ? usual() : hash);
  if (r == 0 && !a->why && !samekind(usual(), hash))
    if (matches(password, usual()) == -1) r = -1;
  if (r == -1) {
    a->why = "hash the password of";
    return ACCOUNT_ERROR;
  }
  if (r == 0 && !a->why) a->why = "wrong password";
  return a->why ? ACCOUNT_REFUSED : ACCOUNT_GOOD;
}

int account_check(struct account *a, const char *login, const char *password)
{
  int r = decide(a, login, password);
  int e = errno;

  byte_wipe(secret, sizeof secret);
  if (room.pw_passwd) byte_wipe(room.pw_passwd, strlen(room.pw_passwd));
  errno = e;
  return r;
}

int account_groups(const struct account *a)
{
  return initgroups(a->name, a->gid);
}
