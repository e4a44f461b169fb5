/* start - what starting a program costs.
 *
 *   start times program [args]
 *
 * Prints the median of the microseconds from the start to the end of it. */
#define _POSIX_C_SOURCE 200809L
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>

extern char **environ;

enum { TIMES_MAX = 10000 };
static double us[TIMES_MAX];

static double now(void)
{
  struct timespec t;

  (void)clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static int order(const void *a, const void *b)
{
  double x = *(const double *)a;
  double y = *(const double *)b;

  return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
  long times = argc > 2 ? strtol(argv[1], 0, 10) : 0;
  long i;

  if (times < 1 || times > TIMES_MAX) {
    fputs("usage: start times program [args]\n", stderr);
    return 100;
  }
  for (i = 0; i < times; ++i) {
    double began = now();
    pid_t pid;
    int status;

    if (posix_spawn(&pid, argv[2], 0, 0, argv + 2, environ)
        || waitpid(pid, &status, 0) != pid || status) {
      fprintf(stderr, "start: %s does not run\n", argv[2]);
      return 111;
    }
    us[i] = now() - began;
  }
  qsort(us, (size_t)times, sizeof *us, order);
  printf("%.0f\n", us[times / 2]);
  return 0;
}
