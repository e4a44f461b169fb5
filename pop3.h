/* pop3 - the replies of a POP3 server, RFC 1939 section 3.
 *
 * All end in CRLF.  The functions return nothing: if the client is gone, the op
 * of out ends the process. */
#ifndef POP3_H
#define POP3_H

#include <stdint.h>
#include "error.h"
#include "substdio.h"

/* "+OK text"; "-ERR text".  text may be empty.  If it has a response code of
 * RFC 3206, it begins with it: [AUTH], [SYS/TEMP] or [SYS/PERM]. */
void pop3_ok(substdio *out, const char *text);
void pop3_err(substdio *out, const char *text);

/* The text of a reply to the fault e: the response code, which says whether the
 * fault may pass, and then words, which must be a literal.  A file that is gone
 * may be found again, so that fault may pass. */
#define POP3_FAULT(e, words) (error_temp(e) || error_gone(e) \
  ? "[SYS/TEMP] " words : "[SYS/PERM] " words)

/* "u v", or "u s" with len bytes, for the lines of LIST, STAT and UIDL.  out
 * has room for the line. */
void pop3_pair(substdio *out, uint64_t u, uint64_t v);
void pop3_id(substdio *out, uint64_t u, const char *s, size_t len);

/* The line "." that ends a reply of several lines. */
void pop3_end(substdio *out);

/* The whole answer to CAPA, RFC 2449.  user, plain, stls: the answer has USER,
 * SASL PLAIN (RFC 5034), STLS (RFC 2595).  The other lines are the same before
 * and after the login, as section 6 there allows. */
void pop3_capa(substdio *out, int user, int plain, int stls);

#endif
