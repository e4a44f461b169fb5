/* moved - messages that other programs have renamed since the maildir was
 * read: from new/ to cur/, or to other flags.  They are found by what stands
 * before the colon. */
#ifndef MOVED_H
#define MOVED_H

#include "maildir.h"

/* Opens message i for reading, wherever it is now: the descriptor, or -1 with
 * errno; ENOENT means that it is gone. */
int moved_open(struct maildir *d, size_t i);

/* Finds out where every message is now; one that is gone keeps its old path.
 * 0, or -1 with errno: then some may not have been found. */
int moved_search(struct maildir *d);

#endif
