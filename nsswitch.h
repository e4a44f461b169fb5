/* nsswitch - whom libc asks for an account and for the groups of a user,
 * nsswitch.conf(5).
 *
 * glibc asks all that the line "group" names, also when "files" has the user
 * and all of his groups; so "files systemd", as Debian has it, loads
 * libnss_systemd into each login, which has mostly nothing to ask itself. */
#ifndef NSSWITCH_H
#define NSSWITCH_H

/* 1 = that line is "files systemd", perhaps with [SUCCESS=merge] between, and
 * libnss_systemd could know no groups: there is none of the folders userdb that
 * it reads, and the only service it would ask is that of dynamic users, who are
 * in no other groups.  So who asks "files" only gets the same answer.  0 = it
 * is not so, or anything is in doubt: another service, a line "initgroups",
 * nscd. */
int nsswitch_groups(void);

/* 1 = an account that is in the files passwd and shadow is as they have it, and
 * its groups are those of the file group: glibc asks "files" first for each,
 * and for the groups nobody else, or only whom nsswitch_groups leaves out.
 * 0 = it is not so, or anything is in doubt. */
int nsswitch_files(void);

#endif
