/* tls - TLS that another program speaks, by the UCSPI-TLS convention.
 *
 * The server that started us may have set $SSLCTLFD, $SSLREADFD and
 * $SSLWRITEFD to the numbers of three descriptors: it begins TLS with the
 * client once a y is written to the first, and then the second is to be read
 * from and the third written to, in place of 0 and 1. */
#ifndef TLS_H
#define TLS_H

enum { TLS_FDS = 3 };

/* Sets fd to the three: 1; or 0 if they are not offered: none of the
 * variables is set, or $UCSPITLS is "-".  -1 with errno = they are set to
 * something that is not three open descriptors above 2.  Removes the
 * variables from the environment in any case. */
int tls_find(int fd[TLS_FDS]);

/* 1 = $UCSPITLS is "!": TLS must come before a login. */
int tls_required(void);

/* Begins TLS, makes it descriptors 0 and 1 of this process, and closes the
 * three: 0, or -1 with errno, and then nothing is left to talk to. */
int tls_start(const int fd[TLS_FDS]);

#endif
