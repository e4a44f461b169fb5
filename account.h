/* account - an account of the system, and is this its password. */
#ifndef ACCOUNT_H
#define ACCOUNT_H

#include "user.h"

/* Whoever looks the account up sets all but why with account_found, or why
 * and file as account_check has them.  why and file are constants. */
struct account {
  struct user user;
  const char *hash;
  const char *why;
  const char *file;
};

/* What shadow(5) says of days since 1970; -1 = nothing. */
struct account_days {
  long changed;
  long most;
  long inactive;
  long expires;
};

/* Sets why if the account that user and hash tell of must not be used: an empty
 * or locked hash, an account that has expired, uid 0; else to null.  days may
 * be null. */
void account_found(struct account *a, const struct account_days *days);

/* ACCOUNT_GOOD: the password is right and the account may be used.
 *
 * ACCOUNT_REFUSED: why tells the log what was wrong: what it told before, or
 * that it is another password.  The time until the answer does not tell: each
 * costs one hash of the kind that the system makes for new passwords; an
 * account whose hash is of another kind costs that hash as well.
 *
 * ACCOUNT_ERROR: it cannot be told whether the password is right; why names
 * what failed ("look up", "find the line in shadow of", "hash the password
 * of"), errno the reason; file is the one that could not be read, or null if
 * it was not that.
 *
 * The hash and the password are the caller's to erase. */
enum { ACCOUNT_GOOD, ACCOUNT_REFUSED, ACCOUNT_ERROR };
int account_check(struct account *a, const char *password);

#endif
