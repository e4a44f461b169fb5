/* maildrop - opening a maildir for a session, RFC 1939 section 4. */
#ifndef MAILDROP_H
#define MAILDROP_H

#include "maildir.h"

/* Makes dir the working directory, confines the process to it (jail.h) and
 * to the limits that were lifted for a checker (limit_lower in limit.h), and
 * reads the list of messages into *d, which is all zero before.
 * A store that hangs would hold the process for ever: SIGALRM, as the system
 * has it, ends that after MAILDROP_TIME seconds.
 *
 * Null = done; else why there can be no session, as a reply after "-ERR ",
 * and program has logged more. */
enum { MAILDROP_TIME = 60 };
const char *maildrop_open(const char *program, struct maildir *d,
  const char *dir);

#endif
