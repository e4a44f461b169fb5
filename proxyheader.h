/* proxyheader - reads what a proxy says about a connection that it passes on.
 *
 * A proxy that speaks the PROXY protocol sends a header before the client's
 * first byte.  Version 1 is a line of text, version 2 is binary; both are
 * specified in proxy-protocol.txt of haproxy. */
#ifndef PROXYHEADER_H
#define PROXYHEADER_H

#include <stdint.h>
#include "substdio.h"

/* The largest headers, in bytes: the line of version 1 with its CRLF; what
 * follows the first 16 bytes of version 2. */
enum { PROXYHEADER_LINE = 107, PROXYHEADER_BODY = 4096 };

/* family is 4 or 6.  An IPv4 address takes the first 4 of the 16 bytes, and the
 * others are 0.  An IPv4 address that was sent in IPv6 form (::ffff:...) is an
 * IPv4 address here.  tls is 1 if the client speaks TLS with the proxy,
 * otherwise 0.  Any bytes in these fields make a valid address, so a process
 * that must not parse can use them, whoever sent them. */
struct proxyheader {
  uint8_t family;
  uint8_t tls;
  uint16_t from_port;
  uint16_t to_port;
  uint8_t from[16]; /* the client */
  uint8_t to[16];   /* the address that it connected to */
};

/* Reads one header from in, which must have a buffer of one byte, so that
 * nothing behind the header is read.
 *
 * PROXYHEADER_ADDRESS: *h is set.  PROXYHEADER_NONE: the header says that there
 * is no address (UNKNOWN, LOCAL, or a socket of another kind); *h is all zero.
 * PROXYHEADER_BAD: this is no header, or one that is too large.
 * PROXYHEADER_END: the input ended or failed before the end of the header. */
enum {
  PROXYHEADER_ADDRESS, PROXYHEADER_NONE, PROXYHEADER_BAD, PROXYHEADER_END
};
int proxyheader_read(substdio *in, struct proxyheader *h);

#endif
