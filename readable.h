/* readable - messages opened to be sent. */
#ifndef READABLE_H
#define READABLE_H

#include "maildir.h"

/* Opens message i to be sent, wherever it is now: the descriptor; or -1 and
 * *refusal, the reply behind "-ERR ", and program has logged why; but of
 * packed.h's messages only the first. */
int readable_open(const char *program, struct maildir *d, size_t i,
  const char **refusal);

/* Logs that message i cannot be read, errno says why and stays. */
void readable_fault(const char *program, const struct maildir *d, size_t i);

#endif
