/* credentials - what qmail-popup hands to a checker such as checkpassword,
 * once, on descriptor 3: login, password and timestamp, each ended by a 0
 * byte, CREDENTIALS_MAX bytes in all at most; then end of file. */
#ifndef CREDENTIALS_H
#define CREDENTIALS_H

enum { CREDENTIALS_FD = 3, CREDENTIALS_MAX = 512 };

#endif
