/* file - one file, by its path, which may name anything or nothing. */
#ifndef FILE_H
#define FILE_H

/* 1 = both paths name one file, 0 = they do not, or one names none; -1 with
 * errno = that cannot be known. */
int file_same(const char *a, const char *b);

/* Opens path for reading if it is a regular file: the descriptor, or -1 with
 * errno; ENOENT also if it is something else that could be opened.  Follows no
 * link, and waits for nobody. */
int file_open(const char *path);

#endif
