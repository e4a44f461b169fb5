#include <errno.h>
#include <string.h>
#include <time.h>
#include "account.h"
#include "hash.h"

static int expired(const struct account_days *d)
{
  long today = (long)(time(0) / 86400);

  if (d->expires >= 0 && today >= d->expires) return 1;
  if (d->changed <= 0 || d->most < 0 || d->inactive < 0) return 0;
  if (today - d->changed <= d->most) return 0;
  return today - d->changed - d->most > d->inactive;
}

void account_found(struct account *a, const struct account_days *days)
{
  a->why = 0;
  a->file = 0;
  if (days && expired(days)) a->why = "account has expired";
  if (!*a->hash) a->why = "no password is set";
  if (*a->hash == '!' || *a->hash == '*' || !strcmp(a->hash, "x"))
    a->why = "password is locked";
  if (a->user.uid == 0) a->why = "uid is 0";
}

int account_check(struct account *a, const char *password)
{
  int r;
  int e;

  if (a->why) r = hash_waste(password);
  else {
    r = hash_matches(password, a->hash);
    e = errno;
    if (r == -1 && hash_waste(password) == 0) errno = e; /* not for memory */
    if (r == 0 && !hash_usual(a->hash)) r = hash_waste(password);
  }
  if (r == -1) {
    a->why = "hash the password of";
    return ACCOUNT_ERROR;
  }
  if (r == 0 && !a->why) a->why = "wrong password";
  return a->why ? ACCOUNT_REFUSED : ACCOUNT_GOOD;
}
