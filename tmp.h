/* tmp - the part of a maildir where deliveries begin. */
#ifndef TMP_H
#define TMP_H

#include <time.h>

/* Deletes what failed deliveries have left in tmp/ of the working directory:
 * everything except directories that was not made, renamed, read or written for
 * 36 hours.  now is this host's time; if tmp/ itself was changed before now,
 * the time of that change counts instead, as it is by the clock of the store.
 * What cannot be deleted stays.  It is no error if there is no tmp/.  If tmp/
 * is a link, or new or cur is a link to it, nothing is deleted. */
void tmp_clean(time_t now);

#endif
