/* stralloc - a string of bytes that grows.
 *
 * s[0..len-1] is the string; it may hold 0 bytes and need not end in one.
 * a is the room at s, in bytes; len <= a always; s may be a null pointer
 * while a is 0.  Read the fields freely; only stralloc_ functions may make
 * len larger.
 *
 * Functions returning int: 1 = done; 0 = no memory (errno is ENOMEM) and
 * the string is as it was.  Growing moves s and leaves the old bytes behind
 * in free memory: never keep a password in a stralloc. */
#ifndef STRALLOC_H
#define STRALLOC_H

#include <stddef.h>

typedef struct stralloc {
  char *s;
  size_t len;
  size_t a;
} stralloc;

/* Room for n bytes more than there are now. */
int stralloc_more(stralloc *sa, size_t n);

/* Appends n bytes; they must not be in sa itself. */
int stralloc_catb(stralloc *sa, const char *buf, size_t n);

/* Appends the string t without its 0, or that 0 alone. */
int stralloc_cats(stralloc *sa, const char *t);
int stralloc_cat0(stralloc *sa);

#endif
