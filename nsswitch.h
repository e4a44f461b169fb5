/* nsswitch - which modules libc asks for an account and for a user's groups:
 * nsswitch.conf(5).
 *
 * glibc asks every module that the line "group" names, even if "files" has all
 * groups of the user.  Debian's line is "files systemd", so each login would
 * load libnss_systemd, which usually knows no groups. */
#ifndef NSSWITCH_H
#define NSSWITCH_H

/* 1 = to ask only "files" gives the same groups: the line is "files systemd",
 * perhaps with [SUCCESS=merge] between, and libnss_systemd can know no groups,
 * as none of the folders userdb exists that it reads, and the only service that
 * it would ask is the one for dynamic users, who are in no other groups.  0 =
 * that is not so, or is in doubt: there is another service, a line
 * "initgroups", or nscd. */
int nsswitch_groups(void);

/* 1 = the files passwd, shadow and group are enough for an account that they
 * have: glibc asks "files" first for each of them, and for the groups it asks
 * no other module, or only one that nsswitch_groups leaves out.  0 = that is
 * not so, or is in doubt. */
int nsswitch_files(void);

#endif
