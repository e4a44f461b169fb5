/* login - the one form of the ways in which people type their login.
 *
 * $POP3DOMAIN is a list of domains, with blanks or commas between them, whose
 * logins are those without a domain: with example.org in it, Bob@Example.ORG is
 * bob.  If it is not set, every login is as it was typed. */
#ifndef LOGIN_H
#define LOGIN_H

#include <stddef.h>

/* Writes the login to form, in small letters if domains is not null, ASCII
 * only; no more than room - 1 bytes and a 0, room > 0: 1, or 0 = it is
 * longer, and cut.  form may be the login itself. */
int login_form(char *form, size_t room, const char *login,
  const char *domains);

/* How many bytes of a login in that form are in front of a domain of the list;
 * all of them if there is no such domain, or nothing in front of it. */
size_t login_local(const char *form, const char *domains);

/* Writes form, an @ and the first domain of the list to full: 1, or 0 = there
 * is none, or form has an @, or room is less than that takes. */
int login_full(char *full, size_t room, const char *form,
  const char *domains);

#endif
