/* hashform - what a stored hash is made of, crypt(5). */
#ifndef HASHFORM_H
#define HASHFORM_H

#include <stddef.h>

enum { HASH_MAX = 255 }; /* bytes of a stored hash */

/* How many bytes tell what a hash costs: its kind and cost, such as "$y$j9T$",
 * and not its salt.  Two that begin with the same bytes take the same time. */
size_t hashform_kind(const char *stored);

/* 1 = it has every part that a hash of its kind has, and no byte that does
 * not belong there; 0 = it is none, or of a kind not known here. */
int hashform_whole(const char *stored);

#endif
