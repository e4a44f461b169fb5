/* norun - a line for the log about a program that could not be run. */
#ifndef NORUN_H
#define NORUN_H

/* Logs "program: fatal: cannot run NAME: words for the errno e".  If the name
 * has no slash and a file in $PATH has that name, the line is about the first
 * such file, as from fault_file.  errno stays as it was. */
void norun_log(const char *program, const char *name, int e);

#endif
