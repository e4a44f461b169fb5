#define _XOPEN_SOURCE 700 /* nanosleep */
#include <time.h>
#include "../clock.h"
#include "test.h"

static uint64_t monotonic(void)
{
  struct timespec t;

  if (clock_gettime(CLOCK_MONOTONIC, &t) == -1) exit(111);
  return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

int main(void)
{
  static const struct timespec wait = { 0, 30000000 };
  uint64_t before = monotonic();
  uint64_t a = clock_ms();
  uint64_t b;

  check(before <= a && a <= monotonic());
  check(nanosleep(&wait, 0) == 0);
  before = monotonic();
  b = clock_ms();
  check(before <= b && b <= monotonic());
  check(b - a >= 29);
  return test_end();
}
