#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/resource.h>
#include "../limit.h"
#include "test.h"

enum { MB = 1 << 20 };

static int get(int resource, struct rlimit *r)
{
  return getrlimit(resource, r) == 0;
}

/* Sets the soft limit; the hard one too unless it is to stay. */
static int set(int resource, rlim_t soft, rlim_t hard)
{
  struct rlimit r;

  r.rlim_cur = soft;
  r.rlim_max = hard;
  return setrlimit(resource, &r) == 0;
}

static int is(int resource, rlim_t soft, rlim_t hard)
{
  struct rlimit r;

  return get(resource, &r) && r.rlim_cur == soft && r.rlim_max == hard;
}

/* ---- raise and restore ---- */

static const struct { int resource; rlim_t soft; rlim_t hard; } row[] = {
  { RLIMIT_AS, 900 * MB, (rlim_t)4000 * MB },
  { RLIMIT_DATA, 500 * MB, (rlim_t)3000 * MB },
  { RLIMIT_NOFILE, 30, 60 },
  { RLIMIT_CORE, 4 * MB, 9 * MB },
};
enum { ROWS = sizeof row / sizeof *row };

static int raise_all(void)
{
  struct rlimit stack;
  struct rlimit now;
  rlim_t soft;
  size_t i;

  if (!get(RLIMIT_STACK, &stack)) return 111;
  for (i = 0; i < ROWS; ++i)
    if (!set(row[i].resource, row[i].soft, row[i].hard)) return 110;
  if (limit_raise() != 0) return 1;
  for (i = 0; i < ROWS; ++i) {
    soft = row[i].resource == RLIMIT_CORE ? 0 : row[i].hard;
    if (!is(row[i].resource, soft, row[i].hard)) return 10 + (int)i;
  }
  if (limit_restore() != 0) return 2;
  for (i = 0; i < ROWS; ++i)
    if (!is(row[i].resource, row[i].soft, row[i].hard)) return 20 + (int)i;
  if (!get(RLIMIT_STACK, &now)) return 111;
  return now.rlim_cur == stack.rlim_cur && now.rlim_max == stack.rlim_max
    ? 42 : 3;
}

/* Also from 0, and where there is nothing to raise. */
static int raise_edge(void)
{
  struct rlimit as;

  if (!get(RLIMIT_AS, &as)) return 111;
  if (!set(RLIMIT_CORE, 0, 0) || !set(RLIMIT_NOFILE, 20, 20)) return 110;
  if (!set(RLIMIT_DATA, 0, as.rlim_max)) return 109;
  if (limit_raise() != 0) return 1;
  if (!is(RLIMIT_CORE, 0, 0) || !is(RLIMIT_NOFILE, 20, 20)) return 2;
  if (!is(RLIMIT_DATA, as.rlim_max, as.rlim_max)) return 3;
  if (limit_restore() != 0) return 4;
  if (!is(RLIMIT_DATA, 0, as.rlim_max)) return 5;
  return is(RLIMIT_CORE, 0, 0) && is(RLIMIT_NOFILE, 20, 20) ? 42 : 6;
}

/* ---- lifted, and put back by a later program ---- */

#define VARIABLE "POP3SOFTLIMIT"

static int says(const char *value)
{
  const char *s = getenv(VARIABLE);

  return s && value ? !strcmp(s, value) : s == value;
}

static int limited(rlim_t as, rlim_t data)
{
  return set(RLIMIT_AS, as, (rlim_t)4000 * MB)
    && set(RLIMIT_DATA, data, (rlim_t)3000 * MB);
}

static int memory_is(rlim_t as, rlim_t data)
{
  return is(RLIMIT_AS, as, (rlim_t)4000 * MB)
    && is(RLIMIT_DATA, data, (rlim_t)3000 * MB);
}

static int lifted(void)
{
  struct rlimit files;

  if (!limited(900 * MB, 0) || !get(RLIMIT_NOFILE, &files)) return 111;
  if (limit_lift() != 0 || !says("943718400 0")) return 1;
  if (!memory_is((rlim_t)4000 * MB, (rlim_t)3000 * MB)) return 2;
  if (!is(RLIMIT_NOFILE, files.rlim_cur, files.rlim_max)) return 3;
  if (limit_lower() != 0 || !says(0)) return 4;
  if (!memory_is(900 * MB, 0)) return 5;
  if (limit_lower() != 0 || !memory_is(900 * MB, 0)) return 6;
  return 42;
}

/* What limit_restore puts back is what was there before limit_lift. */
static int lifted_and_raised(void)
{
  if (!limited(900 * MB, 500 * MB) || limit_lift() != 0) return 111;
  if (limit_raise() != 0 || !says(0)) return 1;
  if (!memory_is((rlim_t)4000 * MB, (rlim_t)3000 * MB)) return 2;
  if (limit_restore() != 0 || !memory_is(900 * MB, 500 * MB)) return 3;
  return 42;
}

/* Nothing to lift; and what somebody else said is not left. */
static int lifted_edge(void)
{
  if (!limited((rlim_t)4000 * MB, (rlim_t)3000 * MB)) return 111;
  if (setenv(VARIABLE, "1 1", 1) == -1) return 111;
  if (limit_lift() != 0 || !says(0)) return 1;
  if (!limited(900 * MB, (rlim_t)3000 * MB) || limit_lift() != 0) return 111;
  if (!says("943718400 3145728000")) return 2;
  return limit_lower() == 0 && memory_is(900 * MB, (rlim_t)3000 * MB)
    ? 42 : 3;
}

/* A limit that somebody has set meanwhile, soft or hard, is his. */
static int lifted_and_set(void)
{
  if (!limited(900 * MB, 500 * MB) || limit_lift() != 0) return 111;
  if (!set(RLIMIT_AS, 2000 * MB - 1, (rlim_t)4000 * MB)) return 110;
  if (!set(RLIMIT_DATA, 70 * MB, 70 * MB)) return 109;
  if (limit_lower() != 0) return 1;
  if (!is(RLIMIT_AS, 2000 * MB - 1, (rlim_t)4000 * MB)) return 2;
  return is(RLIMIT_DATA, 70 * MB, 70 * MB) ? 42 : 3;
}

static const char *value;

static int refused(void)
{
  if (setenv(VARIABLE, value, 1) == -1) return 111;
  errno = 0;
  if (limit_lower() != -1 || errno != EINVAL) return 1;
  errno = 0;
  return limit_raise() == -1 && errno == EINVAL ? 42 : 2;
}

static void lifts(void)
{
  static const char *const wrong[] = { "", " ", "1", "1 ", " 1 1", "1 1 ",
    "1 1 1", "1  1", "1,1", "x 1", "-1 1", "1 99999999999999999999" };
  size_t i;

  check(test_child(lifted) == 42);
  check(test_child(lifted_and_raised) == 42);
  check(test_child(lifted_edge) == 42);
  check(test_child(lifted_and_set) == 42);
  for (i = 0; i < sizeof wrong / sizeof *wrong; ++i) {
    value = wrong[i];
    check_row(i, test_child(refused) == 42);
  }
}

/* ---- ends ---- */

static int nocore(void)
{
  return limit_nocore() == 0 && is(RLIMIT_CORE, 0, 0) ? 42 : 1;
}

static int nofork(void)
{
  return limit_nofork() == 0 && is(RLIMIT_NPROC, 0, 0) ? 42 : 1;
}

/* As root this limit does not count; as another it does. */
static int nofork_user(void)
{
  pid_t pid;

  if (getuid() == 0 && setuid(65534) == -1) return 111;
  if (limit_nofork() != 0) return 1;
  pid = fork();
  if (pid == 0) _exit(0);
  return pid == -1 && errno == EAGAIN ? 42 : 2;
}

static int noopen(void)
{
  int two[2];
  char c;

  if (pipe(two) == -1) return 111;
  if (limit_noopen() != 0 || !is(RLIMIT_NOFILE, 0, 0)) return 1;
  if (open("/", O_RDONLY) != -1 || errno != EMFILE) return 2;
  if (dup(0) != -1 || errno != EMFILE) return 3;
  if (write(two[1], "x", 1) != 1 || read(two[0], &c, 1) != 1) return 4;
  return c == 'x' ? 42 : 5;
}

/* ---- memory ---- */

static struct { rlim_t as, as_hard, data, data_hard; } want;

static int memory(void)
{
  rlim_t soft = want.as < want.data ? want.as : want.data;
  rlim_t hard = want.as_hard < want.data_hard ? want.as_hard : want.data_hard;

  if (!set(RLIMIT_AS, want.as, want.as_hard)) return 111;
  if (!set(RLIMIT_DATA, want.data, want.data_hard)) return 110;
  if (limit_memory() != (soft == RLIM_INFINITY ? UINT64_MAX : soft)) return 1;
  if (limit_memory_hard() != (hard == RLIM_INFINITY ? UINT64_MAX : hard))
    return 2;
  return 42;
}

static void memories(void)
{
  static const rlim_t all = RLIM_INFINITY;
  const rlim_t gb = (rlim_t)1 << 30;
  struct rlimit r;
  int free_as = get(RLIMIT_AS, &r) && r.rlim_max == all;

  if (!free_as || !get(RLIMIT_DATA, &r) || r.rlim_max != all) {
    skip("memory is limited here");
    return;
  }
  want.as = want.as_hard = want.data = want.data_hard = all;
  check(test_child(memory) == 42);
  want.as = gb;
  check(test_child(memory) == 42);
  want.data = 2 * gb;
  check(test_child(memory) == 42);
  want.data = gb / 2;
  check(test_child(memory) == 42);
  want.data_hard = 9 * gb;
  check(test_child(memory) == 42);
  want.as_hard = 8 * gb;
  check(test_child(memory) == 42);
  want.as = want.as_hard = all;
  check(test_child(memory) == 42);
}

int main(void)
{
  check(test_child(raise_all) == 42);
  check(test_child(raise_edge) == 42);
  lifts();
  check(test_child(nocore) == 42);
  check(test_child(nofork) == 42);
  check(test_child(nofork_user) == 42);
  check(test_child(noopen) == 42);
  memories();
  return test_end();
}
