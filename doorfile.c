#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "auto_door.h"
#include "doorfile.h"
#include "sig.h"

enum { TURNS = 200 }; /* of a millisecond, that begin waits */
static const off_t turn = (off_t)1 << 30; /* the byte that begin locks */

static int file = -1;

/* Whoever else could write it could say that the house is full. */
static int private(void)
{
  struct stat st;

  if (fstat(file, &st) == -1) return 0;
  errno = EPERM;
  return S_ISREG(st.st_mode) && st.st_uid == geteuid()
    && !(st.st_mode & (S_IRWXG | S_IRWXO));
}

static void step_aside(int least)
{
  int fd;

  if (file >= least) return;
  fd = fcntl(file, F_DUPFD_CLOEXEC, least);
  if (fd == -1) return; /* it can stay there */
  (void)close(file); /* no lock is lost: there is none yet */
  file = fd;
}

int doorfile_open(int least)
{
  int e;

  file = open(auto_door, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  if (file == -1) return -1;
  step_aside(least);
  if (private()) return 0;
  e = errno;
  (void)close(file); /* nothing was written */
  file = -1;
  errno = e;
  return -1;
}

static int lock(int command, short type, off_t at, struct flock *l)
{
  if (file == -1) { errno = EBADF; return -1; }
  memset(l, 0, sizeof *l);
  l->l_type = type;
  l->l_whence = SEEK_SET;
  l->l_start = at;
  l->l_len = 1;
  return fcntl(file, command, l);
}

int doorfile_take(off_t at)
{
  struct flock l;

  if (lock(F_SETLK, F_WRLCK, at, &l) == 0) return 1;
  return errno == EAGAIN || errno == EACCES ? 0 : -1;
}

void doorfile_leave(off_t at)
{
  struct flock l;

  (void)lock(F_SETLK, F_UNLCK, at, &l); /* the end of the process does it too */
}

int doorfile_taken(off_t at, pid_t *pid)
{
  struct flock l;

  if (lock(F_GETLK, F_WRLCK, at, &l) == -1) return -1;
  if (l.l_type == F_UNLCK) return 0;
  *pid = l.l_pid > 0 ? l.l_pid : 0;
  return 1;
}

int doorfile_begin(void)
{
  int n;
  int r;

  for (n = 0; n < TURNS; ++n) {
    r = doorfile_take(turn);
    if (r) return r == 1 ? 0 : -1;
    (void)poll(0, 0, 1);
  }
  errno = EBUSY;
  return -1;
}

void doorfile_end(void)
{
  doorfile_leave(turn);
}

ssize_t doorfile_read(off_t at, void *buf, size_t len)
{
  if (file == -1) { errno = EBADF; return -1; }
  return pread(file, buf, len, at);
}

/* A limit on the size of files is no reason to be killed. */
int doorfile_write(off_t at, const void *buf, size_t len)
{
  ssize_t w;

  if (file == -1) { errno = EBADF; return -1; }
  sig_ignore(SIGXFSZ);
  w = pwrite(file, buf, len, at);
  sig_catch(SIGXFSZ, SIG_DFL);
  if (w == (ssize_t)len) return 0;
  if (w != -1) errno = ENOSPC;
  return -1;
}
