/* moved - finds messages that other programs have renamed since the maildir was
 * read, from new/ to cur/ or to other flags.  It knows them by the part of the
 * name before the colon. */
#ifndef MOVED_H
#define MOVED_H

#include "maildir.h"

/* Opens message i for reading, wherever it is now.  Returns the descriptor, or
 * -1 with errno; ENOENT = it is gone.  It searches only once for a message that
 * is gone. */
int moved_open(struct maildir *d, size_t i);

/* Reads both folders, until neither changes meanwhile, and finds where every
 * message is now.  A message that is in neither is marked as lost.  If the
 * folders never stop changing, a message that was not seen stays as it was.
 * 0, or -1 with errno: then some may not have been found. */
int moved_search(struct maildir *d);

/* The same for messages that are marked for deletion only.  It marks none of
 * the others as lost.  It costs less if few are marked. */
int moved_marked(struct maildir *d);

#endif
