/* floor - what a list of messages cannot be made without, as it is done with
 * the fewest calls.
 *
 *   floor dir
 *
 * Prints two lines: the milliseconds to read all names of dir, and to open,
 * read and close each of its files, in the order of their names. */
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static char buf[65536];

static double now(void)
{
  struct timespec t;

  (void)clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static double names(const char *dir)
{
  double began = now();
  int fd = open(dir, O_RDONLY | O_DIRECTORY);

  while (syscall(SYS_getdents64, fd, buf, sizeof buf) > 0) ;
  (void)close(fd);
  return now() - began;
}

static double files(struct dirent **e, int n)
{
  double began = now();
  int fd;
  int i;

  for (i = 0; i < n; ++i) {
    fd = open(e[i]->d_name, O_RDONLY);
    while (read(fd, buf, sizeof buf) > 0) ;
    (void)close(fd);
  }
  return now() - began;
}

int main(int argc, char **argv)
{
  struct dirent **e;
  int n;

  if (argc != 2 || chdir(argv[1]) == -1
      || (n = scandir(".", &e, 0, alphasort)) < 3) {
    fputs("usage: floor dir\n", stderr);
    return 100;
  }
  (void)names(".");
  printf("%.1f\n%.1f\n", names("."), files(e, n));
  return 0;
}
