#include <string.h>
#include "../random.h"
#include "test.h"

/* Two runs of 16 bytes are never the same, and no byte stays as it was. */
int main(void)
{
  char a[4096];
  char b[16];
  size_t i;
  size_t zeros = 0;

  memset(a, 0, sizeof a);
  check(random_bytes(a, sizeof a) == 0);
  for (i = 0; i < sizeof a; ++i) if (!a[i]) ++zeros;
  check(zeros < 100);
  check(random_bytes(b, sizeof b) == 0 && memcmp(a, b, sizeof b) != 0);
  b[0] = 'x';
  check(random_bytes(b, 0) == 0 && b[0] == 'x');
  return test_end();
}
