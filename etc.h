/* etc - an account as the files passwd, shadow and group in /etc have it, read
 * without libc.
 *
 * It is for a program that can load no modules, as libc would for everything
 * else that nsswitch.conf may name.  Whatever is in doubt, it leaves to libc,
 * so that nobody gets another answer than libc's. */
#ifndef ETC_H
#define ETC_H

#include "account.h"

/* 1 = a is the account and its groups are known, exactly as libc would have
 * answered; the strings stay valid until the next call.  0 = that cannot be
 * told: nsswitch.conf names somebody else, the login is not in the files, or
 * its line in one of them is not plainly right.  -1 with errno = file cannot
 * be read, and why is as with ACCOUNT_ERROR. */
int etc_account(struct account *a, const char *login);

/* Erases all that etc_account has read of the hash. */
void etc_forget(void);

/* Makes the supplementary groups of this process those that etc_account found:
 * 0, or -1 with errno. */
int etc_groups(void);

#endif
