/* octets - how many octets RETR would send of each message.
 *
 * They come from ",W=" in the file's name, from the cache, or from reading the
 * message.  As a file may have changed, what was read replaces what the cache
 * says, and the cache comes before the name.  The cache is the file pop3.octets
 * in the maildir.  It has a line "OCTETS NAME" for each message, in their
 * order; NAME is the part of the file's name before the colon.  The cache may
 * be missing, and lines for messages that are gone do no harm. */
#ifndef OCTETS_H
#define OCTETS_H

#include <stddef.h>
#include <time.h>
#include "maildir.h"

/* Reads the cache, once, if that is worth the reading: if the octets of some
 * message come from its name, or those of enough messages are unknown.  If any
 * line of the cache is malformed, all of it is ignored. */
void octets_load(struct maildir *d);

/* Makes d->m[i].octets known, if necessary by reading the message.  For a
 * message that can never be read they are the size of its file; for one that
 * is gone they are 0, and RETR will report it.  1 = done; 0 with errno = a
 * fault that may pass; the octets stay unknown. */
int octets_know(struct maildir *d, size_t i);

/* Message i was sent whole, and had that many octets. */
void octets_learn(struct maildir *d, size_t i, uint64_t octets);

/* Writes a new cache, for the messages that are left, if enough was learned
 * since the last time, or if anything in it was wrong.  now is the time.  If it
 * cannot be written, the old one stays. */
void octets_save(struct maildir *d, time_t now);

/* Adds up the messages in that state.  *n is their number.  *octets is the sum
 * of their octets, plus more for each message, or UINT64_MAX if that is too
 * much.  1 = done; 0 = the octets of some are unknown, and *octets means
 * nothing. */
int octets_sum(const struct maildir *d, int state, uint64_t more,
  uint64_t *n, uint64_t *octets);

#endif
