/* program - finds a program. */
#ifndef PROGRAM_H
#define PROGRAM_H

/* Looks for a file of this name that this process may execute, in the
 * directories of path, which are separated by colons.  It skips directories
 * that are not absolute, so the result does not depend on the working
 * directory.  It looks for a name with a slash as it is.  Returns the path of
 * the first file, 0-ended and valid until the next call; or null with errno:
 * EACCES = there is one, but it may not be executed; ENOENT; ENOMEM. */
const char *program_find(const char *name, const char *path);

#endif
