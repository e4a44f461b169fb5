/* base64 - RFC 4648 section 4, as SASL uses it. */
#ifndef BASE64_H
#define BASE64_H

#include <stddef.h>

/* Decodes the string s in place: 1 and *len is the length of what s now
 * begins with, which may hold 0 bytes; or 0 if s is not base64: a byte that
 * is not of the alphabet, padding that is missing or too much, or bits that
 * the last byte has no use for.  Then s may be changed, too. */
int base64_decode(char *s, size_t *len);

#endif
