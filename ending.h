/* ending - what the exit code of a checker means.
 *
 * The interface, cr.yp.to/checkpwd, has three codes: 1, 2 and 111.  The tables
 * of ending.c have what other checkers do besides. */
#ifndef ENDING_H
#define ENDING_H

#define ENDING_LATER "[SYS/TEMP] service unavailable, please wait"

/* refused: the login or password was not acceptable, so the client may try
 * again; anything else is a fault.  secret: this ending depends on the login,
 * so the client must not learn how long it took.  reply: the reply to the
 * client; null if there was a session. */
struct ending {
  int last; /* the row is for all codes after the last one of the row before */
  int refused;
  int secret;
  const char *reply;
};

/* Two endings that have no exit code: qmail-popup refuses by itself; the login
 * is right, but its user has as many sessions as allowed. */
extern const struct ending ending_refused;
extern const struct ending ending_full;

/* The row for r, which wait_pid returned, of a checker with codes (kind.h). */
const struct ending *ending_find(int codes, int r);

#endif
