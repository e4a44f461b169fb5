#include <errno.h>
#include <grp.h>
#include <unistd.h>
#include "prot.h"

int prot_nogroups(void)
{
  gid_t none = 0;

  return setgroups(0, &none);
}

int prot_gid(gid_t gid)
{
  if (setgid(gid) == -1) return -1;
  if (getgid() == gid && getegid() == gid) return 0;
  errno = EPERM;
  return -1;
}

int prot_uid(uid_t uid)
{
  if (setuid(uid) == -1) return -1;
  if (getuid() == uid && geteuid() == uid) {
    if (uid == 0) return 0;
    if (setuid(0) == -1 && seteuid(0) == -1) return 0;
  }
  errno = EPERM;
  return -1;
}
