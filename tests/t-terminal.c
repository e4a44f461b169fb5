#define _XOPEN_SOURCE 700 /* for posix_openpt */
#include <errno.h>
#include <string.h>
#include <termios.h>
#include "../terminal.h"
#include "test.h"

static const char typed[] = "first\n\nlast";

/* From a file: a line each time, and nothing behind it is lost. */
static void file(void)
{
  char s[10];
  int fd;

  check(test_file("typed", typed));
  fd = open("typed", O_RDONLY);
  check(terminal_secret(fd, "?", s, sizeof s) == 1 && !strcmp(s, "first"));
  check(terminal_secret(fd, "?", s, sizeof s) == 1 && !strcmp(s, ""));
  check(terminal_secret(fd, "?", s, sizeof s) == 1 && !strcmp(s, "last"));
  check(terminal_secret(fd, "?", s, sizeof s) == 0);
  lseek(fd, 0, SEEK_SET);
  s[5] = 's';
  check(terminal_secret(fd, "?", s, 5) == -1 && errno == EINVAL);
  check(s[5] == 's');
  lseek(fd, 0, SEEK_SET);
  check(terminal_secret(fd, "?", s, 6) == 1);
  close(fd);
  check(terminal_secret(fd, "?", s, sizeof s) == -1 && errno == EBADF);
}

static void zero(void)
{
  char s[10];
  int p[2];

  test_pipe(p);
  check(write(p[1], "a\0b\n", 4) == 4);
  check(terminal_secret(p[0], "?", s, sizeof s) == -1 && errno == EINVAL);
  close(p[0]);
  close(p[1]);
}

static int echoes(int fd)
{
  struct termios t;

  return tcgetattr(fd, &t) == 0 && (t.c_lflag & ECHO) != 0;
}

/* Reads what the terminal shows until it ends in that. */
static int shows(int fd, const char *end)
{
  char s[100];
  size_t n = 0;
  size_t len = strlen(end);

  while (n < sizeof s && read(fd, s + n, 1) == 1)
    if (++n >= len && !memcmp(s + n - len, end, len)) return n == len;
  return 0;
}

/* What is typed is not shown, and the terminal is as it was. */
static void person(void)
{
  int master = posix_openpt(O_RDWR | O_NOCTTY);
  char s[10];
  int fd = -1;
  pid_t pid;

  if (master != -1 && grantpt(master) == 0 && unlockpt(master) == 0)
    fd = open(ptsname(master), O_RDWR | O_NOCTTY);
  if (fd == -1) { skip("no terminal can be made"); return; }
  check(echoes(fd));
  pid = fork();
  if (pid == 0) {
    _exit(terminal_secret(fd, "word? ", s, sizeof s) == 1
      && !strcmp(s, "secret") ? 42 : 1);
  }
  check(shows(master, "word? ") && !echoes(fd));
  check(write(master, "secret\n", 7) == 7);
  check(shows(master, "\r\n"));
  {
    int status = 0;

    check(waitpid(pid, &status, 0) == pid && WEXITSTATUS(status) == 42);
  }
  check(echoes(fd));
}

int main(void)
{
  test_enter();
  file();
  zero();
  person();
  return test_end();
}
