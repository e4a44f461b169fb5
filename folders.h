/* folders - reading new/ and cur/ while other programs rename their files.
 *
 * Who reads a directory may find a file that is renamed meanwhile under both
 * names, or under none.  So a folder that has changed since before it was read
 * is read again, until both have stood still; and once more if it had changed
 * so shortly before that the clock of the store, which goes in steps, may show
 * the same time again. */
#ifndef FOLDERS_H
#define FOLDERS_H

#include <sys/stat.h>

/* How often each is read at most: what is renamed all the time, and nothing
 * else, may then have been found in none of so many readings. */
enum { FOLDERS_MOST = 8 };

/* All zero at first, but careful, for who knows that others are at work: each
 * is read twice in any case.  one = new and cur are the same folder, and only
 * cur is read; again = what is to be read was read before; moving = some
 * folder did not stand still. */
struct folders {
  int careful;
  struct stat before[2];
  int sure[2];
  int reads[2];
  int next;
  int one;
  int again;
  int moving;
};

/* 1 = *dir, "new" or "cur", is to be read before the next call; new comes
 * first.  0 = that was all.  -1 with errno = a folder cannot be looked at. */
int folders_next(struct folders *f, const char **dir);

#endif
