/* user - who has logged in, as a checker found it. */
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
