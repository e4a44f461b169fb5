/* credentials - what a checker such as checkpassword reads from descriptor 3:
 * the login, the password and the timestamp, each ended by a 0 byte, perhaps
 * more, and then the end of the file.  Together they have at most
 * CREDENTIALS_MAX bytes.  cr.yp.to/checkpwd describes this interface. */
#ifndef CREDENTIALS_H
#define CREDENTIALS_H

#include <stddef.h>

enum { CREDENTIALS_FD = 3, CREDENTIALS_MAX = 512 };

/* Writes the three strings into up, and returns how many bytes they take.  If
 * they are too long, it erases up and returns 0. */
size_t credentials_pack(char up[CREDENTIALS_MAX], const char *login,
  const char *password, const char *stamp);

/* Finds the login and the password in up[0..len-1].  1 = done; they point into
 * up.  0 = there are fewer than three 0 bytes, or len is over
 * CREDENTIALS_MAX. */
int credentials_unpack(const char *up, size_t len, const char **login,
  const char **password);

/* 1 = the secret looks like an APOP digest, 32 characters of 0 to 9 and a to f.
 * It cannot be checked against the hash of a password. */
int credentials_digest(const char *secret);

#endif
