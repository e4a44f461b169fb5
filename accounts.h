/* accounts - the records of a database of mail accounts, accounts.cdb.
 *
 * A value is a list of strings, each ended by a 0 byte.  The value of a login
 * has the account's own login, uid, gid, home and shell; then, for each
 * password, its label and its hash.  The label of the account's first password
 * is empty.  The first record has the empty key, and holds for all accounts:
 * the lowest and the highest uid that an account may have; 1 if several
 * accounts share a uid, else 0; then one hash of each kind that every refusal
 * must compute.
 *
 * Unpacking takes any bytes.  1 = done; 0 = they are no such value.  Packing:
 * 1 = done; 0 = it would be more than ACCOUNTS_VALUE bytes. */
#ifndef ACCOUNTS_H
#define ACCOUNTS_H

#include <stddef.h>
#include <stdint.h>
#include "user.h"

enum { ACCOUNTS_VALUE = 3800 };  /* with a login, fits a record of cdb */
enum { PASSWORDS_MAX = 10 };     /* of an account */
enum { KINDS_MAX = 32 };         /* hashes that a refusal may cost */

struct accounts_password {
  const char *label;
  const char *hash;
};

struct accounts_entry {
  struct user user;
  struct accounts_password password[PASSWORDS_MAX];
  size_t n;
};

struct accounts_rules {
  uint32_t first;
  uint32_t last;
  uint32_t shared;
  const char *kind[KINDS_MAX];
  size_t n;
};

int accounts_pack(char value[ACCOUNTS_VALUE], size_t *len,
  const struct accounts_entry *e);
int accounts_pack_rules(char value[ACCOUNTS_VALUE], size_t *len,
  const struct accounts_rules *r);

/* The strings stay where they are, in value. */
int accounts_unpack(struct accounts_entry *e, const char *value, size_t len);
int accounts_unpack_rules(struct accounts_rules *r, const char *value,
  size_t len);

#endif
