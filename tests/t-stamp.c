#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "../stamp.h"
#include "test.h"

static void hosts(void)
{
  char host[STAMP_HOST + 2];
  int c;

  check(stamp_host("a") && stamp_host("[::1]") && stamp_host("pop.example"));
  check(!stamp_host(""));
  memset(host, 'h', sizeof host);
  host[STAMP_HOST + 1] = 0;
  check(!stamp_host(host));
  host[STAMP_HOST] = 0;
  check(stamp_host(host));
  for (c = 1; c < 256; ++c) {
    host[0] = 'a';
    host[1] = (char)c;
    host[2] = 0;
    check_row((size_t)c, stamp_host(host) == (c > ' ' && c < 0x7f));
  }
}

static void make(void)
{
  char stamp[STAMP_LEN + 1];
  char host[STAMP_HOST + 1];
  char *dot;
  char *at;
  long long now = (long long)time(0);

  memset(host, 'h', sizeof host);
  host[STAMP_HOST] = 0;
  stamp[STAMP_LEN] = 'x';
  stamp_make(stamp, host);
  check(stamp[STAMP_LEN] == 'x' && *stamp == '<');
  check(strtoll(stamp + 1, &dot, 10) == getpid() && *dot == '.');
  check(strtoll(dot + 1, &at, 10) - now < 5 && *at == '@');
  check(!strncmp(at + 1, host, STAMP_HOST));
  check(!strcmp(at + 1 + STAMP_HOST, ">"));
}

int main(void)
{
  hosts();
  make();
  return test_end();
}
