/* tls - asks another program to begin TLS.
 *
 * There are two conventions.  In both, environment variables tell the numbers
 * of the descriptors.
 *
 * UCSPI-TLS: $SSLCTLFD, $SSLREADFD and $SSLWRITEFD.  TLS begins once a y is
 * written to the first, and then the second is to be read from and the third
 * written to, in place of 0 and 1.
 *
 * That of tlswrapper -n, which has its two descriptors at 5 and 6: $SSLCTLFD
 * and $SSLACKFD.  TLS begins once a 0 byte is written to the first; a 0 byte
 * comes from the second when it has begun, on 0 and 1 as before. */
#ifndef TLS_H
#define TLS_H

enum { TLS_FDS = 3 };

/* Finds the descriptors.  1 = fd is set, and every program that is started has
 * these closed; the last is -1 if there are only two.  0 = TLS is not offered:
 * none of the variables is set, or $UCSPITLS is "-".  -1 with errno = the
 * variables do not name open descriptors above 2.  In any case it removes the
 * variables from the environment. */
int tls_find(int fd[TLS_FDS]);

/* 1 = $UCSPITLS is "!": TLS must come before a login. */
int tls_required(void);

/* Begins TLS.  1 = descriptors 0 and 1 of this process now carry TLS, and those
 * of fd are closed.  0 = the client has sent something in the clear behind its
 * STLS, so the connection must be closed; it is never read.  -1 with errno =
 * the client cannot be reached any more, or the program did not say within
 * TLS_TIME seconds that TLS has begun. */
enum { TLS_TIME = 30 };
int tls_start(const int fd[TLS_FDS]);

#endif
