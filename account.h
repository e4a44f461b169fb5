/* account - a login's ids, and is this its password.
 *
 * The system's own accounts: passwd(5), and shadow(5) where there is one. */
#ifndef ACCOUNT_H
#define ACCOUNT_H

#include "user.h"

/* The strings stay valid until the next account_verify; why and file are
 * constants. */
struct account {
  struct user user;
  const char *why;
  const char *file;
};

/* ACCOUNT_GOOD: the password is right and the account may be used; all
 * fields but why are set.
 *
 * ACCOUNT_REFUSED: why tells the log what was wrong: no such login, an empty
 * or locked hash, an account that has expired, uid 0, another password.  The
 * time until the answer does not tell: each costs one hash of the kind that
 * the system makes for new passwords; an account whose hash is of another
 * kind costs that hash as well.
 *
 * ACCOUNT_ERROR: it cannot be told whether the password is right; why names
 * what failed ("look up", "find the line in shadow of", "hash the password
 * of"), errno the reason; file is the one that could not be read, or null if
 * it was not that.
 *
 * Nothing of the hash is left in memory of ours; the password is the
 * caller's to erase. */
enum { ACCOUNT_GOOD, ACCOUNT_REFUSED, ACCOUNT_ERROR };
int account_verify(struct account *a, const char *login, const char *password);

/* Makes the supplementary groups of this process those of the account and its
 * gid, as group(5) has them: 0, or -1 with errno, and file as above. */
int account_groups(struct account *a);

#endif
