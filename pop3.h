/* pop3 - the replies of a POP3 server, RFC 1939 section 3.
 *
 * All end in CRLF.  They return nothing: the op of out ends the process when
 * the client is gone. */
#ifndef POP3_H
#define POP3_H

#include <stdint.h>
#include "error.h"
#include "substdio.h"

/* "+OK text"; "-ERR text".  text may be empty, and begins with its response
 * code where it has one: [AUTH], [SYS/TEMP] or [SYS/PERM], RFC 3206. */
void pop3_ok(substdio *out, const char *text);
void pop3_err(substdio *out, const char *text);

/* The text of a reply to the fault e: words, which are a literal, behind the
 * code that says whether it may pass.  What has gone may be found again. */
#define POP3_FAULT(e, words) (error_temp(e) || error_gone(e) \
  ? "[SYS/TEMP] " words : "[SYS/PERM] " words)

/* "u v", or "u s" with len bytes, for the lines of LIST, STAT and UIDL. */
void pop3_pair(substdio *out, uint64_t u, uint64_t v);
void pop3_id(substdio *out, uint64_t u, const char *s, size_t len);

/* The line "." that ends a reply of several lines. */
void pop3_end(substdio *out);

/* The whole answer to CAPA, RFC 2449.  user and plain: USER and SASL PLAIN
 * (RFC 5034) can be, or could be, used; stls: so can STLS (RFC 2595).  All
 * else is the same before and after the login; section 6 there has it
 * announced in both. */
void pop3_capa(substdio *out, int user, int plain, int stls);

#endif
