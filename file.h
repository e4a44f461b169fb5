/* file - looks at, opens and renames a file by its path. */
#ifndef FILE_H
#define FILE_H

/* 1 = both paths name the same file; 0 = they do not, or one does not exist; -1
 * with errno = that cannot be told. */
int file_same(const char *a, const char *b);

/* The same, but 1 = they do, and the file has more than one name. */
int file_linked(const char *a, const char *b);

/* Opens path for reading if it is a regular file.  Returns the descriptor, or
 * -1 with errno.  ENOENT stands for every error_gone, and for anything that is
 * no regular file.  Follows no link, and never waits. */
int file_open(const char *path);

/* The same for a path in the directory that is open at dir. */
int file_open_in(int dir, const char *path);

/* Reads both files to their ends.  1 = they have the same bytes; 0 = they do
 * not; -1 with errno. */
int file_same_bytes(int one, int two);

/* Renames from to to, which is in the folder dir, in one step, and never
 * replaces a file.  0, or -1 with errno: EEXIST = a file has that name already;
 * ENOENT = from is no longer there.
 *
 * If the kernel or the filesystem has no such step, it takes two: the file gets
 * the second name, and loses the first one when the second is safe on the
 * disk.  If the process is killed between these, or the second step fails, the
 * file may have both names.  If a file cannot have two names, it returns EPERM
 * or the like, and nothing has changed. */
int file_move(const char *from, const char *to, const char *dir);

/* Removes name, of a file that has another name in the folder dir, once that
 * other name is safe on the disk.  0, or -1 with errno. */
int file_drop(const char *name, const char *dir);

#endif
