#include <errno.h>
#include <limits.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#include "timeoutio.h"

static int await(int seconds, int fd, short event)
{
  struct pollfd p;
  int n;

  p.fd = fd;
  p.events = event;
  do n = poll(&p, 1, seconds * 1000); while (n == -1 && errno == EINTR);
  if (n == 0) { errno = ETIMEDOUT; return -1; }
  return n == -1 ? -1 : 0;
}

ssize_t timeoutio_read(int seconds, int fd, char *buf, size_t len)
{
  ssize_t r;

  do {
    if (await(seconds, fd, POLLIN) == -1) return -1;
    r = read(fd, buf, len);
  } while (r == -1 && (errno == EINTR || errno == EAGAIN));
  return r;
}

/* A blocking write waits until all is gone, whatever poll said.  A socket
 * can be told not to; a pipe that polls writable takes PIPE_BUF bytes. */
static ssize_t some(int fd, const char *buf, size_t len)
{
  ssize_t w = send(fd, buf, len, MSG_DONTWAIT | MSG_NOSIGNAL);

  if (w != -1 || errno != ENOTSOCK) return w;
  if (await(0, fd, POLLOUT) == -1) { errno = EAGAIN; return -1; }
  return write(fd, buf, len < PIPE_BUF ? len : PIPE_BUF);
}

ssize_t timeoutio_write(int seconds, int fd, const char *buf, size_t len)
{
  ssize_t w;

  while ((w = some(fd, buf, len)) == -1) {
    if (errno == EINTR) continue;
    if (errno != EAGAIN && errno != EWOULDBLOCK) return -1;
    if (await(seconds, fd, POLLOUT) == -1) return -1;
  }
  return w;
}

void timeoutio_tcp(int fd)
{
  int on = 1;

  /* either may be refused: then this is no TCP socket */
  if (setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on) == -1) return;
  (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}
