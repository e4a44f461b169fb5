/* maildir - the messages of the maildir that is the working directory.
 *
 * A maildir has new/ and cur/, whose files are messages, and tmp/.  A file's
 * name is unique up to its colon (name.h); flags follow.  Other programs
 * deliver, rename and delete at any time; there is no lock.
 *
 * A message is a regular file whose name does not begin with a dot.  Here they
 * are numbered from 0, in the order of delivery time and then of the unique
 * part of the name.  The delivery time is the number before the first dot of
 * the name, or, if there is none, the mtime when the list was made. */
#ifndef MAILDIR_H
#define MAILDIR_H

#include <stddef.h>
#include <stdint.h>
#include "name.h"
#include "once.h"
#include "stralloc.h"

/* The caller may change state between the first two.  update_run changes
 * MAILDIR_DELETE to MAILDIR_GONE.  octets come from ",W=" in the name, or are
 * MAILDIR_UNKNOWN until octets.h has found them. */
enum { MAILDIR_KEEP, MAILDIR_DELETE, MAILDIR_GONE };
#define MAILDIR_UNKNOWN UINT64_MAX

/* MAILDIR_LINK: one file under two names, as a crash leaves it.  MAILDIR_CLASH:
 * two files; if the one that is listed is moved, it cannot be found again. */
enum { MAILDIR_LINK = 1, MAILDIR_CLASH = 2 };

enum { MAILDIR_FLAGS = 19 }; /* bits */

/* Sixteen bytes: there may be many. */
struct maildir_message {
  uint64_t octets;          /* while the list is made: the delivery time */
  uint32_t name;            /* where in names the unique part begins */
  unsigned int flags : MAILDIR_FLAGS; /* where in flags what follows it does */
  unsigned int cur : 1;     /* it is in cur/, not in new/ */
  unsigned int untimed : 1; /* the mtime stands in front of the name */
  unsigned int sized : 1;   /* the name has ",W=" */
  unsigned int state : 2;
  unsigned int twin : 2;    /* the same name was there twice */
  unsigned int found : 3;   /* for octets.h: how it found them; 0 at first */
  unsigned int lost : 1;    /* it is in neither folder any more */
  unsigned int seen : 1;    /* for moved.h: it was seen where its path is */
  unsigned int sent : 1;    /* for session.h: whole, in this session */
};

struct maildir {
  struct maildir_message *m;
  size_t n;
  size_t a;
  size_t sorted;       /* so many are in order, and can be found */
  size_t read;         /* how many names were read */
  stralloc names;
  struct once flags;
  stralloc path;       /* room for the longest */
  uint32_t *untimed;   /* those that have no time in the name, by name */
  size_t untimed_n;
  size_t untimed_a;
  int recalled;        /* for octets.h: the cache was read; and it, or the */
  int wrong;           /* octets in a name, were wrong */
};

/* Frees all memory, and sets *d to zero. */
void maildir_free(struct maildir *d);

/* How many bytes of memory the list takes. */
size_t maildir_bytes(const struct maildir *d);

/* The path of message i, as far as it is known, valid until the next call with
 * this d; the unique part of its name; its delivery time. */
const char *maildir_path(const struct maildir *d, size_t i);
const char *maildir_name(const struct maildir *d, size_t i);
uint64_t maildir_when(const struct maildir *d, size_t i);

/* 1 = name is the unique part of its name. */
int maildir_is(const struct maildir *d, size_t i, const char *name);

/* Compares message i with a message of that delivery time and name.  Negative
 * = message i comes before it; 0 = they are the same; positive = message i
 * comes after it. */
int maildir_order(const struct maildir *d, size_t i, uint64_t when,
  const char *name);

/* The message with that name, whatever its flags and its mtime are now.  Null =
 * there is none among the sorted messages. */
struct maildir_message *maildir_find(const struct maildir *d,
  const char *name);

/* ---- for the modules that make the list ---- */

/* Appends the message name of dir.  n is what name_take found; if the name has
 * no time in it, n->when is the mtime.  1 = done; 0 = no memory. */
int maildir_add(struct maildir *d, const char *dir, const char *name,
  const struct name *n);

/* Stores what follows the unique part of name, which has len bytes, and makes
 * room for the path.  1 = done, and *flags says where it is; 0 = no memory. */
int maildir_flags(struct maildir *d, const char *name, size_t len,
  unsigned int *flags);

/* Stores n bytes and, behind them, the len bytes of a unique part.  1 = done,
 * and *at says where the unique part begins; 0 = no memory.  Right before a
 * name without a time stands its mtime, of MAILDIR_TIME bytes; before that, or
 * before any other name, stands what place.h has stored. */
enum { MAILDIR_TIME = sizeof(uint64_t) };
int maildir_put(struct maildir *d, const void *front, size_t n,
  const char *name, size_t len, uint32_t *at);

#endif
