/* address - where a client comes from, as something to count by. */
#ifndef ADDRESS_H
#define ADDRESS_H

enum { ADDRESS_LEN = 16 };

/* An IPv4 address in the form that IPv6 has for it; of an IPv6 address the
 * first 64 bits, all of which one host may have. */
struct address { unsigned char b[ADDRESS_LEN]; };

/* Reads the text, which may be null: 1, or 0 if that is no address. */
int address_read(struct address *a, const char *text);

/* That of the client, from the environment (remote.h); null if there is none.
 * Calls after the first one overwrite it. */
const struct address *address_client(void);

int address_same(const struct address *a, const struct address *b);

#endif
