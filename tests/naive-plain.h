/* naive-plain - base64 and AUTH PLAIN once more, for comparison: what is
 * decoded carelessly is right if it encodes to the same text. */
#ifndef NAIVE_PLAIN_H
#define NAIVE_PLAIN_H

#include "../plain.h"
#include "fuzz.h"

static inline unsigned int fuzz_value(char c)
{
  if (c >= 'A' && c <= 'Z') return (unsigned int)(c - 'A');
  if (c >= 'a' && c <= 'z') return (unsigned int)(c - 'a') + 26;
  if (c >= '0' && c <= '9') return (unsigned int)(c - '0') + 52;
  return c == '+' ? 62 : c == '/' ? 63 : 0;
}

static inline char fuzz_digit(unsigned int u)
{
  if (u < 26) return (char)('A' + u);
  if (u < 52) return (char)('a' + u - 26);
  if (u < 62) return (char)('0' + u - 52);
  return u == 62 ? '+' : '/';
}

/* 1 and to[0..*len-1], where there is room for three in four of n; or 0. */
static inline int fuzz_base64(const char *s, size_t n, char *to, size_t *len)
{
  unsigned int u;
  unsigned int shift;
  size_t i;
  size_t j;

  if (n % 4) return 0;
  *len = n / 4 * 3;
  if (n && s[n - 1] == '=') *len -= s[n - 2] == '=' ? 2 : 1;
  for (i = 0; i < n; i += 4) {
    for (u = 0, j = 0; j < 4; ++j) u = u * 64 + fuzz_value(s[i + j]);
    for (j = 0; j < 3; ++j) to[i / 4 * 3 + j] = (char)(u >> (16 - 8 * j));
    for (j = 0, shift = 18; j < 4; ++j, shift -= 6)
      if (i + 4 < n || j <= *len - i / 4 * 3) {
        if (fuzz_digit(u >> shift & 63) != s[i + j]) return 0;
      }
      else if (s[i + j] != '=') return 0;
    /* bits behind the end must be none */
    for (j = *len; j < i / 4 * 3 + 3; ++j) if (to[j]) return 0;
  }
  return 1;
}

/* As plain_parse, but s stays as it is; *all is the decoded text, which the
 * caller frees. */
static inline int fuzz_plain(const char *s, char **all, const char **login,
  const char **password)
{
  size_t n = strlen(s);
  size_t len;
  size_t i;
  size_t zeros = 0;

  *all = fuzz_string(s, n);
  if (!fuzz_base64(s, n, *all, &len)) return PLAIN_BASE64;
  (*all)[len] = 0;
  for (i = 0; i < len; ++i) zeros += !(*all)[i];
  if (zeros != 2) return PLAIN_SYNTAX;
  *login = *all + strlen(*all) + 1;
  *password = *login + strlen(*login) + 1;
  if (!**login || !**password) return PLAIN_SYNTAX;
  if (!**all || !strcmp(*all, *login)) return PLAIN_OK;
  return PLAIN_OTHER;
}

#endif
