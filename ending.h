/* ending - what it means how the program ended that checks passwords.
 *
 * The interface, cr.yp.to/checkpwd, has three codes: 1, 2 and 111.  What
 * programs in the field do besides is in the tables of ending.c. */
#ifndef ENDING_H
#define ENDING_H

#define ENDING_LATER "[SYS/TEMP] service unavailable, please wait"

/* refused: the login or password was not acceptable, so the client may try
 * again; anything else is a fault.  secret: whether it ends so depends on the
 * login, and so nobody may learn how long that took.  reply is what the client
 * is told, null if there was a session. */
struct ending {
  int last; /* the row is for all from behind the row before it up to this */
  int refused;
  int secret;
  const char *reply;
};

/* Those of our own: a refusal; a login that is right, of a user who has as
 * many sessions as one may have. */
extern const struct ending ending_refused;
extern const struct ending ending_full;

/* The row for what wait_pid said of a program with such codes (kind.h). */
const struct ending *ending_find(int codes, int r);

#endif
