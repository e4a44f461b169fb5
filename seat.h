/* seat - counts how many connections of one address wait for a login, and how
 * many sessions one user has.
 *
 * qmail-popup takes a seat for as long as it lives.  A seat counts only while
 * its process lives (doorfile.h).  Our checker, the child of qmail-popup,
 * writes into that seat whether the login succeeded.  Only the checker knows
 * the user, and only qmail-popup lives as long as the session.  So the user's
 * program needs no descriptor of the file. */
#ifndef SEAT_H
#define SEAT_H

#include "address.h"

enum {
  SEATS = 1024,     /* in the file */
  SEAT_LIMIT = 10,  /* if the environment says nothing else */
  SEAT_CHECK = 10   /* seconds; after them a check counts as a session, since
                        checkers of others do not report one */
};

/* SEAT_WAITS: waits for a login.  SEAT_ASKED: a checker is at work.
 * SEAT_REFUSED: our checker has refused the login, and logged that.  SEAT_FULL:
 * no session, as the user has too many.  SEAT_INSIDE: in a session. */
enum {
  SEAT_NONE, SEAT_WAITS, SEAT_ASKED, SEAT_REFUSED, SEAT_FULL, SEAT_INSIDE
};

/* Reads the limit from the environment variable, or SEAT_LIMIT if that is not
 * set.  A limit of 0 means no limit.  1 = done; 0 = it is no such number. */
int seat_limit(const char *variable, unsigned int *limit);

/* ---- for qmail-popup ---- */

/* Takes a seat.  1 = done; 0 = limit others of this address wait for a login
 * already, which never happens for a null address; -1 with errno = the file
 * cannot be used, and then the functions below do nothing. */
int seat_take(const struct address *from, unsigned int limit);

/* Sets the seat to SEAT_WAITS or SEAT_ASKED. */
void seat_set(int state);

/* What the checker has set the seat to; SEAT_NONE if there is no seat. */
int seat_state(void);

/* ---- for a checker ---- */

/* Call it before the session of a user.  1 = done, and the parent's seat says
 * so; 0 = the user has limit sessions already; -1 = the parent has no seat. */
int seat_enter(const char *user, unsigned int limit);

/* Call it when the login was refused and that was logged. */
void seat_refuse(void);

#endif
