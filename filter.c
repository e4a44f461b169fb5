#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include "hasseccomp.h"
#ifdef HASSECCOMP
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "machine.h"
#include "sort.h"
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

static const struct step strict[] = {
  BEGIN,
  ALLOWED(SYS_read), ALLOWED(SYS_write), ALLOWED(SYS_exit),
  ALLOWED(SYS_rt_sigreturn),
#ifdef SYS_sigreturn
  ALLOWED(SYS_sigreturn),
#endif
  { RETURN, 0, 0, KILL }
};

/* The calls that a session is refused.  The other names of a call are those of
 * older numbers, wider ids or longer times; not every machine has each. */
static const uint32_t refused[] = {
#ifdef SYS_io_uring_setup
  SYS_io_uring_setup, /* which calls what no filter sees */
#endif
#ifdef SYS_socket
  SYS_socket, SYS_socketpair, SYS_connect, SYS_bind, SYS_listen, SYS_accept4,
  SYS_sendmsg,
#endif
#ifdef SYS_accept
  SYS_accept,
#endif
  SYS_sendmmsg,
  SYS_execve, SYS_execveat,
  SYS_ptrace,
  SYS_process_vm_readv, SYS_process_vm_writev,
#ifdef SYS_pidfd_getfd
  SYS_pidfd_getfd,
#endif
  SYS_unshare, SYS_setns, /* to be root elsewhere */
#ifdef SYS_chmod
  SYS_chmod,
#endif
  SYS_fchmod, SYS_fchmodat,
#ifdef SYS_chown
  SYS_chown, SYS_lchown,
#endif
  SYS_fchown, SYS_fchownat,
#ifdef SYS_chown32
  SYS_chown32, SYS_lchown32, SYS_fchown32,
#endif
#ifdef SYS_utime
  SYS_utime,
#endif
#ifdef SYS_utimes
  SYS_utimes, SYS_futimesat,
#endif
#ifdef SYS_utimensat
  SYS_utimensat,
#endif
#ifdef SYS_utimensat_time64
  SYS_utimensat_time64,
#endif
  SYS_setxattr, SYS_lsetxattr, SYS_fsetxattr,
  SYS_removexattr, SYS_lremovexattr, SYS_fremovexattr,
#ifdef SYS_truncate
  SYS_truncate,
#endif
#ifdef SYS_truncate64
  SYS_truncate64,
#endif
};
enum { REFUSED = sizeof refused / sizeof *refused, TREE = 2 * REFUSED - 1 };

/* What stands before and behind the search for them; before it is what the
 * number alone does not decide. */
static const struct step reach[] = {
  BEGIN,
#ifdef SYS_landlock_create_ruleset
  /* From 424 on all machines count alike, but from a base of their own.  At
   * 452, fchmodat2, begins what we do not know. */
  { AT_LEAST, 0, 1, SYS_landlock_create_ruleset - 444 + 452 },
  { RETURN, 0, 0, REFUSE | ENOSYS },
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
  { EQUAL, 0, 6, SYS_sendto },
  { LOAD, 0, 0, AT_ARGUMENT + 4 * 8 },
  { EQUAL, 0, 2, 0 },
  { LOAD, 0, 0, AT_ARGUMENT + 4 * 8 + 4 },
  { EQUAL, 1, 0, 0 },
  { RETURN, 0, 0, REFUSE | EPERM },
  { RETURN, 0, 0, ALLOW },
#endif
};
static const struct step end[] = {
  { RETURN, 0, 0, REFUSE | EPERM }, { RETURN, 0, 0, ALLOW }
};
enum { REACH = sizeof reach / sizeof *reach, STEPS = REACH + TREE + 2 };

/* Writes 2 * n - 1 steps that search call[0] to call[n - 1] by halves.  Beyond
 * these, and behind more of them, is a step that refuses, and then one that
 * allows.
 *
 * The kernel tries each number that it knows when a filter is installed, some
 * 450 of them: by halves, each takes 6 steps and not 40. */
static void search(struct step *s, const uint64_t *call, size_t n,
  size_t behind)
{
  size_t left = n / 2;
  uint32_t k = (uint32_t)call[left];

  if (n == 1) {
    *s = (struct step){ EQUAL, (uint8_t)behind, (uint8_t)(behind + 1), k };
    return;
  }
  *s = (struct step){ AT_LEAST, (uint8_t)(2 * left - 1), 0, k };
  search(s + 1, call, left, 2 * (n - left) - 1 + behind);
  search(s + 2 * left, call + left, n - left, behind);
}

static void write_reach(struct step step[STEPS])
{
  uint64_t call[REFUSED];
  size_t i;

  for (i = 0; i < REFUSED; ++i) call[i] = refused[i];
  sort_number(call, REFUSED, sizeof *call); /* machines differ in that */
  memcpy(step, reach, sizeof reach);
  search(step + REACH, call, REFUSED, 0);
  memcpy(step + REACH + TREE, end, sizeof end);
}

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
  struct step step[STEPS];

  write_reach(step);
  return filter(step, STEPS);
}
#else
int filter_strict(void) { return 0; }
void filter_exit(int code) { (void)code; }
int filter_reach(void) { return 0; }
#endif
