/* session - what a session did, and its line in the log. */
#ifndef SESSION_H
#define SESSION_H

#include <stdint.h>
#include "maildir.h"

/* How often a message was sent whole, by RETR or TOP, and how often a part of
 * one, by TOP; the octets of all these; when it began, by clock_ms; whether
 * QUIT was said and done, whoever hears of it; and which lines there are. */
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

/* *s is all zero before.  From now on the log says whose session it is, by
 * $USER.  $POP3LOG has the words of words.h: removed, which is on, and sent,
 * which is off. */
void session_begin(const char *program, struct session *s);

/* Message i was sent, with so many octets; a part of it, or all.  If wanted,
 * logs "program: ... sent ID OCTETS" or "program: ... top ID OCTETS". */
void session_sent(const char *program, struct session *s, struct maildir *d,
  size_t i, int all, uint64_t octets);

/* If wanted, logs for each message of d that is gone "program: ... removed ID
 * OCTETS sent", or "unsent" if it was not sent whole in this session.  ID is
 * that of UIDL, made safe by strerr.h; OCTETS are as below.
 *
 * Then "program: ... how retr N OCTETS dele N left N OCTETS ms N top N OCTETS
 * lost N", with whose session it is in front, by strerr.h.  how is one word.
 * ms has passed since it began.  dele are the messages of d that are gone, left
 * those that are not, lost those of them that are marked.  Each of these has
 * more octets than d says, and a "-" stands for the sum if some were never
 * asked for: to count them now would only keep a process for a client that
 * has gone. */
void session_log(const char *program, const char *how,
  const struct session *s, const struct maildir *d, uint64_t more);

#endif
