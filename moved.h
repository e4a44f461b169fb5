/* moved - messages that other programs have renamed since the maildir was
 * read: from new/ to cur/, or to other flags.  They are found by what stands
 * before the colon. */
#ifndef MOVED_H
#define MOVED_H

#include "maildir.h"

/* Opens message i for reading, wherever it is now: the descriptor, or -1 with
 * errno; ENOENT means that it is gone.  What was found to be gone is not looked
 * for again. */
int moved_open(struct maildir *d, size_t i);

/* Reads both folders, until they have stood still, and finds out where every
 * message is now; one that is nowhere is lost.  If they never stand still, one
 * that was not seen stays what it was.  0, or -1 with errno: then some may not
 * have been found. */
int moved_search(struct maildir *d);

/* The same for those that are not to be kept: others may stay unseen, and none
 * of these is lost.  Cheaper, if there are few. */
int moved_marked(struct maildir *d);

#endif
