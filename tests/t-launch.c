#include <sys/resource.h>
#include "../launch.h"
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

static void called(const char *program)
{
  (void)snprintf(name, sizeof name, "%s", program);
}

static void execs(void)
{
  test_enter();
  if (symlink("/bin/sh", "checkpassword") == -1) exit(111);
  if (symlink("/bin/sh", "another") == -1) exit(111);
  called("./checkpassword");
  check(test_child(ours) == 42);
  called("./another");
  check(test_child(anothers) == 42);
  called("./none");
  check(test_child(anothers) == 3);
}

int main(void)
{
  execs();
  return test_end();
}
