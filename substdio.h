/* substdio - buffered input or output over one function.
 *
 * x[0..n-1] is the buffer, which the caller owns.  Input: x[p..q-1] is what
 * was read and not yet used.  Output: x[0..p-1] is what waits to be written,
 * and q is not used.
 *
 * op is called as op(fd,buf,len), len > 0.  Reading it returns how many
 * bytes it put into buf, 0 at the end, -1 with errno on failure; writing,
 * how many of the len bytes it took, at least 1, or -1 with errno.  EINTR is
 * not retried here. */
#ifndef SUBSTDIO_H
#define SUBSTDIO_H

#include <stddef.h>
#include <sys/types.h>

typedef ssize_t substdio_op(int fd, char *buf, size_t len);

typedef struct substdio {
  char *x;
  size_t n;
  size_t p;
  size_t q;
  int fd;
  substdio_op *op;
} substdio;

#define SUBSTDIO_INIT(op, fd, buf, size) { (buf), (size), 0, 0, (fd), (op) }

/* Input.  If the buffer is empty, calls op to fill it.  1 = x[p..q-1] is not
 * empty; 0 = the input has ended; -1 = op failed.  To use some of it, add to
 * p. */
int substdio_feed(substdio *s);

/* Output: 0 = taken, in the order of the calls; -1 = op failed, and it is
 * not known how much was written. */
int substdio_put(substdio *s, const char *buf, size_t len);
int substdio_puts(substdio *s, const char *t);
int substdio_flush(substdio *s);

/* Output.  Makes room for n bytes at x + p, n <= s->n, if necessary by writing
 * what waits.  0, or -1 as above.  Write bytes there and add to p. */
int substdio_room(substdio *s, size_t n);

#endif
