#include <string.h>
#include "byte.h"

/* volatile: the compiler cannot know that this is still memset, and so
 * cannot drop the call */
static void *(*const volatile fill)(void *, int, size_t) = memset;

void byte_wipe(void *s, size_t n)
{
  fill(s, 0, n);
}

int byte_same(const void *a, const void *b, size_t n)
{
  const unsigned char *x = a;
  const unsigned char *y = b;
  unsigned int diff = 0;

  while (n--) diff |= (unsigned int)*x++ ^ *y++;
  return diff == 0;
}
