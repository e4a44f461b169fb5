/* place - where a message is; it may move, and may be in two places. */
#ifndef PLACE_H
#define PLACE_H

#include <sys/stat.h>
#include "maildir.h"

/* Looks at the path of message i.  1 = *st is what is there; 0 = nothing is
 * there; -1 with errno = that cannot be told. */
int place_look(const struct maildir *d, size_t i, struct stat *st);

/* Message i was found under two names: as the file a, and as b, which is name
 * in the directory dir.  Stores whether they are one file.  It stores nothing
 * for two files with the same bytes, as either is the message.  1 = done; 0 =
 * no memory; -1 with errno = that cannot be told. */
int place_twin(struct maildir *d, size_t i, const struct stat *a, int dir,
  const char *name, const struct stat *b);

/* A file that maildir_find says is m was seen under that name in dir, which is
 * open at fd.  If it really is m, this makes m's path a place where it is, and
 * marks m as seen and not lost.  1 = done; 0 = no memory; -1 with errno = that
 * cannot be told. */
int place_seen(struct maildir *d, struct maildir_message *m, const char *dir,
  int fd, const char *name);

#endif
