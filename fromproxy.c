/* fromproxy - if $FROMPROXY is set, takes the header of the PROXY protocol
 * from descriptor 0, puts what it says of the client into the environment,
 * and runs the rest of the command line.
 *
 * It may be root, so it reads nothing from the network: a child in a jail
 * does, and hands over a record in which every value is an address. */
#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "child.h"
#include "clock.h"
#include "exitcode.h"
#include "fd.h"
#include "jail.h"
#include "noreturn.h"
#include "num.h"
#include "pathexec.h"
#include "proxyheader.h"
#include "remote.h"
#include "rules.h"
#include "sig.h"
#include "strerr.h"
#include "substdio.h"
#include "wait.h"

#define PROGRAM "fromproxy"

enum { HEADER_TIME = 10 }; /* seconds */

/* ---- how it dies ---- */

static NORETURN void die_usage(void)
{
  strerr_say(PROGRAM, "fatal", "usage: fromproxy program [args]");
  _exit(EXIT_USAGE);
}

static NORETURN void die_sys(const char *what, const char *object)
{
  strerr_sys(PROGRAM, "fatal", what, object, errno);
  _exit(EXIT_LATER);
}

static NORETURN void die_closed(const char *why)
{
  strerr_start(PROGRAM);
  strerr_who();
  strerr_text(" closed: ");
  strerr_text(why);
  strerr_end();
  _exit(EXIT_DONE);
}

/* ---- the child ---- */

static char byte[1]; /* what follows the header must stay in the kernel */

static void inside(int to)
{
  substdio in = SUBSTDIO_INIT(fd_read, 0, byte, sizeof byte);
  struct proxyheader h;
  int r = proxyheader_read(&in, &h);

  if (r == PROXYHEADER_ADDRESS && write(to, &h, sizeof h) != sizeof h)
    r = PROXYHEADER_END;
  jail_exit(r);
}

/* ---- the parent ---- */

/* The child may have been taken over: then it can still name any address, as
 * its client's proxy can, and nothing else. */
static void read_record(int from, struct proxyheader *h)
{
  if (fd_read(from, (char *)h, sizeof *h) != sizeof *h
      || (h->family != 4 && h->family != 6) || h->tls > 1)
    die_closed("the child said what it cannot know");
}

/* 1 and *h, or 0: the proxy has no address to tell. */
static int ask(struct proxyheader *h)
{
  uint64_t deadline = clock_ms() + HEADER_TIME * 1000;
  struct child c;
  int r = child_run(&c, inside, HEADER_TIME * 1000);

  if (r == -1) die_sys(c.what, c.object);
  if (c.open) strerr_say(PROGRAM, "warning", CHILD_OPEN_WARNING);
  if (r >= WAIT_SIGNAL && clock_ms() >= deadline)
    die_closed("no PROXY header in time");
  if (r >= WAIT_SIGNAL) die_closed("the child was killed");
  if (r == PROXYHEADER_END) _exit(EXIT_DONE);
  if (r == PROXYHEADER_ADDRESS) read_record(c.from, h);
  else if (r != PROXYHEADER_NONE) die_closed("wrong PROXY header");
  (void)close(c.from); /* read to its end */
  return r == PROXYHEADER_ADDRESS;
}

/* ---- the environment ---- */

static void set(const char *variable, const char *value)
{
  if (pathexec_setenv(variable, value) == -1) die_sys("set", variable);
}

static void set_address(const char *variable, int family, const uint8_t *ip)
{
  char text[INET6_ADDRSTRLEN];

  if (!inet_ntop(family == 4 ? AF_INET : AF_INET6, ip, text, sizeof text))
    die_sys("write out", variable);
  set(variable, text);
}

static void set_port(const char *variable, uint16_t port)
{
  char text[NUM_FMT];

  num_fmt(text, port);
  set(variable, text);
}

/* What tcpserver said of the proxy, by any of its names. */
static void forget_proxy(void)
{
  static const char *const proto[] = { "TCP", "TCP6", "SSL" };
  static const char *const suffix[] = {
    "REMOTEIP", "REMOTEPORT", "REMOTEHOST", "REMOTEINFO",
    "LOCALIP", "LOCALPORT", "LOCALHOST", "INTERFACE"
  };
  char name[32];
  size_t i;
  size_t j;
  size_t n;

  for (i = 0; i < sizeof proto / sizeof *proto; ++i)
    for (j = 0; j < sizeof suffix / sizeof *suffix; ++j) {
      n = strlen(proto[i]);
      memcpy(name, proto[i], n);
      memcpy(name + n, suffix[j], strlen(suffix[j]) + 1);
      set(name, 0);
    }
}

/* PROTO is TCP for IPv6 too, so that an address is always in one variable. */
static void describe(const struct proxyheader *h)
{
  const char *proxy = remote_ip();

  set("PROXYREMOTEIP", proxy ? proxy : "unknown");
  forget_proxy();
  set("PROTO", "TCP");
  set_address("TCPREMOTEIP", h->family, h->from);
  set_port("TCPREMOTEPORT", h->from_port);
  set_address("TCPLOCALIP", h->family, h->to);
  set_port("TCPLOCALPORT", h->to_port);
  set("PROXYTLS", h->tls ? "1" : 0);
  if (h->tls) set("UCSPITLS", "-"); /* RFC 2595: no TLS within TLS */
}

/* tcpserver has decided about the proxy, and knew nobody else. */
static void follow_rules(void)
{
  const char *file = getenv("FROMPROXYRULES");

  if (!file) return;
  switch (rules_follow(file, remote_ip())) {
    case RULES_ALLOW: break;
    case RULES_DENY: die_closed("denied by $FROMPROXYRULES");
    default: die_sys("read the rules in", file);
  }
}

static void log_client(const struct proxyheader *h)
{
  strerr_start(PROGRAM);
  strerr_who();
  if (h->tls) strerr_text(" tls");
  strerr_text(" by ");
  strerr_safe(getenv("PROXYREMOTEIP"));
  strerr_end();
}

int main(int argc, char **argv)
{
  struct proxyheader h;

  if (!fd_std()) _exit(EXIT_LATER);
  strerr_client();
  if (argc < 2) die_usage();
  sig_start();
  set("PROXYREMOTEIP", 0); /* only what this program says of a proxy is true */
  set("PROXYTLS", 0);
  if (getenv("FROMPROXY") && ask(&h)) {
    describe(&h);
    log_client(&h);
    follow_rules();
  }
  pathexec(argv + 1);
  die_sys("run", argv[1]);
}
