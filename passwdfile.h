/* passwdfile - the whole text that passwdline describes a line of: which lines
 * belong together, and which are wrong. */
#ifndef PASSWDFILE_H
#define PASSWDFILE_H

#include <stddef.h>
#include "passwdline.h"

/* Line 1 of the text is line[1], and n the last.  next is the line of another
 * password of an account, or 0; why is null, or what is wrong with the line,
 * a constant. */
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

/* Takes the text apart, in which 0 bytes come to stand; the strings of the
 * lines point into it.  1, or 0 = no memory. */
int passwdfile_take(struct passwdfile *f, char *text);

/* The line of the account of this login; 0 = there is none. */
size_t passwdfile_account(const struct passwdfile *f, const char *login);

#endif
