#include <errno.h>
#include <grp.h>
#include <signal.h>
#include "../prot.h"
#include "test.h"

enum { USER = 65533, GROUP = 65532 }; /* nobody's; they need no name */

static const gid_t some[] = { 7, 8, 9 };

/* 0, or the place of the first thing that is wrong. */
static int is_user(void)
{
  if (getuid() != USER || geteuid() != USER) return 1;
  if (getgid() != GROUP || getegid() != GROUP) return 2;
  if (getgroups(0, 0) != 0) return 3;
  if (setuid(0) != -1 || seteuid(0) != -1 || setreuid(0, 0) != -1) return 4;
  if (setreuid((uid_t)-1, 0) != -1 || setgid(0) != -1) return 5;
  if (setegid(0) != -1 || setregid((gid_t)-1, 0) != -1) return 6;
  if (setgroups(3, some) != -1) return 7;
  return 0;
}

static int become(void)
{
  if (setgroups(3, some) == -1 || getgroups(0, 0) != 3) return 111;
  if (prot_nogroups() != 0 || getgroups(0, 0) != 0) return 10;
  if (prot_gid(GROUP) != 0) return 11;
  if (prot_uid(USER) != 0) return 12;
  return is_user() ? is_user() : 42;
}

static int stay(void)
{
  if (prot_gid(0) != 0 || prot_uid(0) != 0) return 1;
  return getuid() == 0 && geteuid() == 0 ? 42 : 2;
}

/* Not root, but with root as the saved id: setuid changes nothing for good,
 * and must not be taken for it. */
static int saved(void)
{
  if (setreuid(USER, 0) == -1 || seteuid(USER) == -1) return 111;
  errno = 0;
  return prot_uid(USER) == -1 && errno == EPERM ? 42 : 1;
}

/* setuid and setgid say 0, but change the effective id only. */
static int real_uid(void)
{
  if (setreuid(USER, USER + 1) == -1 || seteuid(USER) == -1) return 111;
  errno = 0;
  return prot_uid(USER + 1) == -1 && errno == EPERM ? 42 : 1;
}

static int real_gid(void)
{
  if (setregid(GROUP, GROUP + 1) == -1 || setegid(GROUP) == -1) return 111;
  if (setuid(USER) == -1) return 110;
  errno = 0;
  return prot_gid(GROUP + 1) == -1 && errno == EPERM ? 42 : 1;
}

/* What nobody but root may do. */
static int not_root(void)
{
  if (getuid() == 0 && (setgid(GROUP) == -1 || setuid(USER) == -1)) return 111;
  errno = 0;
  if (prot_nogroups() != -1 || errno != EPERM) return 1;
  if (prot_gid(getgid() + 1) != -1) return 2;
  if (prot_uid(getuid() + 1) != -1 || prot_uid(0) != -1) return 3;
  if (prot_gid(getgid()) != 0 || prot_uid(getuid()) != 0) return 4;
  return 42;
}

int main(void)
{
  check(test_child(not_root) == 42);
  if (getuid() == 0) {
    check(test_child(become) == 42);
    check(test_child(stay) == 42);
    check(test_child(saved) == 42);
    check(test_child(real_uid) == 42);
    check(test_child(real_gid) == 42);
  }
  else skip("needs root");
  return test_end();
}
