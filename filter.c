#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include "hasseccomp.h"
#ifdef HASSECCOMP
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "machine.h"
#endif
#include "filter.h"

#ifdef HASSECCOMP
/* The kernel's interface, from linux/seccomp.h and linux/filter.h, which not
 * every libc's compiler can see. */
struct step { uint16_t code; uint8_t yes; uint8_t no; uint32_t k; };
struct program { unsigned short len; const struct step *step; };

enum { LOAD = 0x20, EQUAL = 0x15, AT_LEAST = 0x35, RETURN = 0x06 };
enum { KILL = 0, REFUSE = 0x50000, ALLOW = 0x7fff0000 };
enum { AT_CALL = 0, AT_MACHINE = 4, AT_ARGUMENT = 16 }; /* 8 bytes each */
enum { MODE_STRICT = 1, MODE_FILTER = 2 };

/* Every filter begins with these: numbers of calls mean something only
 * together with the machine. */
#define BEGIN { LOAD, 0, 0, AT_MACHINE }, \
  { EQUAL, 1, 0, MACHINE }, { RETURN, 0, 0, KILL }, { LOAD, 0, 0, AT_CALL }
#define ALLOWED(call) { EQUAL, 0, 1, call }, { RETURN, 0, 0, ALLOW }
#define REFUSED(call) { EQUAL, 0, 1, call }, { RETURN, 0, 0, REFUSE | EPERM }

static const struct step strict[] = {
  BEGIN,
  ALLOWED(SYS_read), ALLOWED(SYS_write), ALLOWED(SYS_exit),
  ALLOWED(SYS_rt_sigreturn),
#ifdef SYS_sigreturn
  ALLOWED(SYS_sigreturn),
#endif
  { RETURN, 0, 0, KILL }
};

/* The other names of a call are those of older numbers, wider ids or longer
 * times; not every machine has each. */
static const struct step reach[] = {
  BEGIN,
#ifdef SYS_landlock_create_ruleset
  /* From 424 on all machines count alike, but from a base of their own.  At
   * 452, fchmodat2, begins what we do not know. */
  { AT_LEAST, 0, 1, SYS_landlock_create_ruleset - 444 + 452 },
  { RETURN, 0, 0, REFUSE | ENOSYS },
#endif
#ifdef SYS_io_uring_setup
  REFUSED(SYS_io_uring_setup), /* which calls what no filter sees */
#endif
#ifdef SYS_socket
  REFUSED(SYS_socket), REFUSED(SYS_socketpair), REFUSED(SYS_connect),
  REFUSED(SYS_bind), REFUSED(SYS_listen), REFUSED(SYS_accept4),
  REFUSED(SYS_sendmsg),
#endif
#ifdef SYS_accept
  REFUSED(SYS_accept),
#endif
  REFUSED(SYS_sendmmsg),
  REFUSED(SYS_execve), REFUSED(SYS_execveat),
  REFUSED(SYS_ptrace),
  REFUSED(SYS_process_vm_readv), REFUSED(SYS_process_vm_writev),
#ifdef SYS_pidfd_getfd
  REFUSED(SYS_pidfd_getfd),
#endif
  REFUSED(SYS_unshare), REFUSED(SYS_setns), /* to be root elsewhere */
#ifdef SYS_chmod
  REFUSED(SYS_chmod),
#endif
  REFUSED(SYS_fchmod), REFUSED(SYS_fchmodat),
#ifdef SYS_chown
  REFUSED(SYS_chown), REFUSED(SYS_lchown),
#endif
  REFUSED(SYS_fchown), REFUSED(SYS_fchownat),
#ifdef SYS_chown32
  REFUSED(SYS_chown32), REFUSED(SYS_lchown32), REFUSED(SYS_fchown32),
#endif
#ifdef SYS_utime
  REFUSED(SYS_utime),
#endif
#ifdef SYS_utimes
  REFUSED(SYS_utimes), REFUSED(SYS_futimesat),
#endif
#ifdef SYS_utimensat
  REFUSED(SYS_utimensat),
#endif
#ifdef SYS_utimensat_time64
  REFUSED(SYS_utimensat_time64),
#endif
  REFUSED(SYS_setxattr), REFUSED(SYS_lsetxattr), REFUSED(SYS_fsetxattr),
  REFUSED(SYS_removexattr), REFUSED(SYS_lremovexattr),
  REFUSED(SYS_fremovexattr),
#ifdef SYS_truncate
  REFUSED(SYS_truncate),
#endif
#ifdef SYS_truncate64
  REFUSED(SYS_truncate64),
#endif
#ifdef SYS_socketcall
  /* older numbers of all that sockets do, of which send(2) is the ninth */
  { EQUAL, 0, 4, SYS_socketcall },
  { LOAD, 0, 0, AT_ARGUMENT + MACHINE_LOW },
  { EQUAL, 0, 1, 9 },
  { RETURN, 0, 0, ALLOW },
  { RETURN, 0, 0, REFUSE | EPERM },
#endif
#ifdef SYS_sendto
  /* send(2) too, which gives no address, the argument number 4 */
  { EQUAL, 0, 5, SYS_sendto },
  { LOAD, 0, 0, AT_ARGUMENT + 4 * 8 },
  { EQUAL, 0, 2, 0 },
  { LOAD, 0, 0, AT_ARGUMENT + 4 * 8 + 4 },
  { EQUAL, 1, 0, 0 },
  { RETURN, 0, 0, REFUSE | EPERM },
#endif
  { RETURN, 0, 0, ALLOW }
};

/* A kernel built without it, or a sandbox that has taken it away. */
static int set(unsigned long mode, const struct program *p)
{
  if (prctl(PR_SET_SECCOMP, mode, p) == 0) return 0;
  return errno == EINVAL || errno == ENOSYS ? FILTER_NONE : -1;
}

static int filter(const struct step *step, size_t len)
{
  struct program p = { (unsigned short)len, step };

  return MACHINE ? set(MODE_FILTER, &p) : FILTER_NONE;
}

int filter_strict(void)
{
  int r = set(MODE_STRICT, 0);

  if (r != FILTER_NONE) return r;
  return filter(strict, sizeof strict / sizeof *strict);
}

void filter_exit(int code) { syscall(SYS_exit, code); }

int filter_reach(void)
{
  return filter(reach, sizeof reach / sizeof *reach);
}
#else
int filter_strict(void) { return 0; }
void filter_exit(int code) { (void)code; }
int filter_reach(void) { return 0; }
#endif
