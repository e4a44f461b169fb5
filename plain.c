#include <string.h>
#include "base64.h"
#include "plain.h"

int plain_parse(char *s, const char **login, char **password)
{
  char *end;
  char *zero;
  size_t len;

  if (!base64_decode(s, &len)) return PLAIN_BASE64;
  end = s + len;
  zero = memchr(s, 0, len);
  if (!zero) return PLAIN_SYNTAX;
  *login = zero + 1;
  zero = memchr(zero + 1, 0, (size_t)(end - zero - 1));
  if (!zero) return PLAIN_SYNTAX;
  *password = zero + 1;
  if (memchr(zero + 1, 0, (size_t)(end - zero - 1))) return PLAIN_SYNTAX;
  *end = 0; /* there is room: base64 is longer than what it stands for */
  if (!**login || !**password) return PLAIN_SYNTAX;
  return *s && strcmp(s, *login) ? PLAIN_OTHER : PLAIN_OK;
}
