/* message - a stored message as POP3 sends it, RFC 1939 section 3.
 *
 * On the wire each line ends in CRLF.  A stored LF becomes CRLF, a stored
 * CRLF stays one CRLF, and a last line without its end gets one.  Every
 * other byte is sent as it is.  A line that starts with a dot gets one dot
 * more.
 *
 * Octets are what RETR sends of a message (section 11): all of the above
 * but the added dots.
 *
 * Messages are read once, from where fd stands to the end, and never held:
 * memory depends neither on their size nor on the length of a line. */
#ifndef MESSAGE_H
#define MESSAGE_H

#include <stdint.h>
#include "substdio.h"

/* Counts: 0 and *octets is set, or -1 with errno if fd cannot be read. */
int message_octets(int fd, uint64_t *octets);

/* How many lines of the body MESSAGE_ALL stands for. */
#define MESSAGE_ALL UINT64_MAX

/* Puts the header, the empty line and the first lines lines of the body;
 * not the dot that ends the reply.  out has a buffer of 4 bytes at least.
 * *octets is what was put: 1 = all of the message, 0 = there is more of it; or
 * -1 with errno if fd cannot be read to its
 * end: the reply must not be ended. */
int message_put(substdio *out, int fd, uint64_t lines, uint64_t *octets);

#endif
