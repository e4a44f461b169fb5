/* name - what the file name of a message says.
 *
 * TIME.WHATEVER,W=OCTETS:FLAGS, where TIME is that of the delivery in
 * seconds since 1970, OCTETS is what RETR would send, and any part may be
 * missing.  What stands before the first colon never changes and is unique
 * in its maildir; flags change.  A name that begins with a colon has no such
 * part: all of it stands for the message. */
#ifndef NAME_H
#define NAME_H

#include <stddef.h>
#include <stdint.h>

/* The length of the unique part. */
size_t name_len(const char *name);

/* 1 and *when, or 0: no decimal number that fits stands before a dot. */
int name_time(const char *name, uint64_t *when);

/* 1 and *octets, or 0: no ",W=" with a decimal number before the colon. */
int name_octets(const char *name, uint64_t *octets);

/* The same of ",S=", which is the size of the file. */
int name_size(const char *name, uint64_t *size);

/* What a list of names has to know of each. */
struct name {
  size_t len;    /* name_len */
  uint64_t when; /* name_time's, if timed */
  int timed;
  int sized;     /* name_octets has some */
};
void name_take(struct name *n, const char *name);

/* 1 = that flag is behind the ":2,". */
int name_flag(const char *name, char flag);

/* Orders names by the bytes of their unique parts: negative, 0 = they name one
 * message, positive. */
int name_order(const char *a, const char *b);

#endif
