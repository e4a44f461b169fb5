/* recall - what pop3.octets knows of the messages of a maildir. */
#ifndef RECALL_H
#define RECALL_H

#include "maildir.h"

#define RECALL_CACHE "pop3.octets"

/* maildir_message.found, beside 0 = not at all, or the name says it: counted;
 * counted, and the name says so too; guessed, as it cannot be read; taken from
 * the cache. */
enum {
  RECALL_COUNTED = 1, RECALL_CONFIRMED, RECALL_GUESSED, RECALL_CACHED
};

/* 1 = the octets of m are those that somebody read in this session. */
int recall_read(const struct maildir_message *m);

/* Takes the octets of messages that nobody has read from the cache, whatever
 * their names say, and sets d->recalled; and d->wrong if a line says something
 * else of one that was read.  Does nothing if there is no cache, or if any line
 * of it is malformed. */
void recall_octets(struct maildir *d);

#endif
