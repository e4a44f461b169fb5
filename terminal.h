/* terminal - asks a person for a secret. */
#ifndef TERMINAL_H
#define TERMINAL_H

#include <stddef.h>

/* If fd is a terminal, shows the prompt and reads a line without showing what
 * is typed; otherwise just reads a line.  1 = to[0..room-1] has the line
 * without its end, and a 0 byte.  0 = there is no line.  -1 with errno; EINVAL
 * = the line is too long or has a 0 byte.  It reads nothing behind the line. */
int terminal_secret(int fd, const char *prompt, char *to, size_t room);

/* Restores the terminal, if terminal_secret was interrupted. */
void terminal_restore(void);

#endif
