#include <errno.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>
#include "fd.h"
#include "terminal.h"

static struct termios found;
static volatile int changed; /* the descriptor and 1 */

static int hide(int fd)
{
  struct termios quiet;

  if (tcgetattr(fd, &found) == -1) return -1;
  quiet = found;
  quiet.c_lflag &= ~(tcflag_t)ECHO;
  changed = fd + 1;
  return tcsetattr(fd, TCSAFLUSH, &quiet);
}

void terminal_restore(void)
{
  int e = errno;

  if (changed) (void)tcsetattr(changed - 1, TCSAFLUSH, &found);
  changed = 0;
  errno = e;
}

static int say(int fd, const char *s)
{
  size_t n = strlen(s);
  ssize_t w;

  for (; n; s += w, n -= (size_t)w) {
    w = write(fd, s, n);
    if (w == -1) return -1;
  }
  return 0;
}

/* A byte at a time, so that nothing behind the line is taken. */
static int get_line(int fd, char *to, size_t room)
{
  size_t n;
  ssize_t r;

  for (n = 0; n < room; ++n) {
    r = fd_read(fd, to + n, 1);
    if (r == -1) return -1;
    if (r == 0 && n == 0) return 0;
    if (r == 0) to[n] = '\n';
    if (!to[n]) break;
    if (to[n] != '\n') continue;
    to[n] = 0;
    return 1;
  }
  errno = EINVAL;
  return -1;
}

int terminal_secret(int fd, const char *prompt, char *to, size_t room)
{
  int r;

  if (!isatty(fd)) return get_line(fd, to, room);
  if (hide(fd) == -1) { terminal_restore(); return -1; }
  r = say(fd, prompt) == -1 ? -1 : get_line(fd, to, room);
  terminal_restore();
  if (say(fd, "\n") == -1) return -1;
  return r;
}
