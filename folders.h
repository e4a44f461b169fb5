/* folders - reads new/ and cur/ while other programs rename their files.
 *
 * A program that reads a directory may see a renamed file under both names, or
 * under neither.  So a folder that has changed since before it was read must
 * be read again, until neither has changed.  The clock of the store may
 * advance in steps; a folder that had changed within the last step is read
 * once more, since its time cannot show another change. */
#ifndef FOLDERS_H
#define FOLDERS_H

#include <sys/stat.h>

/* How often each folder is read at most.  Only a file that is renamed all the
 * time could be missed so many times. */
enum { FOLDERS_MOST = 8 };

/* All zero at first, except that the caller may set careful if it knows that
 * other programs are at work: then each folder is read at least twice.
 * one = new and cur are the same folder, and only cur is read.  again = the
 * folder to be read was read before.  moving = a folder never stopped
 * changing. */
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

/* 1 = read *dir, which is "new" or "cur", before the next call; new comes
 * first.  0 = there is nothing more to read.  -1 with errno = a folder cannot
 * be looked at. */
int folders_next(struct folders *f, const char **dir);

#endif
