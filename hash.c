#include <errno.h>
#include <string.h>
#include <unistd.h>
#include "hascrypt.h"
#include "hascrypt_h.h"
#include "hasgensalt.h"
#ifdef HASCRYPT_H
#include <crypt.h>
#endif
#include "byte.h"
#include "hash.h"
#include "str.h"

/* A salt of the usual kind; what the bytes are does not matter. */
static const char *usual(void)
{
#ifdef HASGENSALT
  static char salt[CRYPT_GENSALT_OUTPUT_SIZE];

  if (crypt_gensalt_rn(0, 0, "any sixteen byte", 16, salt, sizeof salt))
    return salt;
#endif
  return "$6$anysixteenbytes";
}

int hash_usual(const char *stored)
{
  const char *salt = usual();

  return strncmp(salt, stored, str_chr(salt + 1, '$') + 2) == 0;
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

int hash_matches(const char *password, const char *stored)
{
  char *h;
  size_t n;
  int r;

  errno = 0;
  h = hashed(password, stored);
  if (!h || *h == '*') {
    if (!errno) errno = EINVAL;
    return -1;
  }
  n = strlen(h);
  r = n == strlen(stored) && byte_same(h, stored, n);
  byte_wipe(h, n);
  return r;
}

int hash_waste(const char *password)
{
  return hash_matches(password, usual()) == -1 ? -1 : 0;
}
