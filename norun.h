/* norun - a line for the log about a program that could not be run. */
#ifndef NORUN_H
#define NORUN_H

/* "program: fatal: cannot run NAME: words for the errno e", as fault_file has
 * it for the first file of that name in $PATH, if there is one and no slash in
 * the name.  errno stays as it was. */
void norun_log(const char *program, const char *name, int e);

#endif
