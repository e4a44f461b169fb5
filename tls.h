/* tls - TLS that another program speaks, once it is asked to.
 *
 * Two conventions tell that program when to begin, and environment variables
 * tell the numbers of the descriptors.
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

/* Sets fd to the descriptors, the last to -1 where there are two, and has them
 * closed in all programs that are started: 1; or 0 if
 * they are not offered: none of the variables is set, or $UCSPITLS is "-".
 * -1 with errno = they are set to something that is not so many open
 * descriptors above 2.  Removes the variables from the environment in any
 * case. */
int tls_find(int fd[TLS_FDS]);

/* 1 = $UCSPITLS is "!": TLS must come before a login. */
int tls_required(void);

/* Begins TLS, makes it descriptors 0 and 1 of this process, and closes those
 * of fd: 1.  What the client sent in the clear is never read from 0 after
 * that: 0 = it did send something behind its STLS, which waits there, and the
 * connection must end.  -1 with errno = there is nothing left to talk to; the
 * program has TLS_TIME seconds to say that it has begun. */
enum { TLS_TIME = 30 };
int tls_start(const int fd[TLS_FDS]);

#endif
