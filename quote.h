/* quote - writes strings as words of a shell script. */
#ifndef QUOTE_H
#define QUOTE_H

#include "stralloc.h"

/* Appends s to sa as one word of sh(1), so that every byte means itself.  1 =
 * done; 0 = no memory, and sa may have a part of it. */
int quote_sh(stralloc *sa, const char *s);

#endif
