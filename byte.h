/* byte - compares and erases secret bytes; copies a few bytes, or all up to a
 * certain byte; finds and counts bytes, and tells of what kind they are. */
#ifndef BYTE_H
#define BYTE_H

#include <stddef.h>

/* Overwrites s[0..n-1] with zeros, even if the compiler sees that nothing
 * reads them again. */
void byte_wipe(void *s, size_t n);

/* 1 = the n bytes at a and b are the same, 0 = not.  The time taken depends
 * on n only, not on where they differ. */
int byte_same(const void *a, const void *b, size_t n);

/* Copies n bytes, as memcpy does: to and from do not overlap.  Faster where n
 * is small, as names and numbers are, and libc has a memcpy for large ones. */
void byte_copy(void *to, const void *from, size_t n);

/* Copies from[0..n-1] up to the first stop in it, which is left out: how many
 * bytes that is.  What follows in to[0..n-1] may be written, too.  to and from
 * do not overlap. */
size_t byte_until(char *to, const char *from, size_t n, char stop);

/* Where the first c of s[0..n-1] is; n = there is none. */
size_t byte_find(const char *s, size_t n, char c);

/* 1 = one of s[0..n-1] is a or b. */
int byte_either(const char *s, size_t n, char a, char b);

/* 1 = all of s[0..n-1] are from 0x21 to 0x7e, visible in ASCII. */
int byte_visible(const char *s, size_t n);

/* How many of s[0..n-1] are what, and have no after before them; the byte
 * before s is looked at, too. */
size_t byte_count(const char *s, size_t n, char what, char after);

#endif
