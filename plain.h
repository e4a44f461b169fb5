/* plain - the SASL mechanism PLAIN, RFC 4616, as POP3 carries it, RFC 5034. */
#ifndef PLAIN_H
#define PLAIN_H

/* Decodes a response in place, and finds the login and the password in it.
 * They point into s; the caller erases s, also after an error.  PLAIN_BASE64:
 * it is not base64.  PLAIN_SYNTAX: it is not [authorization identity] NUL login
 * NUL password, with a login and a password that are not empty.  PLAIN_OTHER:
 * the authorization identity is not the login. */
enum { PLAIN_OK, PLAIN_BASE64, PLAIN_SYNTAX, PLAIN_OTHER };
int plain_parse(char *s, const char **login, char **password);

#endif
