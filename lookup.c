#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>
#include "hasnss.h"
#ifdef HASNSS
#include <nss.h>
#endif
#include "hasshadow.h"
#ifdef HASSHADOW
#include <shadow.h>
#endif
#include "alloc.h"
#include "byte.h"
#include "lookup.h"
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

/* 0 = the file can be read to its end, or there is none; -1 with errno, and
 * a->file is that file. */
static int whole(struct account *a, const char *file)
{
  if (readable(file)) return 0;
  a->file = file;
  return -1;
}

/* After a lookup that gave no line and said e.  One libc takes a file that it
 * could not read for one without the line, another does not say which file it
 * was: so it is looked at again.  0 = there is no line; -1 with errno. */
static int missing(struct account *a, const char *file, int e)
{
  if (whole(a, file) == -1) return -1;
  errno = e;
  return absent(e) ? 0 : -1;
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
    if (missing(a, "/etc/passwd", e) == -1) return -1;
  }
  return 0;
}

#ifdef HASSHADOW
/* Sets the hash and days; -1 with errno if they cannot be known.  An account
 * that says "x" must have its line there. */
static int shadowed(struct account *a, const char *login,
  struct account_days *days)
{
  struct spwd line;
  struct spwd *sp;
  int again;
  int e;

  for (again = 0; again < 2; ++again) {
    e = getspnam_r(login, &line, secret, sizeof secret, &sp);
    if (sp) {
      a->hash = sp->sp_pwdp;
      days->changed = sp->sp_lstchg;
      days->most = sp->sp_max;
      days->inactive = sp->sp_inact;
      days->expires = sp->sp_expire;
      return 0;
    }
    if (missing(a, "/etc/shadow", e) == -1) return -1;
  }
  a->why = "find the line in shadow of";
  errno = ENOENT;
  return -1;
}
#else
static int shadowed(struct account *a, const char *login,
  struct account_days *days)
{
  (void)a; (void)login; (void)days;
  return 0;
}
#endif

int lookup_account(struct account *a, const char *login)
{
  struct account_days days = { -1, -1, -1, -1 };
  int r;

  a->why = "look up";
  a->file = 0;
  r = find_passwd(a, login);
  if (r == 0) a->why = "no such login";
  if (r != 1) return r;
  a->user.name = room.pw_name;
  a->user.home = room.pw_dir;
  a->user.shell = room.pw_shell;
  a->user.uid = room.pw_uid;
  a->user.gid = room.pw_gid;
  a->hash = room.pw_passwd;
  if (!strcmp(a->hash, "x") && shadowed(a, login, &days) == -1) return -1;
  account_found(a, &days);
  return 1;
}

/* 1 = s was written there; a libc may point to a constant instead. */
static int in_entry(const char *s)
{
  uintptr_t at = (uintptr_t)s;

  return at >= (uintptr_t)entry && at - (uintptr_t)entry < sizeof entry;
}

void lookup_forget(void)
{
  byte_wipe(secret, sizeof secret);
  if (in_entry(room.pw_passwd))
    byte_wipe(room.pw_passwd, strlen(room.pw_passwd));
  alloc_wipe(); /* libc read the files through buffers of its own */
}

static void files_only(void)
{
#ifdef HASNSS
  if (nsswitch_groups()) (void)__nss_configure_lookup("group", "files");
#endif
}

int lookup_groups(struct account *a)
{
  files_only();
  if (initgroups(a->user.name, a->user.gid) == -1) return -1;
  return whole(a, "/etc/group"); /* or some may be missing */
}
