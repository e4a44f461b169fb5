/* hashform - the parts of a stored hash, crypt(5). */
#ifndef HASHFORM_H
#define HASHFORM_H

#include <stddef.h>

enum { HASH_MAX = 255 }; /* bytes of a stored hash */

/* The number of bytes at the beginning of a hash that say its kind and cost,
 * such as "$y$j9T$", without its salt.  Two hashes that begin with the same
 * such bytes take the same time. */
size_t hashform_kind(const char *stored);

/* 1 = it has every part of a hash of its kind, and no other byte; 0 = it is no
 * such hash, or this function does not know its kind. */
int hashform_whole(const char *stored);

#endif
