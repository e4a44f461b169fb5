/* linein - the lines of a text file, one by one. */
#ifndef LINEIN_H
#define LINEIN_H

#include <stddef.h>

/* buf[0..size-1] is where lines are read to; the caller owns it.  A line of
 * size bytes, with its line feed, is too long.  The rest is linein's own. */
struct linein {
  char *buf;
  size_t size;
  size_t p;
  size_t q;
  size_t most; /* no byte from buf[most] on was ever written to */
  int fd;
};

/* Opens the file: 0, or -1 with errno.  buf, size and most are set before. */
int linein_open(struct linein *l, const char *file);

/* The next line, with a 0 byte in place of its line feed; it stays valid until
 * the next call.  1 = *line is one; 0 = the file has ended; -1 with errno;
 * EBADMSG = there is a 0 byte in the file, or a line that is too long. */
int linein_next(struct linein *l, char **line);

void linein_close(struct linein *l);

#endif
