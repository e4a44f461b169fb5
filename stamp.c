#include <string.h>
#include <time.h>
#include <unistd.h>
#include "stamp.h"

int stamp_host(const char *host)
{
  size_t n = 0;

  for (; host[n]; ++n)
    if (host[n] <= ' ' || host[n] > '~' || n == STAMP_HOST) return 0;
  return n != 0;
}

void stamp_make(char stamp[STAMP_LEN], const char *host)
{
  size_t n = strlen(host);
  char *s = stamp;

  *s++ = '<';
  s += num_fmt(s, (uint64_t)getpid());
  *s++ = '.';
  s += num_fmt(s, (uint64_t)time(0));
  *s++ = '@';
  memcpy(s, host, n);
  s += n;
  *s++ = '>';
  *s = 0;
}
