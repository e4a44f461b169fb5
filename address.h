/* address - the address of a client, as the key of what is counted. */
#ifndef ADDRESS_H
#define ADDRESS_H

enum { ADDRESS_LEN = 16 };

/* An IPv4 address is kept in its IPv6 form (::ffff:a.b.c.d).  Of an IPv6
 * address only the first 64 bits are kept, since one host may have all
 * addresses that begin with them. */
struct address { unsigned char b[ADDRESS_LEN]; };

/* Reads the text, which may be null.  1 = done; 0 = it is no address. */
int address_read(struct address *a, const char *text);

/* The client's address, from the environment (remote.h), or null if it is not
 * there.  The next call overwrites the result. */
const struct address *address_client(void);

int address_same(const struct address *a, const struct address *b);

#endif
