/* file - one file, by its path, which may name anything or nothing. */
#ifndef FILE_H
#define FILE_H

/* 1 = both paths name one file, 0 = they do not, or one names none; -1 with
 * errno = that cannot be known. */
int file_same(const char *a, const char *b);

/* 1 = they do, and the file has more than one name. */
int file_linked(const char *a, const char *b);

/* Opens path for reading if it is a regular file: the descriptor, or -1 with
 * errno; ENOENT is any error_gone, and also said of something else that could
 * be opened.  Follows no link, and waits for nobody. */
int file_open(const char *path);

/* The same in the directory of that descriptor. */
int file_open_in(int dir, const char *path);

/* Reads both descriptors to their ends: 1 = they have the same bytes, 0 = they
 * have not; -1 with errno. */
int file_same_bytes(int one, int two);

/* Makes from have the name to, in the folder dir, in one step, and replaces
 * nothing: 0, or -1 with errno; EEXIST = something has that name, ENOENT = from
 * is no longer there.
 *
 * Where the kernel or the filesystem has no such step, there are two: the file
 * gets the second name, and loses the first when the second is safe on the
 * disk.  If that is ended between, or fails, it may have both.  Where a file
 * cannot have two names, EPERM or the like, and nothing has happened. */
int file_move(const char *from, const char *to, const char *dir);

/* Takes the name away from a file that has another one, which is in the folder
 * dir, when that one is safe on the disk: 0, or -1 with errno. */
int file_drop(const char *name, const char *dir);

#endif
