#include <unistd.h>

char *crypt(const char *, const char *);

int main(void)
{
  return crypt("", "") == (char *)1;
}
