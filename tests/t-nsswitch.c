#include <grp.h>
#include <pwd.h>
#include <string.h>
#include "../hasnss.h"
#include "../nsswitch.h"
#ifdef HASNSS
#include <nss.h>
#endif
#include "test.h"

enum { USERS = 20, GROUPS = 100 };

struct answer {
  char name[40];
  int n;
  gid_t groups[GROUPS];
};

static void ask(struct answer *a, gid_t gid)
{
  memset(a->groups, 0, sizeof a->groups);
  a->n = GROUPS;
  if (getgrouplist(a->name, gid, a->groups, &a->n) == -1) a->n = -1;
}

static void files_only(void)
{
#ifdef HASNSS
  if (nsswitch_groups()) (void)__nss_configure_lookup("group", "files");
#endif
}

/* Whatever this machine's file says, the answers are those of before. */
static void same(void)
{
  static struct answer before[USERS];
  static struct answer after[USERS];
  gid_t gid[USERS];
  const struct passwd *pw;
  size_t n;
  size_t i;

  for (n = 0; n < USERS && (pw = getpwent()); ++n) {
    (void)snprintf(before[n].name, sizeof before[n].name, "%s", pw->pw_name);
    gid[n] = pw->pw_gid;
    ask(before + n, gid[n]);
    after[n] = before[n];
  }
  endpwent();
  files_only();
  check(n > 0);
  for (i = 0; i < n; ++i) {
    ask(after + i, gid[i]);
    check_row(i, !memcmp(after + i, before + i, sizeof *after));
  }
}

int main(void)
{
  same();
  return test_end();
}
