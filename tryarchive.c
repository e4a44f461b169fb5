/* Ends with 0 only if it can hash as this system does. */
#include <string.h>
#include "glue.h"

char *crypt(const char *, const char *);
char *crypt_gensalt_rn(const char *, unsigned long, const char *, int, char *,
  int);

static const char yescrypt[] = "$y$j75$F5Jx5fExrKuPp53xLKQ..1$"
  "FKCwhMgwOkhQTR911dWIZLQeN7z/6GZ21hSwOKrHDr0";
static const char sha512[] = "$6$rounds=1000$sixteenbytesalt.$"
  "PA6jrUUJMNaiuAsqJszipD4Fpmnpx1I18Ys8nzKaQ8ICRKiPOb29ILMlKzLrqqLHI2Su/2cuzqIK"
  "JZTfad.8M.";

static int makes(const char *hash)
{
  const char *h = crypt("unspeakable", hash);

  return h && !strcmp(h, hash);
}

int main(void)
{
  char salt[192]; /* libxcrypt's CRYPT_GENSALT_OUTPUT_SIZE */

  return !crypt_gensalt_rn(0, 0, "any sixteen byte", 16, salt, sizeof salt)
    || !makes(yescrypt) || !makes(sha512);
}
