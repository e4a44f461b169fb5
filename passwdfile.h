/* passwdfile - the whole file of lines that passwdline reads: which lines
 * belong together, and which are wrong. */
#ifndef PASSWDFILE_H
#define PASSWDFILE_H

#include <stddef.h>
#include "passwdline.h"

/* Line 1 of the text is line[1], and the last one is line[n].  next is the line
 * of the next password of the same account, or 0.  why is null, or says in a
 * constant string what is wrong with the line. */
struct passwdfile {
  struct passwdfile_line {
    struct passwdline p;
    size_t next;
    const char *why;
  } *line;
  size_t n;
  size_t *slot; /* its own */
  size_t slots;
};

/* Splits the text, and writes 0 bytes into it; the strings of the lines point
 * into it.  1 = done; 0 = no memory. */
int passwdfile_take(struct passwdfile *f, char *text);

/* The line of this login's account; 0 = there is none. */
size_t passwdfile_account(const struct passwdfile *f, const char *login);

#endif
