/* place - where messages are: they move, and may be in two places. */
#ifndef PLACE_H
#define PLACE_H

#include <sys/stat.h>
#include "maildir.h"

/* What is where message i is said to be: 1 and *st, 0 = nothing; -1 with
 * errno = that cannot be known. */
int place_look(const struct maildir *d, size_t i, struct stat *st);

/* Message i was there under two names, as the file a and as b, which is name
 * in the directory of that descriptor: notes whether they are one.  Nothing is
 * noted of two files with the same bytes, as whichever is found is the
 * message.  1, or 0 = no memory; -1 with errno = that cannot be known. */
int place_twin(struct maildir *d, size_t i, const struct stat *a, int dir,
  const char *name, const struct stat *b);

/* The file that maildir_find says is m was seen in dir, whose descriptor is
 * fd, under that name: sees to it that m's path is a place where it is, if it
 * is one; m is seen then, and not lost.  1 = done; 0 = no memory; -1 with
 * errno = that cannot be known. */
int place_seen(struct maildir *d, struct maildir_message *m, const char *dir,
  int fd, const char *name);

#endif
