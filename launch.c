#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include "kind.h"
#include "launch.h"
#include "limit.h"
#include "pathexec.h"

static int lift(const char *program)
{
  return kind_of(program)->dynamic && limit_lift() == -1 ? -1 : 0;
}

int launch_checker(char *const *argv)
{
  return lift(argv[0]) == -1 ? -1 : pathexec(argv);
}

/* What sig_reset does, but for the alarm, which no child inherits.  None of
 * these can fail. */
static void signals(posix_spawnattr_t *a)
{
  sigset_t three;

  sigemptyset(&three);
  sigaddset(&three, SIGALRM);
  sigaddset(&three, SIGCHLD);
  sigaddset(&three, SIGPIPE);
  (void)posix_spawnattr_setsigdefault(a, &three);
  (void)posix_spawnattr_setflags(a, POSIX_SPAWN_SETSIGDEF);
}

static int descriptors(posix_spawn_file_actions_t *f, int up)
{
  int e;

  if (up == CREDENTIALS_FD) return 0;
  e = posix_spawn_file_actions_adddup2(f, up, CREDENTIALS_FD);
  return e ? e : posix_spawn_file_actions_addclose(f, up);
}

/* 0, or an errno. */
static int spawn(pid_t *pid, char *const *argv, int up)
{
  posix_spawn_file_actions_t f;
  posix_spawnattr_t a;
  int e = posix_spawn_file_actions_init(&f);

  if (e) return e;
  e = posix_spawnattr_init(&a);
  if (!e) {
    signals(&a);
    e = descriptors(&f, up);
    if (!e) e = posix_spawnp(pid, argv[0], &f, &a, argv, environ);
    (void)posix_spawnattr_destroy(&a);
  }
  (void)posix_spawn_file_actions_destroy(&f);
  return e;
}

/* The child gets the limits of its parent, so these are lifted meanwhile. */
pid_t launch_start(char *const *argv, int up)
{
  pid_t pid = -1;
  int e = lift(argv[0]) == -1 ? errno : spawn(&pid, argv, up);

  if (kind_of(argv[0])->dynamic) (void)limit_lower(); /* it is always allowed */
  if (!e) return pid;
  errno = e;
  return -1;
}
