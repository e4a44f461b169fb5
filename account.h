/* account - an account of the system, and whether a password is its own. */
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

/* The fields of shadow(5), in days since 1970; -1 = the field is empty. */
struct account_days {
  long changed;
  long most;
  long inactive;
  long expires;
};

/* Checks whether the account in user and hash may be used.  Sets why to null if
 * so; otherwise to what is wrong: an empty or locked hash, an account that has
 * expired, uid 0.  days may be null. */
void account_found(struct account *a, const struct account_days *days);

/* ACCOUNT_GOOD: the password is right and the account may be used.
 *
 * ACCOUNT_REFUSED: why says for the log what was wrong: what it said before, or
 * that the password is another one.  The client cannot learn this from the
 * time: every refusal takes one hash of the kind that the system makes for new
 * passwords.  If the account's own hash is of another kind, that hash is
 * computed as well.
 *
 * ACCOUNT_ERROR: the password could not be checked.  why names what failed
 * ("look up", "find the line in shadow of", "hash the password of"), and errno
 * has the reason.  file is the file that could not be read, or null if the
 * fault was another one.
 *
 * The caller must erase the hash and the password. */
enum { ACCOUNT_GOOD, ACCOUNT_REFUSED, ACCOUNT_ERROR };
int account_check(struct account *a, const char *password);

#endif
