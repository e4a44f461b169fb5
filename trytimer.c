#include <signal.h>
#include <time.h>

int main(void)
{
  static struct sigevent e;
  static struct itimerspec t;
  timer_t id;

  return timer_create(CLOCK_MONOTONIC, &e, &id) == -1
    || timer_settime(id, 0, &t, 0) == -1;
}
