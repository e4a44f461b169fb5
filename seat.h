/* seat - who is at the door and who is inside: how many connections of one
 * address wait for a login, and how many sessions one user has.
 *
 * qmail-popup takes a seat for as long as it lives.  What a seat says is
 * believed only while its process is there (doorfile.h).  A checker of ours,
 * which is qmail-popup's child, notes in that seat what became of the login:
 * it alone knows the user, and qmail-popup alone lasts as long as the session.
 * So no descriptor has to reach the user's program. */
#ifndef SEAT_H
#define SEAT_H

#include "address.h"

enum {
  SEATS = 1024,     /* in the file */
  SEAT_LIMIT = 10,  /* where the environment does not say */
  SEAT_CHECK = 10   /* seconds after which a check is taken for a session:
                        other checkers than ours do not say */
};

/* SEAT_WAITS for a login; SEAT_ASKED, a checker is at work; SEAT_REFUSED,
 * by a checker of ours, which has logged it; SEAT_FULL, no session, as the
 * user has enough; SEAT_INSIDE, in a session. */
enum {
  SEAT_NONE, SEAT_WAITS, SEAT_ASKED, SEAT_REFUSED, SEAT_FULL, SEAT_INSIDE
};

/* The limit that the environment variable has, SEAT_LIMIT if it is not set;
 * 0 there means that there is none.  1, or 0 if it is no such number. */
int seat_limit(const char *variable, unsigned int *limit);

/* ---- for qmail-popup ---- */

/* Takes a seat: 1; 0 if limit others of the address wait for a login, which
 * never are if that is null; -1 with errno if the file cannot tell, and then
 * the rest below does nothing. */
int seat_take(const struct address *from, unsigned int limit);

/* Says SEAT_WAITS or SEAT_ASKED of it. */
void seat_set(int state);

/* What a checker has made of SEAT_ASKED; SEAT_NONE if there is no seat. */
int seat_state(void);

/* ---- for a checker ---- */

/* The user, by name, is about to have a session: 1, and so says the parent's
 * seat; 0 if there are limit others; -1 if the parent has no seat. */
int seat_enter(const char *user, unsigned int limit);

/* The login was refused, and that was logged. */
void seat_refuse(void);

#endif
