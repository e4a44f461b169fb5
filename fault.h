/* fault - a line for the log about a file that could not be used. */
#ifndef FAULT_H
#define FAULT_H

/* "program: level: cannot what PATH: words for the errno e", level and what as
 * strerr_sys has them, and PATH the whole path.  For EACCES also who may use
 * it: mode, owner and group of the file and of the directory it is in; or,
 * where that cannot be seen, of the directory above it that is closed.
 * errno stays as it was. */
void fault_file(const char *program, const char *level, const char *what,
  const char *path, int e);

#endif
