/* uidl - makes unique ids, RFC 1939 section 7, from the file names of a
 * maildir.
 *
 * The id is the name up to its colon, since the flags after it change.  RFC
 * 1939 allows 1 to 70 bytes from 0x21 to 0x7e.  If a name is not like that, its
 * id is made of the allowed bytes at its beginning, a colon, and a hash of 128
 * bits in hexadecimal.  Other ids have no colon, so the two kinds never
 * meet. */
#ifndef UIDL_H
#define UIDL_H

#include <stddef.h>

enum { UIDL_MAX = 70 };

/* Writes the id of name into id, ended by a 0 byte, and returns its length.
 * The same unique part (name.h) always gets the same id. */
size_t uidl_make(char id[UIDL_MAX + 1], const char *name);

#endif
