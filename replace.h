/* replace - a new file in the place of an old one, in one step.
 *
 * What others find under the name is the old file or the new one, whole,
 * whatever happens; after a power cut, too.  Who replaces at the same time by
 * the same draft waits. */
#ifndef REPLACE_H
#define REPLACE_H

/* Makes the file draft, on the same file system as the one to be replaced,
 * for the caller to write; an old one of that name is emptied.  It may be read
 * by its owner only.  The descriptor, or -1 with errno. */
int replace_begin(const char *draft);

/* Gives the draft, which is at fd, the owner and mode of the file name, if
 * there is one: 0, or -1 with errno. */
int replace_like(int fd, const char *name);

/* Makes the draft the file name, once all of it is on the disk, and closes fd:
 * 0, or -1 with errno, and then name is the old file, unless it was only the
 * directory that could not be written to the disk. */
int replace_finish(int fd, const char *draft, const char *name);

/* Removes the draft and closes fd; errno stays. */
void replace_cancel(int fd, const char *draft);

#endif
