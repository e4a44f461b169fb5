/* guess - how often an address has failed to log in, and therefore how long it
 * must wait for an answer, and when it may try again.  The file of doorfile.h
 * remembers it. */
#ifndef GUESS_H
#define GUESS_H

#include "address.h"

enum {
  GUESS_PAUSE = 2000, /* milliseconds, for an address without failures */
  GUESS_FORGET = 600, /* seconds after the last failure */
  GUESS_KNOWN = 4096, /* addresses that are remembered */
  GUESS_TURNS = 10,   /* so many attempts may come at once */
  GUESS_EACH = 4      /* seconds, after which there is one more */
};

/* In all of these, nothing is known about a null address.
 *
 * Call it when the address was refused with this login; a null login is an
 * unknown one. */
void guess_failed(const struct address *from, const char *login);

/* Call it when the login succeeded.  If all failures of the address were with
 * this login, they are forgotten.  If not, only the turn of this attempt is
 * given back. */
void guess_right(const struct address *from, const char *login);

/* How many milliseconds the answer comes after the attempt: 2000; after the
 * second, third and fourth failure 4000, 8000 and 15000. */
unsigned int guess_pause(const struct address *from);

/* ---- turns, for the process that waits for the answer ---- */

/* Call it before an attempt.  1 = it is the address's turn; 0 = ask again in a
 * moment.  It is always the turn of an address that has not failed. */
int guess_turn(const struct address *from);

/* Call it after an attempt.  A failure has used its turn, even if it did not
 * need to take one.  Otherwise the turn is given back, unless it has come back
 * by itself. */
void guess_settle(const struct address *from, int failed);

#endif
