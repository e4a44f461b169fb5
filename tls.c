#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "fd.h"
#include "num.h"
#include "timeoutio.h"
#include "tls.h"

enum { CONTROL, READ, WRITE, ACK, VARIABLES };
static const char *const variable[VARIABLES] = {
  "SSLCTLFD", "SSLREADFD", "SSLWRITEFD", "SSLACKFD"
};

static int setting(const char *value)
{
  const char *s = getenv("UCSPITLS");

  return s && !strcmp(s, value);
}

int tls_required(void) { return setting("!"); }

static int descriptor(const char *s)
{
  uint64_t u;

  if (!num_whole(s, &u) || u < 3 || u > INT_MAX) { errno = EBADF; return -1; }
  return fcntl((int)u, F_GETFD) == -1 ? -1 : (int)u;
}

int tls_find(int fd[TLS_FDS])
{
  int found[VARIABLES] = { 0, 0, 0, 0 }; /* 0 = the variable is not set */
  const char *s;
  int bad = 0;
  int i;

  for (i = 0; i < VARIABLES; ++i) {
    s = getenv(variable[i]);
    if (!s) continue;
    found[i] = descriptor(s);
    if (found[i] == -1) bad = 1;
    if (unsetenv(variable[i]) == -1) return -1;
  }
  if (setting("-")) return 0;
  if (!found[CONTROL] && !found[READ] && !found[WRITE] && !found[ACK])
    return 0;
  if (!found[CONTROL]) bad = 1;
  if (found[ACK] ? found[READ] || found[WRITE] : !found[READ] || !found[WRITE])
    bad = 1;
  if (bad) { errno = EBADF; return -1; }
  fd[0] = found[CONTROL];
  fd[1] = found[ACK] ? found[ACK] : found[READ];
  fd[2] = found[ACK] ? -1 : found[WRITE];
  for (i = 0; i < TLS_FDS; ++i)
    if (fd[i] != -1) (void)fcntl(fd[i], F_SETFD, FD_CLOEXEC); /* it is open */
  return 1;
}

static int start_elsewhere(const int fd[TLS_FDS])
{
  if (write(fd[0], "y", 1) != 1) return -1;
  if (fd_copy(0, fd[1]) == -1 || fd_copy(1, fd[2]) == -1) return -1;
  return 1;
}

/* The program has passed on what came in the clear, if anything did, before it
 * says that it has begun. */
static int start_here(const int fd[TLS_FDS])
{
  struct pollfd p = { 0, POLLIN, 0 };
  char c = 1;

  if (write(fd[0], "", 1) != 1) return -1;
  if (timeoutio_read(TLS_TIME, fd[1], &c, 1) == -1) return -1;
  if (c) { errno = EPROTO; return -1; }
  if (poll(&p, 1, 0) == -1) return -1;
  return !(p.revents & POLLIN);
}

int tls_start(const int fd[TLS_FDS])
{
  int r = fd[2] == -1 ? start_here(fd) : start_elsewhere(fd);
  int i;

  for (i = 0; i < TLS_FDS && r != -1; ++i)
    if (fd[i] != -1) (void)close(fd[i]); /* two may be one; nothing is lost */
  return r;
}
