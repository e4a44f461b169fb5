#include <string.h>
#include "byte.h"
#include "credentials.h"

size_t credentials_pack(char up[CREDENTIALS_MAX], const char *login,
  const char *password, const char *stamp)
{
  const char *part[3];
  size_t len = 0;
  size_t n;
  int i;

  part[0] = login;
  part[1] = password;
  part[2] = stamp;
  for (i = 0; i < 3; ++i) {
    n = strlen(part[i]) + 1;
    if (n > CREDENTIALS_MAX - len) {
      byte_wipe(up, CREDENTIALS_MAX);
      return 0;
    }
    memcpy(up + len, part[i], n);
    len += n;
  }
  return len;
}

/* What follows the string at s, which ends before end; null if it does not. */
static const char *after(const char *s, const char *end)
{
  const char *zero = memchr(s, 0, (size_t)(end - s));

  return zero ? zero + 1 : 0;
}

int credentials_unpack(const char *up, size_t len, const char **login,
  const char **password)
{
  const char *end;
  const char *stamp;

  if (len > CREDENTIALS_MAX) return 0;
  end = up + len;
  *login = up;
  *password = after(up, end);
  if (!*password) return 0;
  stamp = after(*password, end);
  return stamp && after(stamp, end);
}

int credentials_digest(const char *secret)
{
  return strspn(secret, "0123456789abcdef") == 32 && !secret[32];
}
