/* octets - how many octets RETR would send of each message.
 *
 * They come from ",W=" in the file's name, from the cache, or from reading
 * the message; what was read wins over the cache, and that over the name, as
 * a file may have been changed since.  The cache is the file pop3.octets in
 * the maildir: a line "OCTETS NAME" for each message, in their order, NAME
 * being the part of the file's name before the colon.  It is never needed, and
 * what it says of messages that are not there does no harm. */
#ifndef OCTETS_H
#define OCTETS_H

#include <stddef.h>
#include <time.h>
#include "maildir.h"

/* Takes what the cache knows, once, unless no octets come from a name and too
 * few are unknown to be worth the reading.  Takes nothing if any line of the
 * cache is malformed. */
void octets_load(struct maildir *d);

/* Sees to it that d->m[i].octets are known, by reading the message if need
 * be.  What is said of a message that can never be read is the size of its
 * file; of one that has gone, 0, and RETR will say so.  1, or 0 with errno: a
 * fault that may pass, and the octets stay unknown. */
int octets_know(struct maildir *d, size_t i);

/* Message i was sent whole, and had that many octets. */
void octets_learn(struct maildir *d, size_t i, uint64_t octets);

/* Writes the cache anew, for the messages that are left, if enough of it was
 * learned since the last time to be worth the writing, or any was wrong; the
 * time is now.  If it cannot be written, the old one stays. */
void octets_save(struct maildir *d, time_t now);

/* Adds up the messages in the state given, each with more octets than it has:
 * *n is how many, *octets their sum, or the most there can be if that is too
 * much.  1, or 0 if the octets of some are unknown, and then *octets is
 * nothing. */
int octets_sum(const struct maildir *d, int state, uint64_t more,
  uint64_t *n, uint64_t *octets);

#endif
