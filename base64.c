#include <string.h>
#include "base64.h"

static const char alphabet[] =
  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

int base64_decode(char *s, size_t *len)
{
  const char *found;
  unsigned int bits = 0;
  size_t in = strlen(s);
  size_t pad = 0;
  size_t n = 0;
  size_t i;

  if (in % 4) return 0;
  while (pad < 2 && pad < in && s[in - pad - 1] == '=') ++pad;
  for (i = 0; i < in - pad; ++i) {
    found = memchr(alphabet, s[i], 64);
    if (!found) return 0;
    bits = (bits << 6 | (unsigned int)(found - alphabet)) & 0xffffff;
    if (i % 4) s[n++] = (char)(bits >> (6 - i % 4 * 2) & 0xff);
  }
  /* what is left of the last group: pad * 2 bits, that must be 0 */
  if (bits & ((1u << pad * 2) - 1)) return 0;
  *len = n;
  return 1;
}
