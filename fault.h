/* fault - a line for the log about a file that could not be used. */
#ifndef FAULT_H
#define FAULT_H

/* Logs "program: level: cannot what PATH: words for the errno e"; level and
 * what are as for strerr_sys, and PATH is the whole path.  For EACCES it also
 * logs mode, owner and group of the file and of its directory; or, if these
 * cannot be seen, of the directory above that is closed.  errno stays as it
 * was. */
void fault_file(const char *program, const char *level, const char *what,
  const char *path, int e);

#endif
