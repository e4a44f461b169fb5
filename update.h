/* update - what QUIT does to the maildir, RFC 1939 section 6. */
#ifndef UPDATE_H
#define UPDATE_H

#include <stddef.h>
#include "maildir.h"

/* Deletes the marked messages, even if they have moved meanwhile.  Then moves
 * the others that are in new/ to cur/, with ":2," added, and never over another
 * file.  A message that cannot be moved stays, and program logs why, once.
 *
 * Null = the marked messages are gone.  Otherwise the result is the reply after
 * "-ERR ", errno says what is wrong, and program has logged more.  If the
 * process is killed at any point, it has deleted nothing that is not marked. */
const char *update_run(const char *program, struct maildir *d);

#endif
