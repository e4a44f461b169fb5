/* hier - the table of what is installed, for install and instcheck. */
#ifndef HIER_H
#define HIER_H

#include <sys/types.h>

/* HIER_DIR: a directory that other software uses too; HIER_EMPTY: one with
 * nothing in it, that nobody but its owner can write.  Both are made if they
 * are not there, else left as they are.  HIER_FILE: a copy of from, a file in
 * the source folder.  HIER_STATE: a file that the programs write; made, with
 * nothing in it, if it is not there, else left as it is. */
enum { HIER_DIR, HIER_EMPTY, HIER_FILE, HIER_STATE };

/* The installed thing is base, a directory that a conf- file names, and
 * under it name, which is "" for base itself. */
struct hier {
  int kind;
  const char *base;
  const char *name;
  const char *from;
  uid_t uid;
  gid_t gid;
  mode_t mode;
};

/* Ends with a row whose base is null.  A directory comes before what is in
 * it. */
extern const struct hier hier_table[];

/* The absolute path of a row, after $DESTDIR if that is set: 0-ended, valid
 * until the next call; null, with errno ENOMEM or, for a $DESTDIR that does
 * not begin with a slash, EINVAL. */
const char *hier_path(const struct hier *row);

#endif
