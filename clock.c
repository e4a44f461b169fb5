#include <time.h>
#include "clock.h"

uint64_t clock_ms(void)
{
  struct timespec t = { 0, 0 };

  (void)clock_gettime(CLOCK_MONOTONIC, &t); /* POSIX has it always */
  return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}
