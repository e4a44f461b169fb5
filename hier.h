/* hier - the table of what is installed, for install and instcheck. */
#ifndef HIER_H
#define HIER_H

#include <sys/types.h>

/* HIER_DIR: a directory that other software uses too.  HIER_EMPTY: an empty
 * directory that only its owner can write to.  HIER_FILE: a copy of from, a
 * file in the source folder.  HIER_STATE: a file that the programs write; it is
 * made empty.  Only a HIER_FILE replaces what is there already.  HIER_OLD: a
 * place where a qmail host may have an older program than from. */
enum { HIER_DIR, HIER_EMPTY, HIER_FILE, HIER_STATE, HIER_OLD };

/* A row is installed as name in the directory base, which a conf- file names;
 * name is "" for base itself. */
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

/* Which programs the run scripts of such a host start: nothing is installed
 * there, but what is there should be the program that was built here.  Ends in
 * the same way. */
extern const struct hier hier_old[];

/* The absolute path of a row, with $DESTDIR before it if that is set.  It is
 * 0-ended, and valid until the next call.  Null with errno: ENOMEM, or EINVAL
 * if $DESTDIR does not begin with a slash. */
const char *hier_path(const struct hier *row);

#endif
