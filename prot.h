/* prot - becomes a user for good.
 *
 * Call it in this order: groups (for a user: account_groups), gid, uid, since
 * each needs rights that the next one gives up.  Functions return 0, or -1 with
 * errno.  After -1 the process must not go on: it may be partly one user and
 * partly another. */
#ifndef PROT_H
#define PROT_H

#include <sys/types.h>

/* No supplementary groups. */
int prot_nogroups(void);

/* These set the real, effective and saved gid, or uid.  After prot_uid with a
 * uid other than 0 the process can never become root again; if it could, that
 * is EPERM. */
int prot_gid(gid_t gid);
int prot_uid(uid_t uid);

#endif
