/* update - what QUIT does to the maildir, RFC 1939 section 6. */
#ifndef UPDATE_H
#define UPDATE_H

#include <stddef.h>
#include "maildir.h"

/* Deletes the messages marked so, wherever they were moved meanwhile, then
 * moves the others that are in new/ into cur/ with ":2," added, never over
 * another file; one that cannot be moved stays.
 *
 * Returns how many marked ones could not be deleted, with errno for one of
 * them; one that was gone already counts as deleted.  Ended at any point, it
 * has deleted nothing that is not marked. */
size_t update_run(struct maildir *d);

#endif
