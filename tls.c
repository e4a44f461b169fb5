#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "fd.h"
#include "num.h"
#include "tls.h"

static const char *const variable[TLS_FDS] = {
  "SSLCTLFD", "SSLREADFD", "SSLWRITEFD"
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
  const char *s;
  int set = 0;
  int bad = 0;
  int i;

  for (i = 0; i < TLS_FDS; ++i) {
    s = getenv(variable[i]);
    if (!s) continue;
    ++set;
    fd[i] = descriptor(s);
    if (fd[i] == -1) bad = 1;
    if (unsetenv(variable[i]) == -1) return -1;
  }
  if (setting("-") || !set) return 0;
  if (set == TLS_FDS && !bad) return 1;
  errno = EBADF;
  return -1;
}

int tls_start(const int fd[TLS_FDS])
{
  int i;

  if (write(fd[0], "y", 1) != 1) return -1;
  if (fd_copy(0, fd[1]) == -1 || fd_copy(1, fd[2]) == -1) return -1;
  for (i = 0; i < TLS_FDS; ++i)
    (void)close(fd[i]); /* two may be one; nothing can be lost here */
  return 0;
}
