/* str - strings that end in a 0 byte. */
#ifndef STR_H
#define STR_H

#include <stddef.h>

/* 1 = the same, if A to Z count as a to z; no other letter has a case, in any
 * locale.  0 = different. */
int str_case_same(const char *a, const char *b);

/* 1 = s begins with the whole of start, byte by byte. */
int str_start(const char *s, const char *start);

/* The index of the first byte c in s, or of the 0 at its end. */
size_t str_chr(const char *s, char c);

#endif
