/* octetline - the lines of pop3.octets: "OCTETS NAME\n". */
#ifndef OCTETLINE_H
#define OCTETLINE_H

#include <stdint.h>
#include "substdio.h"

enum { OCTETLINE_MAX = 1100 }; /* the longest line, with its LF */

/* Reads the next line.  1 = *octets and *name are set; the name is 0-ended, and
 * valid until the next call.  0 = the input has ended.  -1 = in->op failed, or
 * the line is malformed: it has no number that fits, no space, no name, a colon
 * or a 0 byte in the name, no LF, or more than OCTETLINE_MAX bytes. */
int octetline_get(substdio *in, uint64_t *octets, const char **name);

/* Writes a line for the part of name before its colon.  If octetline_get could
 * not read such a line, because that part is empty or has an LF, it writes
 * nothing.  0, or -1 if out->op failed. */
int octetline_put(substdio *out, uint64_t octets, const char *name);

#endif
