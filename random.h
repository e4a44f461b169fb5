/* random - bytes that nobody can guess. */
#ifndef RANDOM_H
#define RANDOM_H

#include <stddef.h>

/* Fills s[0..n-1]: 0, or -1 with errno. */
int random_bytes(char *s, size_t n);

#endif
