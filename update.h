/* update - what QUIT does to the maildir, RFC 1939 section 6. */
#ifndef UPDATE_H
#define UPDATE_H

#include <stddef.h>
#include "maildir.h"

/* Deletes the messages marked so, wherever they were moved meanwhile, then
 * moves the others that are in new/ into cur/ with ":2," added, never over
 * another file; one that cannot be moved stays, and program logs why, once.
 *
 * Null = what is marked is gone; else what is wrong, as a reply after "-ERR ",
 * with errno, and program has logged more.  Ended at any point, it has deleted
 * nothing that is not marked. */
const char *update_run(const char *program, struct maildir *d);

#endif
