/* octets - how many octets RETR would send of a message. */
#ifndef OCTETS_H
#define OCTETS_H

#include <stddef.h>
#include "maildir.h"

/* Sees to it that d->m[i].octets are known, by reading the message if its
 * name does not tell.  What is said of a message that can never be read is
 * the size of its file; of one that has gone, 0, and RETR will say so.
 * 1, or 0 with errno: a fault that may pass, and the octets stay unknown. */
int octets_know(struct maildir *d, size_t i);

/* Adds up the messages in the state given, each with more octets than it has:
 * *n is how many, *octets their sum, or the most there can be if that is too
 * much.  1, or 0 if the octets of some are unknown, and then *octets is
 * nothing. */
int octets_sum(const struct maildir *d, int state, uint64_t more,
  uint64_t *n, uint64_t *octets);

#endif
