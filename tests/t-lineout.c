#define _GNU_SOURCE /* ppoll */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include "../lineout.h"
#include "test.h"

static double began;

static double now(void)
{
  struct timespec t;

  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Says so of a test that hangs, and ends it: what is tested makes use of
 * alarms. */
static void watch(void)
{
  static const struct timespec tenth = { 0, 100000000 };
  pid_t parent = getpid();

  if (fork() != 0) return;
  while (ppoll(0, 0, &tenth, 0), getppid() == parent)
    if (now() - began > 60) {
      puts("not ok 1 - [t-lineout:woken] it hangs");
      fflush(stdout);
      kill(parent, SIGKILL);
      _exit(0);
    }
  _exit(0);
}

/* libc's, unless a test says that there is always room: what poll has seen is
 * what was, and the pipe may have been filled since. */
int always; /* not static: some headers make poll an inline function */

int poll(struct pollfd *p, nfds_t n, int ms)
{
  struct timespec t = { 0, 0 };

  t.tv_sec = ms / 1000;
  t.tv_nsec = ms % 1000 * 1000000L;
  if (always) { p->revents = POLLOUT; return 1; }
  return ppoll(p, n, ms < 0 ? 0 : &t, 0);
}

/* The name by which clang calls it with newer headers. */
int __poll_chk(struct pollfd *p, nfds_t n, int ms, size_t room);
int __poll_chk(struct pollfd *p, nfds_t n, int ms, size_t room)
{
  (void)room;
  return poll(p, n, ms);
}

static int two[2]; /* read from the first, write to the second */

enum { PAGE = 4096 };
static char page[PAGE];
static int filled; /* pages of zeros in it */

/* Makes a pipe that has room for so many pages. */
static void make_pipe(int room)
{
  if (pipe(two) == -1) exit(111);
  if (fcntl(two[1], F_SETFL, O_NONBLOCK) == -1) exit(111);
  for (filled = 0; write(two[1], page, PAGE) == PAGE; ++filled) ;
  if (fcntl(two[1], F_SETFL, 0) == -1) exit(111);
  for (; room--; --filled) if (read(two[0], page, PAGE) != PAGE) exit(111);
}

static void close_both(void)
{
  close(two[0]);
  close(two[1]);
}

/* Nobody has made the descriptor, which others share, one that does not
 * block. */
static int blocks(void)
{
  int flags = fcntl(two[1], F_GETFL);

  return flags != -1 && !(flags & O_NONBLOCK);
}

/* 1 = given up for want of room, after so many seconds and not many more. */
static int gave_up(int ms, double least, double most)
{
  double since = now();
  int r = lineout_write(ms, two[1], "line\n", 5);
  int e = errno;
  double took = now() - since;

  if (r || took < least || took > most) printf("# %d, %f s\n", r, took);
  return r == 0 && e == ETIMEDOUT && took >= least && took <= most && blocks();
}

static void full(void)
{
  make_pipe(0);
  check(gave_up(0, 0, 10));
  check(gave_up(300, 0.29, 10));
  check(read(two[0], page, PAGE) == PAGE);
  check(lineout_write(0, two[1], "line\n", 5) == 1);
  close_both();
}

/* ---- who is woken ---- */

static volatile sig_atomic_t rang;
static void ring(int signal) { (void)signal; ++rang; }

static void catch(void (*handler)(int))
{
  struct sigaction sa;

  memset(&sa, 0, sizeof sa);
  sa.sa_handler = handler;
  if (sigaction(SIGALRM, &sa, 0) == -1) exit(111);
}

static void woken(void)
{
  static const struct itimerval soon = { { 0, 0 }, { 0, 50000 } };
  struct itimerval t;
  struct sigaction sa;
  sigset_t all;
  sigset_t mask;

  make_pipe(0);
  always = 1;
  check(gave_up(0, 0.09, 10));
  check(gave_up(300, 0.29, 10));
  check(getitimer(ITIMER_REAL, &t) == 0);
  check(!t.it_value.tv_sec && !t.it_value.tv_usec);
  check(sigaction(SIGALRM, 0, &sa) == 0 && sa.sa_handler == SIG_DFL);

  alarm(1000);
  check(gave_up(0, 0.09, 10));
  check(alarm(0) > 900);

  catch(ring);
  check(setitimer(ITIMER_REAL, &soon, 0) == 0);
  check(gave_up(200, 0.19, 10) && rang <= 1);
  while (!rang) (void)usleep(1000); /* it was late, and not lost */
  check(sigaction(SIGALRM, 0, &sa) == 0 && sa.sa_handler == ring);

  sigfillset(&all); /* as in a handler of ours */
  check(sigprocmask(SIG_BLOCK, &all, &mask) == 0);
  check(gave_up(0, 0.09, 10));
  check(sigprocmask(SIG_SETMASK, &mask, &all) == 0);
  check(sigismember(&all, SIGALRM) == 1);
  catch(SIG_DFL);
  always = 0;
  close_both();
}

/* ---- many who write, and nobody who reads ---- */

enum { ROOM = 4, WRITERS = 8, LINES = 200, LINE = 100 };

static int writer(int id)
{
  char s[LINE];
  int written = 0;
  int i;

  memset(s, 'a' + id, sizeof s);
  s[LINE - 1] = '\n';
  for (i = 0; i < LINES; ++i) {
    if (!lineout_write(written == i ? 1000 : 0, two[1], s, sizeof s)) break;
    ++written;
  }
  return written;
}

/* 1 = what is in the pipe is whole lines; so many of them. */
static int whole_lines(int *lines)
{
  char s[LINE];
  size_t i;

  *lines = 0;
  while (read(two[0], s, sizeof s) == LINE) {
    for (i = 1; i < LINE - 1; ++i) if (s[i] != *s) return 0;
    if (s[LINE - 1] != '\n') return 0;
    ++*lines;
  }
  return 1;
}

static void crowd(void)
{
  double since = now();
  pid_t pid[WRITERS];
  int written = 0;
  int lines;
  int status;
  int i;

  make_pipe(ROOM);
  for (i = 0; i < WRITERS; ++i) {
    pid[i] = fork();
    if (pid[i] == 0) _exit(writer(i));
    if (pid[i] == -1) exit(111);
  }
  for (i = 0; i < WRITERS; ++i) {
    if (waitpid(pid[i], &status, 0) != pid[i] || !WIFEXITED(status)) exit(111);
    written += WEXITSTATUS(status);
  }
  check(now() - since < 20);
  check(blocks());
  close(two[1]);
  while (filled--) if (read(two[0], page, PAGE) != PAGE) exit(111);
  check(whole_lines(&lines));
  if (lines != written) printf("# %d of %d\n", lines, written);
  check(lines == written && lines > (ROOM - 1) * (PAGE / LINE));
  close(two[0]);
}

/* ---- what is no pipe ---- */

static void others(void)
{
  static char big[1 << 20];
  int fd;

  if (socketpair(AF_UNIX, SOCK_STREAM, 0, two) == -1) exit(111);
  check(lineout_write(0, two[1], "line\n", 5) == 1);
  check(read(two[0], page, PAGE) == 5 && !memcmp(page, "line\n", 5));
  while (send(two[1], big, sizeof big, MSG_DONTWAIT) > 0) ;
  check(gave_up(0, 0, 10));
  check(gave_up(300, 0.29, 10));
  close(two[0]);
  check(lineout_write(0, two[1], "line\n", 5) == 0 && errno == EPIPE);
  close(two[1]);
  check(lineout_write(0, two[1], "line\n", 5) == 0 && errno == EBADF);

  test_enter();
  fd = open("log", O_RDWR | O_CREAT, 0600);
  check(lineout_write(0, fd, "line\n", 5) == 1);
  check(pread(fd, page, PAGE, 0) == 5 && !memcmp(page, "line\n", 5));
  close(fd);
  fd = open("/dev/full", O_WRONLY);
  if (fd == -1) skip("no /dev/full");
  else check(lineout_write(0, fd, "line\n", 5) == 0 && errno == ENOSPC);
}

int main(void)
{
  began = now();
  watch();
  full();
  woken();
  crowd();
  always = 1; /* each is in the race for the last room */
  crowd();
  always = 0;
  others();
  return test_end();
}
