/* user - the user whose login a checker has accepted. */
#ifndef USER_H
#define USER_H

#include <sys/types.h>

struct user {
  const char *name;
  const char *home;
  const char *shell;
  uid_t uid;
  gid_t gid;
};

#endif
