/* arrange - sorts the list of messages, and removes duplicates. */
#ifndef ARRANGE_H
#define ARRANGE_H

#include "maildir.h"

/* Sorts what was appended to the list, and makes one message of two with the
 * same name.  Afterwards maildir_find finds all of them.  octets must hold the
 * delivery times.  1 = done; 0 = no memory; -1 with errno = it cannot be told
 * whether two names are one file. */
int arrange_list(struct maildir *d);

#endif
