#include <crypt.h>

int main(void)
{
  return crypt("", "") == (char *)1;
}
