#include "../hash64.h"
#include "test.h"

/* The first and the third are of the hash's own description. */
static void known(void)
{
  check(hash64("", 0) == 0xcbf29ce484222325);
  check(hash64("a", 1) == 0xaf63dc4c8601ec8c);
  check(hash64("foobar", 6) == 0x85944171f73967e8);
  check(hash64("\0\xff", 2) != hash64("\0\xfe", 2));
}

int main(void)
{
  known();
  return test_end();
}
