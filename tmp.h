/* tmp - the part of a maildir where deliveries begin. */
#ifndef TMP_H
#define TMP_H

#include <time.h>

/* Deletes what failed deliveries left in tmp/ of the working directory:
 * whatever is no directory and was neither made, renamed, read nor written for
 * 36 hours.  now is this host's time; if tmp/ itself was changed before that,
 * its time counts, which is by the clock of whoever stores it.  What cannot be
 * deleted stays; no tmp/ is no error; one that is a link elsewhere, or
 * that new or cur is a link to, is left alone. */
void tmp_clean(time_t now);

#endif
