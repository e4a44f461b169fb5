/* Any string as a response to AUTH PLAIN: login and password are those that
 * it holds, or the error is the right one. */
#include "../plain.h"
#include "naive-plain.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
  const char *login = 0;
  const char *wanted_login = 0;
  const char *wanted = 0;
  char *password = 0;
  char *all;
  char *s;
  int r;

  if (n > FUZZ_MAX) return 0;
  s = fuzz_string((const char *)bytes, n);
  r = fuzz_plain(s, &all, &wanted_login, &wanted);
  must(plain_parse(s, &login, &password) == r);
  if (r == PLAIN_OK)
    must(!strcmp(login, wanted_login) && !strcmp(password, wanted));
  free(all);
  free(s);
  return 0;
}
