/* maildrop - opening a maildir for a session, RFC 1939 section 4. */
#ifndef MAILDROP_H
#define MAILDROP_H

#include "maildir.h"

/* Makes dir the working directory.  Restores the limits that were raised for a
 * checker (limit_lower in limit.h) and confines the process to dir (jail.h).
 * Then reads the list of messages into *d, which must be all zero.  If the
 * store hangs, SIGALRM ends the process after MAILDROP_TIME seconds.
 *
 * Null = done.  Otherwise there can be no session: the result is the reply
 * after "-ERR ", and program has logged more. */
enum { MAILDROP_TIME = 60 };
const char *maildrop_open(const char *program, struct maildir *d,
  const char *dir);

#endif
