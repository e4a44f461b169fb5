/* passwdline - a line of the file of mail accounts: Dovecot's passwd-file, with
 * two more kinds of lines.
 *
 *   login:hash:uid:gid:(text):home:shell:fields     an account
 *   login/label:hash                                another password of it
 *   login:=other                                    another name of it
 */
#ifndef PASSWDLINE_H
#define PASSWDLINE_H

#include <stdint.h>

enum { LOGIN_MAX = 255, LABEL_MAX = 32, HOME_MAX = 1000, SHELL_MAX = 255 };

enum {
  PASSWDLINE_NONE,     /* empty, or a comment */
  PASSWDLINE_ACCOUNT,
  PASSWDLINE_PASSWORD, /* login, label and hash are set */
  PASSWDLINE_ALIAS     /* login and other */
};

struct passwdline {
  int kind;
  const char *login;
  const char *label;
  const char *hash;  /* without its {SCHEME} */
  const char *other; /* login */
  const char *home;
  const char *shell;
  uint32_t uid; /* an id of a user is 32 bits */
  uint32_t gid;
};

/* Splits the line s, which has no line feed, and writes 0 bytes into it; p
 * points into it.  Returns null, or words that say what is wrong.  It accepts
 * a hash that is empty or begins with ! or *; the caller must make sure that no
 * password is right for such a hash. */
const char *passwdline_parse(struct passwdline *p, char *s);

#endif
