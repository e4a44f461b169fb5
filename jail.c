#include <errno.h>
#include <unistd.h>
#include "hasprctl.h"
#include "haspledge.h"
#include "hasseccomp.h"
#ifdef HASPRCTL
#include <sys/prctl.h>
#endif
#ifdef HASSECCOMP
#include <sys/syscall.h>
#endif
#include "jail.h"
#include "limit.h"
#include "prot.h"

/* An id that no account, container or service has: above what any system
 * hands out, and of this process alone, so that two jailed processes cannot
 * signal or trace each other. */
enum { ID_BASE = 0x70000000, ID_NOBODY = 65534 };

static int become(int (*set)(uid_t id), uid_t own)
{
  if (set(own) == 0) return 0;
  if (errno != EINVAL) return -1;
  return set(ID_NOBODY); /* a container that knows 65,536 ids only */
}

#ifdef HASSECCOMP
/* from linux/seccomp.h, which not every libc's compiler can see */
enum { SECCOMP_STRICT = 1 };
#endif

static int as_gid(uid_t id) { return prot_gid((gid_t)id); }

static int strictest(void)
{
#if defined HASPLEDGE
  return pledge("stdio", "");
#elif defined HASSECCOMP
  /* a kernel built without it, or a sandbox that has taken it away */
  if (prctl(PR_SET_SECCOMP, SECCOMP_STRICT) == -1)
    return errno == EINVAL || errno == ENOSYS ? 0 : -1;
#endif
  return 0;
}

int jail_stranger(const char *root)
{
  uid_t own = (uid_t)ID_BASE + (uid_t)getpid();

  if (getuid() == 0 || geteuid() == 0) {
    if (chdir(root) == -1 || chroot(".") == -1) return -1;
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
#ifdef HASSECCOMP
  /* _exit calls exit_group, which strict mode answers with SIGKILL */
  syscall(SYS_exit, code);
#endif
  _exit(code);
}

int jail_user(void)
{
  if (limit_nocore() == -1 || limit_nofork() == -1) return -1;
#ifdef HASPRCTL
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == -1 && errno != EINVAL)
    return -1;
#endif
  jail_secret();
  return 0;
}

void jail_secret(void)
{
#ifdef HASPRCTL
  (void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
}
