/* wire - a connection to 127.0.0.1 for client.c, in the clear or over TLS. */
#ifndef WIRE_H
#define WIRE_H

#include <stddef.h>

struct wire {
  int fd;
  struct ssl_st *tls; /* null = in the clear */
};

/* Those that are opened from now on speak TLS from the first byte.  Each has
 * a handshake of its own: no session is taken up again. */
void wire_speaks_tls(void);

/* Connects.  Null, or what failed. */
const char *wire_open(struct wire *w, int port);

/* Sends all of it.  Null, or what failed. */
const char *wire_send(struct wire *w, const char *s, size_t n);

/* Receives up to size bytes, *n of them; none = the end.  Null, or what
 * failed. */
const char *wire_receive(struct wire *w, char *s, size_t size, size_t *n);

void wire_close(struct wire *w);

#endif
