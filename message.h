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
 * A message is read once, from the position of fd to the end, and never kept,
 * so memory depends neither on its size nor on the length of a line. */
#ifndef MESSAGE_H
#define MESSAGE_H

#include <stdint.h>
#include "substdio.h"

/* Counts the octets.  0 = *octets is set; -1 with errno = fd cannot be read. */
int message_octets(int fd, uint64_t *octets);

/* For lines: the whole body. */
#define MESSAGE_ALL UINT64_MAX

/* Writes the header, the empty line and that many lines of the body to out,
 * which needs a buffer of at least 4 bytes.  Does not write the dot that ends
 * the reply.  1 = this was the whole message; 0 = there is more of it; -1 with
 * errno = fd cannot be read to its end, and the reply must not be ended.
 * *octets is the number of octets that it wrote. */
int message_put(substdio *out, int fd, uint64_t lines, uint64_t *octets);

#endif
