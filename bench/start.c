/* start - what starting a program costs.
 *
 *   start times input program [args]
 *
 * The program has the file input as descriptor 3, from its first byte, each
 * time.  Prints the median of the microseconds from the start to the end of
 * it, and those of the CPU that one has used, on two lines. */
#define _XOPEN_SOURCE 700
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

enum { TIMES_MAX = 10000, INPUT = 3 };
static double us[TIMES_MAX];

static double now(void)
{
  struct timespec t;

  (void)clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static double used(void)
{
  struct rusage u;

  (void)getrusage(RUSAGE_CHILDREN, &u);
  return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1e6
    + (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec);
}

static int order(const void *a, const void *b)
{
  double x = *(const double *)a;
  double y = *(const double *)b;

  return (x > y) - (x < y);
}

static int input(const char *name)
{
  int fd = open(name, O_RDONLY);
  int r = fd == -1 ? -1 : dup2(fd, INPUT);

  if (fd != INPUT) (void)close(fd);
  return r != -1;
}

static int once(char **argv)
{
  pid_t pid;
  int status;

  if (lseek(INPUT, 0, SEEK_SET) == -1) return 0;
  return !posix_spawn(&pid, *argv, 0, 0, argv, environ)
    && waitpid(pid, &status, 0) == pid && !status;
}

int main(int argc, char **argv)
{
  long times = argc > 3 ? strtol(argv[1], 0, 10) : 0;
  double began;
  long i;

  if (times < 1 || times > TIMES_MAX || !input(argv[2])) {
    fputs("usage: start times input program [args]\n", stderr);
    return 100;
  }
  for (i = 0; i < times; ++i) {
    began = now();
    if (!once(argv + 3)) {
      fprintf(stderr, "start: %s does not run\n", argv[3]);
      return 111;
    }
    us[i] = now() - began;
  }
  qsort(us, (size_t)times, sizeof *us, order);
  printf("%.0f\n%.0f\n", us[times / 2], used() / (double)times);
  return 0;
}
