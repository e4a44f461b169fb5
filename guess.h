/* guess - how often an address has failed to log in of late, and how long it
 * must wait for the answer; remembered in the file of doorfile.h. */
#ifndef GUESS_H
#define GUESS_H

#include "address.h"

enum {
  GUESS_PAUSE = 2000, /* milliseconds, where nothing is known */
  GUESS_FORGET = 600, /* seconds after the last failure */
  GUESS_KNOWN = 4096  /* addresses that are remembered */
};

/* In all of these, a null address is one of which nothing is known.
 *
 * A login of the address was refused; null = one that nobody knows. */
void guess_failed(const struct address *from, const char *login);

/* It is right now: if all failures of the address were with this login,
 * they are forgotten. */
void guess_right(const struct address *from, const char *login);

/* Milliseconds from the attempt to its answer: 2000, and after the second,
 * third and fourth failure 4000, 8000 and 15000. */
unsigned int guess_pause(const struct address *from);

#endif
