/* readable - opens messages to be sent. */
#ifndef READABLE_H
#define READABLE_H

#include "maildir.h"

/* Opens message i to be sent, wherever it is now.  Returns the descriptor; or
 * -1, and then *refusal is the reply after "-ERR ", and program has logged why.
 * Of packed messages (packed.h) it logs only the first. */
int readable_open(const char *program, struct maildir *d, size_t i,
  const char **refusal);

/* Logs that message i cannot be read, for the reason in errno, which stays. */
void readable_fault(const char *program, const struct maildir *d, size_t i);

#endif
