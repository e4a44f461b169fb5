/* hash - compares a password with a stored hash, by crypt(3). */
#ifndef HASH_H
#define HASH_H

#include <stddef.h>

/* 1 = stored is the hash of the password; 0 = it is not; -1 with errno = that
 * cannot be told, because crypt has no memory or does not know this kind of
 * hash.  The time depends on the kind of hash, not on the result. */
int hash_matches(const char *password, const char *stored);

/* 1 = crypt returned a hash of the setting's kind.  0 = crypt failed: it
 * returned null or a string that begins with *, or it does not know the kind
 * and took it for another one, as musl's crypt takes a new kind for DES. */
int hash_made(const char *hash, const char *setting);

/* Takes as long as hash_matches with a hash of the kind and cost that a new
 * password on this system gets.  0, or -1 with errno; ENOMEM if crypt gives no
 * better reason, since it knows that kind. */
int hash_waste(const char *password);

/* 1 = stored is of that kind. */
int hash_usual(const char *stored);

/* Writes a hash of the password, of that kind and with a random salt, to
 * stored.  0, or -1 with errno. */
int hash_new(const char *password, char *stored, size_t room);

#endif
