/* nsswitch - whom libc asks for the groups of a user, nsswitch.conf(5).
 *
 * glibc asks all that the line "group" names, also when "files" has the user
 * and all of his groups; so "files systemd", as Debian has it, loads
 * libnss_systemd into each login, which has mostly nothing to ask itself. */
#ifndef NSSWITCH_H
#define NSSWITCH_H

/* If that line is "files systemd", perhaps with [SUCCESS=merge] between, and
 * libnss_systemd could know no groups, libc asks "files" only from now on, and
 * answers as it would have: there is none of the folders userdb that it reads,
 * and the only service it would ask is that of dynamic users, who are in no
 * other groups.  Else, or where anything is in doubt, nothing changes: another
 * service, a line "initgroups", nscd. */
void nsswitch_groups(void);

#endif
