/* login - brings the ways in which people type their login into one form.
 *
 * $POP3DOMAIN is a list of domains, separated by blanks or commas.  A login in
 * one of these domains is the same as the login without the domain: with
 * example.org in the list, Bob@Example.ORG is bob.  If the variable is not set,
 * every login stays as it was typed. */
#ifndef LOGIN_H
#define LOGIN_H

#include <stddef.h>

/* Writes the login to form, ended by a 0 byte; if domains is not null, with
 * small letters (ASCII only).  form has room bytes, at least 1, and may be the
 * login itself.  1 = done; 0 = the login was too long and was cut. */
int login_form(char *form, size_t room, const char *login,
  const char *domains);

/* The number of bytes before the @ if the login, in that form, is in a domain
 * of the list; otherwise, and if nothing is before the @, all of its bytes. */
size_t login_local(const char *form, const char *domains);

/* Writes form, an @ and the first domain of the list to full.  1 = done; 0 =
 * the list is empty, or form has an @ already, or full has too little room. */
int login_full(char *full, size_t room, const char *form,
  const char *domains);

#endif
