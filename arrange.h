/* arrange - the order of messages, and each of them once. */
#ifndef ARRANGE_H
#define ARRANGE_H

#include "maildir.h"

/* Puts what was appended to the list in its place, and unites those of one
 * name; all can be found then.  octets must be the delivery times.  1 = done;
 * 0 = no memory; -1 with errno = it cannot be known what two names are. */
int arrange_list(struct maildir *d);

#endif
