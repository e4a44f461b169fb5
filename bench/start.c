/* start - what starting a program costs.
 *
 *   start times input program [args]
 *
 * The program has the file input as descriptor 3, from its first byte, each
 * time, and descriptor 4, to which it may write a struct timespec of
 * CLOCK_MONOTONIC as the last thing it does.  Prints three lines: the median
 * of the microseconds from the start to the end of it; those of the CPU that
 * one has used; and the median of those from what it wrote to its end, or 0,
 * in which the kernel frees what it had. */
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

enum { TIMES_MAX = 10000, INPUT = 3, LAST = 4 };
static double us[TIMES_MAX];
static double exits[TIMES_MAX];
static int last; /* what the program wrote to LAST can be read here */

static double micro(struct timespec t)
{
  return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static double now(void)
{
  struct timespec t;

  (void)clock_gettime(CLOCK_MONOTONIC, &t);
  return micro(t);
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

/* Reads never wait, as the program may have written nothing. */
static int output(void)
{
  int p[2];

  if (pipe(p) == -1) return 0;
  last = fcntl(p[0], F_DUPFD_CLOEXEC, 10); /* p[0] may be LAST */
  if (last == -1 || fcntl(last, F_SETFL, O_NONBLOCK) == -1) return 0;
  return dup2(p[1], LAST) != -1;
}

/* Microseconds from what the program wrote until now. */
static double since(void)
{
  struct timespec t;

  if (read(last, &t, sizeof t) != (ssize_t)sizeof t) return 0;
  return now() - micro(t);
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

  if (times < 1 || times > TIMES_MAX || !input(argv[2])
      || !output()) {
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
    exits[i] = since();
  }
  qsort(us, (size_t)times, sizeof *us, order);
  qsort(exits, (size_t)times, sizeof *exits, order);
  printf("%.0f\n%.0f\n%.0f\n", us[times / 2], used() / (double)times,
    exits[times / 2]);
  return 0;
}
