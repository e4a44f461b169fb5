/* session - what a session did, and its line in the log. */
#ifndef SESSION_H
#define SESSION_H

#include <stdint.h>
#include "maildir.h"

/* retr: how many messages were sent whole, by RETR or TOP; top: how many were
 * sent in part, by TOP; then the octets of each.  began: the start, by
 * clock_ms.  quit: QUIT was done, even if the client did not hear of it.  log_:
 * which lines are logged. */
struct session {
  uint64_t retr;
  uint64_t octets;
  uint64_t top;
  uint64_t top_octets;
  uint64_t began;
  int quit;
  int log_removed;
  int log_sent;
};

/* *s must be all zero.  From now on the log says whose session it is, from
 * $USER.  $POP3LOG may have two words (words.h): removed, which is on if
 * nothing is said, and sent, which is off. */
void session_begin(const char *program, struct session *s);

/* Call it when message i was sent, in whole (all is 1) or in part, with that
 * many octets.  If wanted, logs "program: ... sent ID OCTETS" or "program: ...
 * top ID OCTETS". */
void session_sent(const char *program, struct session *s, struct maildir *d,
  size_t i, int all, uint64_t octets);

/* If wanted, logs "program: ... removed ID OCTETS sent" for each message of d
 * that is gone, or "unsent" if it was not sent whole in this session.  ID is
 * that of UIDL, made safe by strerr.h; OCTETS are as below.
 *
 * Then logs "program: ... how retr N OCTETS dele N left N OCTETS ms N top N
 * OCTETS lost N"; strerr.h adds whose session it is.  how is one word.  ms is
 * the time since the session began.  dele is the number of messages of d that
 * are gone; left is the number of the others, and lost is how many of these are
 * marked.  Each message counts as more octets than d says.  If the octets of
 * some messages are not known, a "-" is written for the sum: to count them now
 * would only keep a process for a client that is gone. */
void session_log(const char *program, const char *how,
  const struct session *s, const struct maildir *d, uint64_t more);

#endif
