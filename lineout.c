#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>
#include "clock.h"
#include "lineout.h"

/* 1 = there is room, or the write will say what is wrong. */
static int room(uint64_t until, int fd)
{
  uint64_t now = clock_ms();
  struct pollfd p;

  p.fd = fd;
  p.events = POLLOUT;
  return poll(&p, 1, now < until ? (int)(until - now) : 0) != 0;
}

/* Others write into the same pipe, and may have filled it since poll found
 * room.  A signal ends the wait.  It comes again and again, as the first may
 * come before the call. */
static void ring(int signal) { (void)signal; }

static const struct itimerval tenths = { { 0, 100000 }, { 0, 100000 } };
static const struct itimerval never;

/* What SIGALRM did before. */
struct before {
  struct sigaction action;
  sigset_t mask;
  struct itimerval alarm;
};

static int armed(const struct itimerval *t)
{
  return t->it_value.tv_sec || t->it_value.tv_usec;
}

/* None of the calls of these two can fail. */
static void begin(struct before *b)
{
  struct itimerval first;
  struct sigaction sa;
  sigset_t one;

  sa.sa_handler = ring;
  sa.sa_flags = 0;
  sigemptyset(&sa.sa_mask);
  sigemptyset(&one);
  sigaddset(&one, SIGALRM);
  (void)getitimer(ITIMER_REAL, &first);
  sigaction(SIGALRM, &sa, &b->action);
  sigprocmask(SIG_UNBLOCK, &one, &b->mask);
  (void)setitimer(ITIMER_REAL, &tenths, &b->alarm);
  if (armed(&first) && !armed(&b->alarm)) /* it rang here, and is to ring */
    b->alarm.it_value.tv_usec = 1;
}

static void end(const struct before *b)
{
  (void)setitimer(ITIMER_REAL, &never, 0);
  sigprocmask(SIG_SETMASK, &b->mask, 0);
  sigaction(SIGALRM, &b->action, 0);
  if (armed(&b->alarm)) (void)setitimer(ITIMER_REAL, &b->alarm, 0);
}

static ssize_t woken(int fd, const char *s, size_t n)
{
  struct before b;
  ssize_t w;
  int e;

  begin(&b);
  w = write(fd, s, n);
  e = errno;
  end(&b);
  errno = e;
  return w;
}

static ssize_t attempt(mode_t kind, int fd, const char *s, size_t n)
{
  if (S_ISSOCK(kind)) return send(fd, s, n, MSG_DONTWAIT | MSG_NOSIGNAL);
  if (S_ISREG(kind)) return write(fd, s, n); /* has no readers to wait for */
  return woken(fd, s, n);
}

int lineout_write(int ms, int fd, const char *s, size_t n)
{
  uint64_t until = clock_ms() + (uint64_t)ms;
  struct stat st;

  if (fstat(fd, &st) == -1) return 0;
  do {
    if (!room(until, fd)) break;
    if (attempt(st.st_mode, fd, s, n) != -1) return 1;
    if (errno != EINTR && errno != EAGAIN && errno != EWOULDBLOCK) return 0;
  } while (clock_ms() < until);
  errno = ETIMEDOUT;
  return 0;
}
