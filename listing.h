/* listing - all messages of a maildir, in order. */
#ifndef LISTING_H
#define LISTING_H

#include "maildir.h"

/* Reads new/ and cur/ of the working directory into *d, which must be all zero
 * except d->read, and sets d->read to the number of names that it read.  1 =
 * done; 0 = no memory; -1 with errno = not everything could be read.  After 0
 * and -1 the list is empty.
 *
 * The list has every message even if other programs rename some meanwhile
 * (folders.h).  If a crash has left one name in both folders, the one in cur/
 * is listed. */
int listing_read(struct maildir *d);

#endif
