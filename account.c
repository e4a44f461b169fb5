#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <stdint.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "hasshadow.h"
#ifdef HASSHADOW
#include <shadow.h>
#endif
#include "account.h"
#include "alloc.h"
#include "byte.h"
#include "hash.h"
#include "nsswitch.h"

static struct passwd room; /* a login's line of passwd, */
static char entry[16384];  /* and what it points to */
static char secret[16384]; /* what its line of shadow points to */

/* ---- looking up ---- */

/* POSIX lets a lookup say "not there" in more than one way. */
static int absent(int e)
{
  return e == 0 || e == ENOENT || e == ESRCH;
}

static int readable(const char *file)
{
  int fd = open(file, O_RDONLY);
  ssize_t r;
  int e;

  if (fd == -1) return errno == ENOENT;
  while ((r = read(fd, secret, sizeof secret)) > 0) ;
  e = errno;
  (void)close(fd); /* only read from: nothing can be lost */
  errno = e;
  return r == 0;
}

/* libc takes a file that it could not read for one without the line.  So
 * what says that there is no line is looked at again: 0 = it can be read to
 * its end, or there is none; -1 with errno, and a->file is that file. */
static int whole(struct account *a, const char *file)
{
  if (readable(file)) return 0;
  a->file = file;
  return -1;
}

/* The login's line of passwd: 1, 0 = there is none, -1 with errno. */
static int find_passwd(struct account *a, const char *login)
{
  struct passwd *pw;
  int again;
  int e;

  for (again = 0; again < 2; ++again) {
    e = getpwnam_r(login, &room, entry, sizeof entry, &pw);
    if (pw) return 1;
    if (!absent(e)) { errno = e; return -1; }
    if (whole(a, "/etc/passwd") == -1) return -1;
  }
  return 0;
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

/* Sets *hash, and a->why if that must not be used; -1 with errno if it cannot
 * be known.  An account that says "x" must have its line there. */
static int shadowed(struct account *a, const char *login, const char **hash)
{
  struct spwd line;
  struct spwd *sp;
  int again;
  int e;

  for (again = 0; again < 2; ++again) {
    e = getspnam_r(login, &line, secret, sizeof secret, &sp);
    if (sp) {
      *hash = sp->sp_pwdp;
      if (expired(sp)) a->why = "account has expired";
      return 0;
    }
    if (!absent(e)) { errno = e; return -1; }
    if (whole(a, "/etc/shadow") == -1) return -1;
  }
  a->why = "find the line in shadow of";
  errno = ENOENT;
  return -1;
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
  int r;

  a->why = 0;
  a->file = 0;
  *hash = "";
  r = find_passwd(a, login);
  if (r == -1) return -1;
  if (r == 0) { a->why = "no such login"; return 0; }
  a->user.name = room.pw_name;
  a->user.home = room.pw_dir;
  a->user.shell = room.pw_shell;
  a->user.uid = room.pw_uid;
  a->user.gid = room.pw_gid;
  *hash = room.pw_passwd;
  if (!strcmp(*hash, "x") && shadowed(a, login, hash) == -1) return -1;
  if (!**hash) a->why = "no password is set";
  if (**hash == '!' || **hash == '*' || !strcmp(*hash, "x"))
    a->why = "password is locked";
  if (a->user.uid == 0) a->why = "uid is 0";
  return 0;
}

static int decide(struct account *a, const char *login, const char *password)
{
  const char *hash;
  int r;
  int e;

  if (find(a, login, &hash) == -1) {
    if (!a->why) a->why = "look up";
    return ACCOUNT_ERROR;
  }
  if (a->why) r = hash_waste(password);
  else {
    r = hash_matches(password, hash);
    e = errno;
    if (r == -1 && hash_waste(password) == 0) errno = e; /* not for memory */
    if (r == 0 && !hash_usual(hash)) r = hash_waste(password);
  }
  if (r == -1) {
    a->why = "hash the password of";
    return ACCOUNT_ERROR;
  }
  if (r == 0 && !a->why) a->why = "wrong password";
  return a->why ? ACCOUNT_REFUSED : ACCOUNT_GOOD;
}

/* 1 = s was written there; a libc may point to a constant instead. */
static int in_entry(const char *s)
{
  uintptr_t at = (uintptr_t)s;

  return at >= (uintptr_t)entry && at - (uintptr_t)entry < sizeof entry;
}

int account_verify(struct account *a, const char *login, const char *password)
{
  int r = decide(a, login, password);
  int e = errno;

  byte_wipe(secret, sizeof secret);
  if (in_entry(room.pw_passwd))
    byte_wipe(room.pw_passwd, strlen(room.pw_passwd));
  alloc_wipe(); /* libc read the files through buffers of its own */
  errno = e;
  return r;
}

int account_groups(struct account *a)
{
  nsswitch_groups();
  if (initgroups(a->user.name, a->user.gid) == -1) return -1;
  return whole(a, "/etc/group"); /* or some may be missing */
}
