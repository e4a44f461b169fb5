/* session - what a session did, and its line in the log. */
#ifndef SESSION_H
#define SESSION_H

#include <stdint.h>
#include "maildir.h"

/* How often a message was sent by RETR, and the octets of all that; when it
 * began, by clock_ms; whether QUIT was said and done, whoever hears of it. */
struct session {
  uint64_t retr;
  uint64_t octets;
  uint64_t began;
  int quit;
};

/* From now on the log says whose session it is, by $USER. */
void session_begin(struct session *s);

/* RETR has sent a message of so many octets. */
void session_sent(struct session *s, uint64_t octets);

/* Logs "program: ... how retr N OCTETS dele N left N OCTETS ms N", with whose
 * session it is in front, by strerr.h.
 * how is one word.  ms has passed since it began.  dele are
 * the messages of d that are gone, left those that are not; each of these has
 * more octets than d says, and a "-" stands for the sum if some were never
 * asked for: to count them now would only keep a process for a client that
 * has gone. */
void session_log(const char *program, const char *how,
  const struct session *s, const struct maildir *d, uint64_t more);

#endif
