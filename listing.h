/* listing - all messages of a maildir, in order. */
#ifndef LISTING_H
#define LISTING_H

#include "maildir.h"

/* Reads what is in new/ and cur/ of the working directory into *d, which is
 * all zero before but for d->read, and sets that to how many names were read.
 * 1 = done; 0 = no memory; -1 with errno = not everything could be read; both
 * leave a list of no messages.
 *
 * No message is missing because others rename it meanwhile (folders.h).  A
 * name that is there twice, as a crash can leave it, is listed once, the one
 * in cur/. */
int listing_read(struct maildir *d);

#endif
