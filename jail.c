#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <unistd.h>
#include "haslandlock.h"
#include "hasprctl.h"
#include "haspledge.h"
#ifdef HASPRCTL
#include <sys/prctl.h>
#endif
#ifdef HASLANDLOCK
#include <sys/syscall.h>
#endif
#include "filter.h"
#include "jail.h"
#include "limit.h"
#include "prot.h"

/* An id that no account, container or service has: above what any system
 * hands out, and of this process alone, so that two jailed processes cannot
 * signal or trace each other. */
enum { ID_BASE = 0x70000000, ID_NOBODY = 65534 };
enum { CPU = 2 }; /* seconds; who reads all that it may needs none of them */

static int become(int (*set)(uid_t id), uid_t own)
{
  if (set(own) == 0) return 0;
  if (errno != EINVAL) return -1;
  return set(ID_NOBODY); /* a container that knows 65,536 ids only */
}

static int as_gid(uid_t id) { return prot_gid((gid_t)id); }

static int no_privileges(void)
{
#ifdef HASPRCTL
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == -1 && errno != EINVAL)
    return -1;
#endif
  return 0;
}

static int strictest(void)
{
#ifdef HASPLEDGE
  return pledge("stdio", "");
#else
  if (no_privileges() == -1) return -1;
  return filter_strict();
#endif
}

int jail_stranger(const char *root, uint64_t ms)
{
  uid_t own = (uid_t)ID_BASE + (uid_t)getpid();

  /* not by alarm: seccomp allows sigreturn, which can block all signals */
  if (limit_time(ms) == -1 || limit_cpu(CPU) == -1) return -1;
  if (getuid() == 0 || geteuid() == 0) {
    if (chroot(root) == -1 || chdir("/") == -1) return -1;
    if (prot_nogroups() == -1) return -1;
    if (become(as_gid, own) == -1 || become(prot_uid, own) == -1) return -1;
  }
  jail_secret();
  if (limit_nocore() == -1 || limit_nofork() == -1) return -1;
  if (limit_noopen() == -1) return -1;
  return strictest();
}

void jail_exit(int code)
{
  filter_exit(code);
  _exit(code);
}

int jail_user(void)
{
  if (limit_nocore() == -1 || limit_nofork() == -1) return -1;
  if (no_privileges() == -1) return -1;
  jail_secret();
  return 0;
}

#if defined HASLANDLOCK && defined HASPRCTL
/* The kernel's interface, from linux/landlock.h, which not every libc's
 * compiler can see.  Each version knows more fields of what there is to be
 * refused, and more rights. */
struct refused {
  uint64_t files;
  uint64_t net;
  uint64_t scope;
};
struct allowed {
  uint64_t files;
  int32_t fd;
} __attribute__((packed));

enum { VERSION_FLAG = 1, PATH_BENEATH = 1 };
enum { NET_BIND_CONNECT = 3, SCOPE_SOCKETS_SIGNALS = 3 };
enum {
  FILES_WRITE = 1 << 1, FILES_READ = 1 << 2, FILES_READ_DIR = 1 << 3,
  FILES_REMOVE = 1 << 5, FILES_MAKE = 1 << 8, FILES_REFER = 1 << 13,
  FILES_MAILDIR = FILES_WRITE | FILES_READ | FILES_READ_DIR | FILES_REMOVE
    | FILES_MAKE | FILES_REFER, FILES_MAKEDIR = 1 << 7
};

static long landlock(void)
{
  return syscall(SYS_landlock_create_ruleset, 0, 0, VERSION_FLAG);
}

static int ruleset(long version)
{
  struct refused r = { 0x3fff, NET_BIND_CONNECT, SCOPE_SOCKETS_SIGNALS };
  size_t size = version >= 6 ? sizeof r
    : version >= 4 ? offsetof(struct refused, scope)
    : offsetof(struct refused, net);

  if (version >= 3) r.files |= 1 << 14; /* truncate */
  if (version >= 5) r.files |= 1 << 15; /* ioctl on devices */
  return (int)syscall(SYS_landlock_create_ruleset, &r, size, 0);
}

/* What dir, in the working directory, is; a link leads out of it.  0 = it is
 * not there, or cannot be looked at. */
static mode_t kind(const char *dir)
{
  struct stat st;

  return lstat(dir, &st) == 0 ? st.st_mode : 0;
}

static int allow(int rules, const char *dir, uint64_t more)
{
  struct allowed a = { FILES_MAILDIR | more, -1 };
  int r;

  do a.fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  while (a.fd == -1 && errno == EINTR);
  if (a.fd == -1) return errno == EMFILE || errno == ENFILE ? -1 : 0;
  r = (int)syscall(SYS_landlock_add_rule, rules, PATH_BENEATH, &a, 0);
  (void)close(a.fd); /* only named a directory */
  return r;
}

static int files(void)
{
  static const char *const dirs[] = { "new", "cur", "tmp" };
  long version = landlock();
  int rules;
  size_t i;
  int r;

  if (version < 2) return 0; /* there is none, or none that lets mail move */
  rules = ruleset(version);
  if (rules == -1) return -1;
  r = allow(rules, ".", kind("cur") ? 0 : FILES_MAKEDIR);
  for (i = 0; i < sizeof dirs / sizeof *dirs && r == 0; ++i)
    if (S_ISLNK(kind(dirs[i]))) r = allow(rules, dirs[i], 0);
  if (r == 0) r = (int)syscall(SYS_landlock_restrict_self, rules, 0);
  (void)close(rules); /* the process has it now */
  return r;
}

int jail_walls(void)
{
  return landlock() >= 2;
}

int jail_limits(void) { return 1; }
#elif defined HASPLEDGE
static int files(void)
{
  if (unveil(".", "rwc") == -1 || unveil(0, 0) == -1) return -1;
  return pledge("stdio rpath wpath cpath", "");
}

int jail_walls(void) { return 1; }
int jail_limits(void) { return 0; }
#else
static int files(void) { return 0; }

int jail_walls(void) { return 0; }
int jail_limits(void) { return 1; }
#endif

int jail_maildir(void)
{
  if (files() == -1) return -1;
  return filter_reach() == -1 ? -1 : 0;
}

void jail_secret(void)
{
#ifdef HASPRCTL
  (void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
}
