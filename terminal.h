/* terminal - asking a person for a secret. */
#ifndef TERMINAL_H
#define TERMINAL_H

#include <stddef.h>

/* If fd is a terminal, shows the prompt on it and reads a line without
 * showing what is typed; else reads a line, and asks nobody.  to[0..room-1]
 * gets the line without its end, and a 0 byte: 1; 0 = there is none; -1 with
 * errno, EINVAL for a line that is too long or has a 0 byte.  Whatever comes
 * behind the line is still to be read. */
int terminal_secret(int fd, const char *prompt, char *to, size_t room);

/* Puts back what terminal_secret has changed, for who is interrupted in it. */
void terminal_restore(void);

#endif
