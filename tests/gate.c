/* gate - loaded in front of libc into a program under test: before each call
 * that looks at files or changes them, the program says G on descriptor $GATE
 * and waits for a byte, so that whoever has the other end decides in which
 * order programs go on.  It says I when it waits for a command.
 *
 * A folder is read a few names at a time, as one of thousands is; and with
 * $GATE_TWO_STEPS there is no renameat2. */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { FOLDERS = 16, NAMES = 160 };

static int control = -2;

static void say(char c)
{
  const char *gate;
  int e = errno;

  if (control == -2) {
    gate = getenv("GATE");
    control = gate ? atoi(gate) : -1;
  }
  if (control != -1) {
    if (write(control, &c, 1) != 1) _exit(111);
    if (c == 'G' && read(control, &c, 1) != 1) _exit(111);
  }
  errno = e;
}

/* The function of libc, which the linker finds behind ours. */
#define REAL(type, name, ...) \
  static type (*real)(__VA_ARGS__); \
  if (!real) *(void **)&real = dlsym(RTLD_NEXT, #name)

#define ONE_PATH(name) \
  int name(const char *path) \
  { REAL(int, name, const char *); say('G'); return real(path); }
#define TWO_PATHS(name) \
  int name(const char *from, const char *to) \
  { \
    REAL(int, name, const char *, const char *); \
    say('G'); return real(from, to); \
  }
#define LOOK(name, type) \
  int name(const char *path, struct type *st) \
  { \
    REAL(int, name, const char *, struct type *); \
    say('G'); return real(path, st); \
  }
#define LOOK_AT(name, type) \
  int name(int fd, const char *path, struct type *st, int flags) \
  { \
    REAL(int, name, int, const char *, struct type *, int); \
    say('G'); return real(fd, path, st, flags); \
  }
#define OPEN(name) \
  int name(const char *path, int flags, ...) \
  { \
    REAL(int, name, const char *, int, ...); \
    va_list more; \
    mode_t mode; \
    va_start(more, flags); \
    mode = flags & O_CREAT ? va_arg(more, mode_t) : 0; \
    va_end(more); \
    say('G'); return real(path, flags, mode); \
  }

ONE_PATH(unlink)
TWO_PATHS(link)
TWO_PATHS(rename)
LOOK(stat, stat)
LOOK(stat64, stat64)
LOOK(lstat, stat)
LOOK(lstat64, stat64)
LOOK_AT(fstatat, stat)
LOOK_AT(fstatat64, stat64)
OPEN(open)
OPEN(open64)

int mkdir(const char *path, mode_t mode)
{
  REAL(int, mkdir, const char *, mode_t);
  say('G');
  return real(path, mode);
}

int fsync(int fd)
{
  REAL(int, fsync, int);
  say('G');
  return fd == -1 ? real(fd) : 0; /* no power is cut here */
}

long syscall(long n, ...)
{
  REAL(long, syscall, long, ...);
  long a[6];
  va_list more;
  int i;

  va_start(more, n);
  for (i = 0; i < 6; ++i) a[i] = va_arg(more, long);
  va_end(more);
  if (n == SYS_getdents64) {
    say('G');
    if (a[2] > NAMES) a[2] = NAMES;
  }
  if (n == SYS_renameat2) {
    say('G');
    if (getenv("GATE_TWO_STEPS")) { errno = ENOSYS; return -1; }
  }
  return real(n, a[0], a[1], a[2], a[3], a[4], a[5]);
}

/* ---- folders ---- */

static struct {
  char names[NAMES + sizeof(struct dirent64)];
  long at;
  long end;
} folder[FOLDERS];

static void *next(DIR *d)
{
  REAL(long, syscall, long, ...);
  int fd = dirfd(d);
  struct dirent64 *e;

  if (fd < 0 || fd >= FOLDERS) abort();
  if (folder[fd].at == folder[fd].end) {
    folder[fd].at = folder[fd].end = 0;
    say('G');
    folder[fd].end = real(SYS_getdents64, fd, folder[fd].names, NAMES);
    if (folder[fd].end <= 0) { folder[fd].end = 0; return 0; }
  }
  e = (struct dirent64 *)(folder[fd].names + folder[fd].at);
  folder[fd].at += e->d_reclen;
  return e;
}

struct dirent *readdir(DIR *d) { return next(d); }
struct dirent64 *readdir64(DIR *d) { return next(d); }

static void start(int fd)
{
  if (fd >= 0 && fd < FOLDERS) folder[fd].at = folder[fd].end = 0;
}

DIR *opendir(const char *path)
{
  REAL(DIR *, opendir, const char *);
  DIR *d;

  say('G');
  d = real(path);
  if (d) start(dirfd(d));
  return d;
}

void rewinddir(DIR *d)
{
  REAL(void, rewinddir, DIR *);

  real(d);
  start(dirfd(d));
}

/* ---- the client ---- */

int poll(struct pollfd *fds, nfds_t n, int ms)
{
  REAL(int, poll, struct pollfd *, nfds_t, int);

  if (n == 1 && fds->fd == 0 && fds->events & POLLIN) say('I');
  return real(fds, n, ms);
}
