/* prot - becoming a user for good.
 *
 * Call in this order: groups (of a user: account_groups), gid, uid; each may
 * need what the next one gives up.  Functions return 0, or -1 with errno,
 * and then the process must not go on: it may be half of one user and half
 * of another. */
#ifndef PROT_H
#define PROT_H

#include <sys/types.h>

/* No supplementary groups. */
int prot_nogroups(void);

/* Real, effective and saved gid; uid.  A uid other than 0 is given up to
 * for ever: if root can be had back after it, that is EPERM. */
int prot_gid(gid_t gid);
int prot_uid(uid_t uid);

#endif
