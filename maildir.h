/* maildir - the messages of the maildir that is the working directory.
 *
 * A maildir has new/ and cur/, whose files are messages, and tmp/.  A file's
 * name is unique up to its colon; flags follow.  Other programs deliver,
 * rename and delete at any time; there is no lock.
 *
 * A message is a regular file whose name does not begin with a dot.  They
 * are numbered from 0 here, by delivery time and then by name up to the
 * colon.  The delivery time is the number before the first dot of the name,
 * or the mtime where there is none. */
#ifndef MAILDIR_H
#define MAILDIR_H

#include <dirent.h>
#include <stddef.h>
#include <stdint.h>
#include "stralloc.h"

/* state is the caller's to change between the first two; update_run makes
 * MAILDIR_DELETE into MAILDIR_GONE.  octets come from ",W=" in the name, or
 * are MAILDIR_UNKNOWN until octets.h has found them. */
enum { MAILDIR_KEEP, MAILDIR_DELETE, MAILDIR_GONE };
#define MAILDIR_UNKNOWN UINT64_MAX

/* One file under both names, as a crash leaves it; or two files, and then the
 * one that is listed cannot be found again once it was moved. */
enum { MAILDIR_LINK = 1, MAILDIR_CLASH = 2 };

struct maildir_message {
  uint64_t when;
  uint64_t octets;
  uint32_t path;       /* where in paths "new/NAME" or "cur/NAME" begins */
  unsigned char state;
  unsigned char twin;  /* the same name was there twice: */
  unsigned char found; /* for octets.h: how it found the octets; 0 at first */
};

struct maildir {
  struct maildir_message *m;
  size_t n;
  size_t a;
  stralloc paths;
  int untimed;         /* some name has no delivery time */
  int recalled;        /* for octets.h: the cache was read; and it, or the */
  int wrong;           /* octets in a name, were wrong */
};

/* Reads what is there now into *d, which is all zero before.  1 = done;
 * 0 = no memory; -1 with errno = not everything could be read; both leave a
 * list of no messages.  A name that
 * is in both new/ and cur/, as a crash can leave it, is listed once. */
int maildir_load(struct maildir *d);

/* Where message i is, as far as is known; its name in that directory.  Valid
 * until the next call that may change d. */
const char *maildir_path(const struct maildir *d, size_t i);
const char *maildir_name(const struct maildir *d, size_t i);

/* Where message i stands, seen from one delivered at that time under that
 * name: negative = before it, 0 = it is the same, positive = behind. */
int maildir_order(const struct maildir *d, size_t i, uint64_t when,
  const char *name);

/* For moved.h: how long "new/" and "cur/" are; appends "dir/name" and its 0
 * byte, and *at is where that begins: 1, or 0 = no memory; and sets *when to
 * the delivery time of e, as scan_each has it: 1, 0 = it is no message, or has
 * gone, -1 with errno = that cannot be known. */
enum { MAILDIR_DIR = 4 };
int maildir_path_append(stralloc *paths, const char *dir, const char *name,
  uint32_t *at);
int maildir_when(int fd, const struct dirent *e, uint64_t *when);

#endif
