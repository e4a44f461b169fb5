/* accounts - the records of a database of mail accounts, accounts.cdb.
 *
 * A value is strings, each ended by a 0 byte.  That of a login: the account's
 * own login, uid, gid, home, shell; then for each password its label, which
 * is empty for the account's own, and its hash.  The first record, of the
 * empty key, is what holds for all of them: the first uid and the last that
 * an account may have; 1 if several share one, else 0; then, for each hash
 * that every refusal costs, one of that kind.
 *
 * Unpacking takes any bytes: 1, or 0 = they are no such value.  Packing: 1, or
 * 0 = more than ACCOUNTS_VALUE bytes. */
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
