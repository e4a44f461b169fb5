/* credentials - what qmail-popup hands to a checker such as checkpassword,
 * once, on descriptor 3, before its end: login, password and timestamp, each
 * ended by a 0 byte, and perhaps more; CREDENTIALS_MAX bytes in all at most.
 * The interface of checkpassword is described at cr.yp.to/checkpwd. */
#ifndef CREDENTIALS_H
#define CREDENTIALS_H

#include <stddef.h>

enum { CREDENTIALS_FD = 3, CREDENTIALS_MAX = 512 };

/* Writes the three strings into up: how many bytes that makes, or 0, and then
 * up is erased, if they are too long. */
size_t credentials_pack(char up[CREDENTIALS_MAX], const char *login,
  const char *password, const char *stamp);

/* Finds the login and the password in up[0..len-1], where they stay: 1, or 0
 * if three 0 bytes are not there or len is over CREDENTIALS_MAX. */
int credentials_unpack(const char *up, size_t len, const char **login,
  const char **password);

/* 1 = the secret has the form of an APOP digest, 32 digits of 0 to 9 and a to
 * f, which no hash of a password can confirm. */
int credentials_digest(const char *secret);

#endif
