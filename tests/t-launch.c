#include <errno.h>
#include <signal.h>
#include <sys/resource.h>
#include "../fd.h"
#include "../launch.h"
#include "../sig.h"
#include "../wait.h"
#include "test.h"

/* ---- what the program finds ---- */

static char name[64];

static int limited(int resource, rlim_t soft, rlim_t hard)
{
  struct rlimit r;

  r.rlim_cur = soft;
  r.rlim_max = hard;
  return setrlimit(resource, &r) == 0;
}

/* Becomes a shell of that name, which ends with 42 if its soft limit is that
 * and the variable says this. */
static int started(const char *kilobytes, const char *says)
{
  char option[] = "-c";
  char script[200];
  char *argv[4] = { name, option, script, 0 };

  if (!limited(RLIMIT_AS, 500 << 20, 600 << 20)) return 111;
  if (!limited(RLIMIT_DATA, 700 << 20, 700 << 20)) return 110;
  (void)snprintf(script, sizeof script, "[ \"$(ulimit -S -v)\" = %s ] "
    "&& [ \"${POP3SOFTLIMIT-none}\" = '%s' ] && exit 42", kilobytes, says);
  (void)launch_checker(argv);
  return 3;
}

static int ours(void) { return started("614400", "524288000 734003200"); }
static int anothers(void) { return started("512000", "none"); }

/* The same as a child, which finds on descriptor 3 what was written, and what
 * was there nowhere else, and dies of SIGPIPE; the limits are as before. */
static int child(const char *kilobytes, int up)
{
  char option[] = "-c";
  char script[200];
  char *argv[4] = { name, option, script, 0 };
  struct rlimit r;
  int p[2];
  pid_t pid;

  if (!limited(RLIMIT_AS, 500 << 20, 600 << 20) || pipe(p) == -1) return 111;
  if (write(p[1], "x\n", 2) != 2 || close(p[1]) == -1) return 110;
  if (fd_move(up, p[0]) == -1) return 109;
  sig_ignore(SIGPIPE);
  (void)snprintf(script, sizeof script, "[ \"$(ulimit -S -v)\" = %s ] "
    "&& read x <&3 && [ $x = x ] && ! (: <&%d) 2>/dev/null && kill -PIPE $$",
    kilobytes, up == 3 ? 4 : up);
  pid = launch_start(argv, up);
  if (pid == -1) return errno == ENOENT ? 2 : 3;
  if (getrlimit(RLIMIT_AS, &r) == -1 || r.rlim_cur != 500 << 20) return 108;
  if (getenv("POP3SOFTLIMIT")) return 107;
  return wait_pid(pid) == WAIT_SIGNAL + SIGPIPE ? 42 : 4;
}

static int child_ours(void) { return child("614400", 3); }
static int child_moved(void) { return child("614400", 5); }
static int child_anothers(void) { return child("512000", 3); }

static void called(const char *program)
{
  (void)snprintf(name, sizeof name, "%s", program);
}

static void execs(void)
{
  test_enter();
  if (symlink("/bin/sh", "checkpassword-nss") == -1) exit(111);
  if (symlink("/bin/sh", "another") == -1) exit(111);
  called("./checkpassword-nss");
  check(test_child(ours) == 42);
  called("./another");
  check(test_child(anothers) == 42);
  check(test_child(child_anothers) == 42);
  called("./checkpassword-nss");
  check(test_child(child_ours) == 42 && test_child(child_moved) == 42);
  called("./none");
  check(test_child(anothers) == 3 && test_child(child_anothers) == 2);
}

int main(void)
{
  execs();
  return test_end();
}
