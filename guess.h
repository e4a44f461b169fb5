/* guess - how often an address has failed to log in of late: how long it must
 * wait for the answer, and when it may try again; remembered in the file of
 * doorfile.h. */
#ifndef GUESS_H
#define GUESS_H

#include "address.h"

enum {
  GUESS_PAUSE = 2000, /* milliseconds, where nothing is known */
  GUESS_FORGET = 600, /* seconds after the last failure */
  GUESS_KNOWN = 4096, /* addresses that are remembered */
  GUESS_TURNS = 10,   /* as many attempts at once */
  GUESS_EACH = 4      /* seconds, after which there is one more */
};

/* In all of these, a null address is one of which nothing is known.
 *
 * A login of the address was refused; null = one that nobody knows. */
void guess_failed(const struct address *from, const char *login);

/* It is right now: if all failures of the address were with this login,
 * they are forgotten; if not, this attempt's turn at least is given back. */
void guess_right(const struct address *from, const char *login);

/* Milliseconds from the attempt to its answer: 2000, and after the second,
 * third and fourth failure 4000, 8000 and 15000. */
unsigned int guess_pause(const struct address *from);

/* ---- turns, for the process that waits for the answer ---- */

/* Before an attempt: 1 = it is the address's turn, 0 = ask again in a moment.
 * As long as an address has not failed it is always its turn. */
int guess_turn(const struct address *from);

/* After it: what failed has used its turn, also if none had to be taken;
 * otherwise it is given back, but for one that has come back by itself. */
void guess_settle(const struct address *from, int failed);

#endif
