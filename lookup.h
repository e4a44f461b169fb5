/* lookup - asks libc for an account of the system and for its groups: passwd(5)
 * and shadow(5), where there is one, or whatever else libc is told to ask. */
#ifndef LOOKUP_H
#define LOOKUP_H

#include "account.h"

/* 1 = a is the account, and its strings stay valid until the next call; 0 =
 * there is no such login, as why says; -1 with errno, and why and file are as
 * with ACCOUNT_ERROR. */
int lookup_account(struct account *a, const char *login);

/* Erases all that lookup_account and libc have left of the hash. */
void lookup_forget(void);

/* Makes the supplementary groups of this process those of the account and its
 * gid, as group(5) has them: 0, or -1 with errno, and file as above. */
int lookup_groups(struct account *a);

#endif
