/* recall - what pop3.octets knows of the messages of a maildir. */
#ifndef RECALL_H
#define RECALL_H

#include "maildir.h"

#define RECALL_CACHE "pop3.octets"

/* Values of maildir_message.found: how the octets were found.  0 = not yet, or
 * from the name.  COUNTED = by reading the message; CONFIRMED = the same, and
 * the name agrees; GUESSED = the message cannot be read; CACHED = from the
 * cache. */
enum {
  RECALL_COUNTED = 1, RECALL_CONFIRMED, RECALL_GUESSED, RECALL_CACHED
};

/* 1 = the octets of m were counted in this session. */
int recall_read(const struct maildir_message *m);

/* For each message that was not counted, takes the octets from the cache,
 * whatever the name says.  Sets d->recalled, and sets d->wrong if the cache
 * disagrees with what was counted.  Does nothing if there is no cache or any
 * line of it is malformed. */
void recall_octets(struct maildir *d);

#endif
