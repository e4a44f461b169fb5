/* octetline - the lines of pop3.octets: "OCTETS NAME\n". */
#ifndef OCTETLINE_H
#define OCTETLINE_H

#include <stdint.h>
#include "substdio.h"

enum { OCTETLINE_MAX = 1100 }; /* the longest line, with its LF */

/* Reads the next line: 1, *octets and *name, 0-ended, valid until the next
 * call; 0 at the end; -1 if the line is malformed: no number that fits, no
 * space, no name or one with a colon or a 0 byte, no LF, or more than
 * OCTETLINE_MAX bytes; or if in->op failed. */
int octetline_get(substdio *in, uint64_t *octets, const char **name);

/* Puts a line for the part of name before its colon, unless octetline_get could
 * not read it: a name that has nothing there, or an LF, is left out.
 * 0, or -1 if out->op failed. */
int octetline_put(substdio *out, uint64_t octets, const char *name);

#endif
