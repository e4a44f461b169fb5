/* num - whole numbers as decimal text. */
#ifndef NUM_H
#define NUM_H

#include <stddef.h>
#include <stdint.h>

/* Room for the longest number and a 0 byte. */
enum { NUM_FMT = 21 };

/* Reads the decimal digits at the beginning of s; no sign and no space, but
 * leading zeros are allowed.  Returns the number of digits, and sets *u.
 * Returns 0 and leaves *u alone if there is no digit or the number is over
 * UINT64_MAX. */
size_t num_scan(const char *s, uint64_t *u);

/* The same, but s must be one number and nothing else.  1 = done; 0 = it is
 * not, and *u is left alone. */
int num_whole(const char *s, uint64_t *u);

/* Writes u into s, without a leading zero and ended by a 0 byte; returns
 * its length, that byte not counted. */
size_t num_fmt(char s[NUM_FMT], uint64_t u);

#endif
