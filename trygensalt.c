#include <crypt.h>

int main(void)
{
  char salt[CRYPT_GENSALT_OUTPUT_SIZE];

  return crypt_gensalt_rn(0, 0, "sixteen bytes ..", 16, salt, sizeof salt) == 0;
}
