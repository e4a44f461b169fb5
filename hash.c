#include <errno.h>
#include <string.h>
#include <unistd.h>
#include "hascrypt.h"
#include "hasgensalt.h"
#include "byte.h"
#include "hash.h"
#include "random.h"
#include "str.h"

enum { SALT = 16 }; /* bytes that a salt is made of */

/* for a hash that only takes time */
static const char any[SALT + 1] = "any sixteen byte";

/* SHA-512, where the system does not say which kind it wants. */
static const char *sha512(const char bytes[SALT])
{
  static const char digit[] = "./0123456789"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  static char salt[3 + SALT + 1] = "$6$";
  size_t i;

  for (i = 0; i < SALT; ++i)
    salt[3 + i] = digit[(unsigned char)bytes[i] % 64];
  return salt;
}

enum { SETTING = 192 }; /* libxcrypt's CRYPT_GENSALT_OUTPUT_SIZE */

/* A crypt.h need not be there, or may be of another libc than crypt is. */
char *crypt(const char *password, const char *setting);
char *crypt_gensalt_rn(const char *prefix, unsigned long count,
  const char *rbytes, int nrbytes, char *output, int output_size);

/* A salt of the usual kind, of these bytes. */
static const char *usual(const char bytes[SALT])
{
#ifdef HASGENSALT
  static char salt[SETTING];

  if (crypt_gensalt_rn(0, 0, bytes, SALT, salt, sizeof salt)) return salt;
#endif
  return sha512(bytes);
}

/* Bytes at the beginning of a setting that tell its kind: "$id$", or what
 * stands for it in the older ones, whose hashes begin with two bytes of
 * salt.  Without a second $ there is no kind, and the 0 byte counts too, with
 * which no hash agrees. */
static size_t kind(const char *setting)
{
  return *setting == '$' ? str_chr(setting + 1, '$') + 2 : 2;
}

static int same_kind(const char *a, const char *b)
{
  return strncmp(a, b, kind(a)) == 0;
}

int hash_usual(const char *stored)
{
  return same_kind(usual(any), stored);
}

int hash_made(const char *hash, const char *setting)
{
  return hash && *hash && *hash != '*' && same_kind(setting, hash);
}

static char *hashed(const char *password, const char *setting)
{
#ifdef HASCRYPT
  return crypt(password, setting);
#else
  (void)password; (void)setting;
  errno = ENOSYS;
  return 0;
#endif
}

/* The same; null with errno if crypt has failed. */
static char *made(const char *password, const char *setting)
{
  char *h;

  errno = 0;
  h = hashed(password, setting);
  if (hash_made(h, setting)) return h;
  if (!errno) errno = EINVAL;
  return 0;
}

int hash_matches(const char *password, const char *stored)
{
  char *h = made(password, stored);
  size_t n;
  int r;

  if (!h) return -1;
  n = strlen(h);
  r = n == strlen(stored) && byte_same(h, stored, n);
  byte_wipe(h, n);
  return r;
}

int hash_waste(const char *password)
{
  if (hash_matches(password, usual(any)) != -1) return 0;
  if (errno == EINVAL) errno = ENOMEM; /* there is nothing else it can be */
  return -1;
}

int hash_new(const char *password, char *stored, size_t room)
{
  char bytes[SALT];
  char *h;
  size_t n;

  if (random_bytes(bytes, sizeof bytes) == -1) return -1;
  h = made(password, usual(bytes));
  if (!h) return -1;
  n = strlen(h);
  if (n < room) memcpy(stored, h, n + 1);
  byte_wipe(h, n);
  if (n < room) return 0;
  errno = ERANGE;
  return -1;
}
