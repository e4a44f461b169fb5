/* replace - replaces a file by a new one, in one step.
 *
 * Whatever happens, even after a power cut, other programs see either the whole
 * old file or the whole new one.  Two processes that use the same draft wait
 * for each other. */
#ifndef REPLACE_H
#define REPLACE_H

/* Makes the file draft, which must be on the same file system as the file to be
 * replaced, and which only its owner may read.  If it exists, it is emptied.
 * Returns a descriptor that the caller can write to, or -1 with errno. */
int replace_begin(const char *draft);

/* Gives the draft, which is open at fd, the owner and mode of the file name, if
 * that exists.  0, or -1 with errno. */
int replace_like(int fd, const char *name);

/* Writes the draft to the disk, closes fd, and renames the draft to name.  0,
 * or -1 with errno; then name is still the old file, unless only the directory
 * could not be written to the disk. */
int replace_finish(int fd, const char *draft, const char *name);

/* Removes the draft and closes fd; errno stays. */
void replace_cancel(int fd, const char *draft);

#endif
