/* name - reads the file name of a message.
 *
 * A name is TIME.WHATEVER,W=OCTETS:FLAGS.  TIME is the time of the delivery in
 * seconds since 1970, and OCTETS is what RETR would send.  Any part may be
 * missing.  The part before the first colon is unique in its maildir and never
 * changes; flags change.  If a name begins with a colon, the whole name is the
 * unique part. */
#ifndef NAME_H
#define NAME_H

#include <stddef.h>
#include <stdint.h>

/* The length of the unique part. */
size_t name_len(const char *name);

/* 1 = *when is the time; 0 = the name does not begin with a decimal number that
 * fits and a dot. */
int name_time(const char *name, uint64_t *when);

/* 1 = *octets is set; 0 = there is no ",W=" with a decimal number before the
 * colon. */
int name_octets(const char *name, uint64_t *octets);

/* The same of ",S=", which is the size of the file. */
int name_size(const char *name, uint64_t *size);

/* What the list of messages needs to know about a name. */
struct name {
  size_t len;    /* name_len */
  uint64_t when; /* name_time's, if timed */
  int timed;
  int sized;     /* name_octets has some */
};
void name_take(struct name *n, const char *name);

/* 1 = the name has that flag, after ":2,". */
int name_flag(const char *name, char flag);

/* Compares names by the bytes of their unique parts.  Negative = a comes before
 * b; 0 = both name the same message; positive = a comes after b. */
int name_order(const char *a, const char *b);

#endif
