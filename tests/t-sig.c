#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/time.h>
#include "../sig.h"
#include "test.h"

static const int three[] = { SIGALRM, SIGCHLD, SIGPIPE };

static int blocked(int signal)
{
  sigset_t set;

  return sigprocmask(SIG_BLOCK, 0, &set) == 0 && sigismember(&set, signal);
}

static int is(int signal, void (*handler)(int))
{
  struct sigaction sa;

  return sigaction(signal, 0, &sa) == 0 && sa.sa_handler == handler;
}

static void any(int signal) { (void)signal; }

/* As a careless parent may leave them. */
static int spoil(void (*handler)(int))
{
  sigset_t all;
  size_t i;

  for (i = 0; i < 3; ++i)
    if (signal(three[i], handler) == SIG_ERR) return 0;
  sigfillset(&all);
  return sigprocmask(SIG_BLOCK, &all, 0) == 0;
}

static int started(void)
{
  size_t i;

  for (i = 0; i < 3; ++i) if (blocked(three[i])) return 1;
  if (blocked(SIGTERM) || blocked(SIGHUP) || blocked(SIGINT)) return 2;
  if (!is(SIGALRM, SIG_DFL) || !is(SIGCHLD, SIG_DFL)) return 3;
  return is(SIGPIPE, SIG_IGN) ? 42 : 4;
}

static int start_ignored(void)
{
  if (!spoil(SIG_IGN)) return 111;
  sig_start();
  return started();
}

static int start_caught(void)
{
  if (!spoil(any)) return 111;
  sig_start();
  return started();
}

static int epipe(void)
{
  int two[2];

  sig_start();
  if (pipe(two) == -1) return 111;
  close(two[0]);
  return write(two[1], "x", 1) == -1 && errno == EPIPE ? 42 : 1;
}

static int reset(void)
{
  sig_start();
  sig_catch(SIGALRM, any);
  sig_catch(SIGCHLD, any);
  alarm(1000);
  sig_reset();
  if (alarm(0)) return 1;
  if (!is(SIGALRM, SIG_DFL) || !is(SIGCHLD, SIG_DFL)) return 2;
  return is(SIGPIPE, SIG_DFL) ? 42 : 3;
}

/* ---- a handler ---- */

static volatile sig_atomic_t came;
static volatile sig_atomic_t held;

static void handle(int signal)
{
  came = signal;
  held = blocked(SIGTERM) && blocked(SIGALRM) && blocked(SIGHUP)
    && blocked(SIGINT) && blocked(SIGUSR1);
}

static int caught(void)
{
  sig_start();
  sig_catch(SIGTERM, handle);
  if (raise(SIGTERM) || came != SIGTERM || !held) return 1;
  if (blocked(SIGTERM) || blocked(SIGALRM)) return 2;
  came = 0;
  if (raise(SIGTERM) || came != SIGTERM) return 3; /* it stays */
  sig_catch(SIGALRM, handle);
  return is(SIGALRM, handle) && is(SIGPIPE, SIG_IGN) ? 42 : 4;
}

static int interrupts(void)
{
  static const struct itimerval soon = { { 0, 0 }, { 0, 50000 } };
  int two[2];
  char c;

  sig_start();
  sig_catch(SIGALRM, handle);
  if (pipe(two) == -1) return 111;
  setitimer(ITIMER_REAL, &soon, 0);
  return read(two[0], &c, 1) == -1 && errno == EINTR && came ? 42 : 1;
}

static int ends(void)
{
  if (!spoil(SIG_IGN)) return 111;
  sig_start();
  raise(SIGALRM);
  return 1;
}

/* What is held comes when it is released. */
static int holds(void)
{
  static const int later[] = { SIGTERM, SIGHUP, SIGINT };
  size_t i;

  sig_start();
  for (i = 0; i < 3; ++i) sig_catch(later[i], handle);
  sig_hold();
  for (i = 0; i < 3; ++i) if (!blocked(later[i])) return 1;
  if (blocked(SIGALRM) || blocked(SIGPIPE) || blocked(SIGCHLD)) return 2;
  came = 0;
  if (raise(SIGHUP) || came) return 3;
  sig_release();
  return came == SIGHUP && !blocked(SIGTERM) && !blocked(SIGINT) ? 42 : 4;
}

int main(void)
{
  alarm(20); /* a read that goes on after a signal would never end */
  check(test_child(start_ignored) == 42);
  check(test_child(start_caught) == 42);
  check(test_child(epipe) == 42);
  check(test_child(ends) == 256 + SIGALRM);
  check(test_child(reset) == 42);
  check(test_child(caught) == 42);
  check(test_child(interrupts) == 42);
  check(test_child(holds) == 42);
  return test_end();
}
