/* program - where a program is. */
#ifndef PROGRAM_H
#define PROGRAM_H

/* The first of the directories in path, which : separates, that has a file of
 * this name which this process may execute; a name with a slash is looked
 * for as it is.  Directories that are not absolute are passed over, so that
 * what is found is there whoever asks from where.  Returns its path, 0-ended
 * and valid until the next call, or null with errno: EACCES = there is one,
 * but it may not be executed; ENOENT; ENOMEM. */
const char *program_find(const char *name, const char *path);

#endif
