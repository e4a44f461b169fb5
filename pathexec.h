/* pathexec - the environment of the next program, and starting it. */
#ifndef PATHEXEC_H
#define PATHEXEC_H

/* libc's: POSIX has a name for it, and no header. */
extern char **environ;

/* Sets the variable to the value in this process's environment, or removes
 * it if value is null: 0, or -1 with errno. */
int pathexec_setenv(const char *variable, const char *value);

/* Runs argv[0] in place of this program, with signals as a program expects
 * them.  If the name has no slash, it is looked for in $PATH.  Returns only if
 * that fails: -1 with errno. */
int pathexec(char *const *argv);

#endif
