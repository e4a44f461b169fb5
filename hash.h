/* hash - is a password the one that a stored hash was made of; crypt(3). */
#ifndef HASH_H
#define HASH_H

#include <stddef.h>

/* 1 = stored is the hash of the password, 0 = it is not; -1 with errno = that
 * cannot be told: crypt has no memory, or does not know this kind of hash.
 * The time taken depends on the kind of hash, and not on the answer. */
int hash_matches(const char *password, const char *stored);

/* 1 = what crypt returned is a hash of the setting's kind.  Else it failed, by
 * null or by what begins with *; or it does not know the kind, and has taken
 * the setting for another one, as crypt of musl takes what is new for DES. */
int hash_made(const char *hash, const char *setting);

/* Takes as long as hash_matches would, with a hash of the kind and cost that
 * a new password on this system gets: 0, or -1 with errno, ENOMEM if crypt
 * gives no better reason: it knows that kind. */
int hash_waste(const char *password);

/* 1 = stored is of that kind. */
int hash_usual(const char *stored);

/* Writes a hash of the password, of that kind, to stored, with a salt that
 * nobody can guess: 0, or -1 with errno. */
int hash_new(const char *password, char *stored, size_t room);

#endif
