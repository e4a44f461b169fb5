#include <signal.h>
#include <unistd.h>
#include "sig.h"

static void set(int signal, void (*handler)(int))
{
  struct sigaction sa;

  sa.sa_handler = handler;
  sa.sa_flags = 0;
  sigfillset(&sa.sa_mask);
  sigaction(signal, &sa, 0);
}

static void unblock(void)
{
  sigset_t six;

  sigemptyset(&six);
  sigaddset(&six, SIGALRM);
  sigaddset(&six, SIGCHLD);
  sigaddset(&six, SIGPIPE);
  sigaddset(&six, SIGTERM);
  sigaddset(&six, SIGHUP);
  sigaddset(&six, SIGINT);
  sigprocmask(SIG_UNBLOCK, &six, 0);
}

void sig_ignore(int signal)
{
  set(signal, SIG_IGN);
}

void sig_start(void)
{
  set(SIGALRM, SIG_DFL);
  set(SIGCHLD, SIG_DFL);
  sig_ignore(SIGPIPE);
  unblock();
}

void sig_reset(void)
{
  alarm(0);
  set(SIGALRM, SIG_DFL);
  set(SIGCHLD, SIG_DFL);
  set(SIGPIPE, SIG_DFL);
}

void sig_catch(int signal, void (*handler)(int))
{
  set(signal, handler);
}

static void ends(int how)
{
  sigset_t three;

  sigemptyset(&three);
  sigaddset(&three, SIGTERM);
  sigaddset(&three, SIGHUP);
  sigaddset(&three, SIGINT);
  sigprocmask(how, &three, 0);
}

void sig_hold(void) { ends(SIG_BLOCK); }
void sig_release(void) { ends(SIG_UNBLOCK); }
