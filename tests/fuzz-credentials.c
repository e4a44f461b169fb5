/* Descriptor 3: any bytes are taken apart as they must be or refused, and
 * what is packed is what was meant. */
#include "../credentials.h"
#include "fuzz.h"

static const char *string[3];

/* The first three strings that end within s: how many there are. */
static int split(const char *s, size_t n)
{
  size_t i;
  int strings = 0;
  int start = 1;

  for (i = 0; i < n && strings < 3; ++i) {
    if (start) string[strings] = s + i;
    start = !s[i];
    if (start) ++strings;
  }
  return strings;
}

static void packs(size_t n)
{
  char up[CREDENTIALS_MAX];
  const char *login;
  const char *password;
  size_t len;
  size_t i;

  memset(up, 'x', sizeof up);
  len = credentials_pack(up, string[0], string[1], string[2]);
  must(len == (n <= CREDENTIALS_MAX ? n : 0));
  for (i = 0; !len && i < sizeof up; ++i) must(!up[i]);
  if (!len) return;
  must(!memcmp(up, string[0], n));
  must(credentials_unpack(up, len, &login, &password) == 1);
  must(login == up && !strcmp(password, string[1]));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
  const char *s = (const char *)bytes;
  const char *login = 0;
  const char *password = 0;
  int strings;
  int r;

  if (n > FUZZ_MAX || !n) return 0;
  strings = split(s, n);
  r = credentials_unpack(s, n, &login, &password);
  must(r == (strings == 3 && n <= 512));
  if (r) must(login == string[0] && password == string[1]);
  if (strings == 3)
    packs((size_t)(string[2] - s) + strlen(string[2]) + 1);
  return 0;
}
