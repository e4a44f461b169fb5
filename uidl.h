/* uidl - unique ids, RFC 1939 section 7, from the file names of a maildir.
 *
 * The id is the name up to its colon, since what follows are flags that
 * change.  RFC 1939 allows 1 to 70 bytes from 0x21 to 0x7e; a name that is
 * not so gets an id made from it: the bytes of its beginning that are
 * allowed, a colon, and a hash of 128 bits in hexadecimal.  As no name has a
 * colon before its colon, no id that was made equals one that was not. */
#ifndef UIDL_H
#define UIDL_H

#include <stddef.h>

enum { UIDL_MAX = 70 };

/* Writes the id of name into id, ended by a 0 byte, and returns its length:
 * always the same for the same unique part (name.h). */
size_t uidl_make(char id[UIDL_MAX + 1], const char *name);

#endif
