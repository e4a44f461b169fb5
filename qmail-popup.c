/* qmail-popup - greets a POP3 client on descriptors 0 and 1, gets a login and
 * password, and hands them to the next program on descriptor 3.
 *
 * It may be root, so it reads nothing from the network.  A child in a jail
 * does (dialogue.c) and ends at each login attempt; its exit code is all that
 * this process learns, and the credentials pass through it unread. */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>
#include "child.h"
#include "clock.h"
#include "credentials.h"
#include "dialogue.h"
#include "ending.h"
#include "error.h"
#include "exitcode.h"
#include "fd.h"
#include "launch.h"
#include "noreturn.h"
#include "norun.h"
#include "num.h"
#include "pop3.h"
#include "sig.h"
#include "stamp.h"
#include "strerr.h"
#include "substdio.h"
#include "timeoutio.h"
#include "tls.h"
#include "wait.h"

#define PROGRAM "qmail-popup"

enum {
  LOGIN_TIME = 120,       /* seconds until a login must have succeeded */
  LOGIN_TIME_MAX = 86400,
  ATTEMPTS = 3,
  PAUSE = 2000,           /* milliseconds from an attempt to its refusal */
  LINGER_TIME = 2,        /* seconds for what comes after the last reply */
  WRITE_TIME = 60         /* seconds in which a client must take a reply */
};

static char stamp[STAMP_LEN];
static struct dialogue talk = {
  .stamp = stamp, .offer = OFFER_ALL, .greet = 1
};
static const struct ending_rules *rules; /* of the next program */
static int tls[TLS_FDS];
static uint64_t deadline; /* of the login, by clock_ms() */
static int owed = 1; /* the client waits for a reply, or the greeting */

/* ---- what it says and how it dies ---- */

static NORETURN void die_usage(const char *why)
{
  strerr_say(PROGRAM, "fatal", why);
  _exit(EXIT_USAGE);
}

static ssize_t safe_write(int fd, char *buf, size_t len)
{
  ssize_t w = timeoutio_write(WRITE_TIME, fd, buf, len);

  if (w <= 0) _exit(EXIT_DONE); /* the client is gone */
  return w;
}

static void say(const char *reply)
{
  static char buf[512];
  static substdio out = SUBSTDIO_INIT(safe_write, 1, buf, sizeof buf);

  pop3_err(&out, reply);
  substdio_flush(&out);
  owed = 0;
}

static NORETURN void die_sys(const char *what, const char *object)
{
  strerr_sys(PROGRAM, "fatal", what, object, errno);
  if (owed) say("[SYS/TEMP] service unavailable, please wait");
  _exit(EXIT_LATER);
}

static void log_begin(const char *what, const char *why)
{
  strerr_start(PROGRAM);
  strerr_text(what);
  strerr_text(why);
}

static NORETURN void die_closed(const char *why)
{
  log_begin("closed: ", why);
  strerr_end();
  _exit(EXIT_DONE);
}

static NORETURN void die_late(void) { die_closed("no login in time"); }

/* ---- the child ---- */

static void inside(int to) { dialogue_run(&talk, to); }

static void drain(int to)
{
  (void)to;
  dialogue_drain();
}

/* If bytes were left unread, TCP would reset the connection, and the last
 * reply might never be seen. */
static void linger(void)
{
  struct child c;

  if (shutdown(1, SHUT_WR) == -1) return; /* no socket, or gone */
  (void)child_run(&c, drain, LINGER_TIME * 1000); /* whatever comes of it */
}

/* What the child's end tells, as wait_pid has it: DIALOGUE_STLS, or one of
 * DIALOGUE_LOGIN to DIALOGUE_OTHER.  Everything else is the end, as a stranger
 * may have made it say anything. */
static int understood(int r)
{
  if (r >= WAIT_SIGNAL && clock_ms() >= deadline) die_late();
  if (r >= WAIT_SIGNAL) die_closed("the child was killed");
  talk.errors = r & DIALOGUE_ERRORS;
  talk.greet = 0;
  r &= ~DIALOGUE_ERRORS;
  if (r == DIALOGUE_LIMIT) linger();
  if (r == DIALOGUE_LIMIT) die_closed("too many wrong commands or bytes");
  if (r == DIALOGUE_OVER) _exit(EXIT_DONE);
  owed = r != DIALOGUE_STLS;
  if (r >= DIALOGUE_LOGIN && r <= DIALOGUE_OTHER) return r;
  if (r == DIALOGUE_STLS && talk.stls) return r;
  die_closed("the child said what it cannot know");
}

/* Runs a child until it has something to say; *from is where the credentials
 * can be read. */
static int ask(int *from)
{
  struct child c;
  uint64_t t = clock_ms();
  int r;

  if (t >= deadline) die_late();
  r = child_run(&c, inside, deadline - t);
  if (c.jailed) owed = 0; /* it has answered, or knew why not */
  if (r == -1) die_sys(c.what, c.object);
  if (c.open && talk.greet)
    strerr_say(PROGRAM, "warning", CHILD_OPEN_WARNING);
  *from = c.from;
  return understood(r);
}

/* What a client sent in the clear behind STLS is still in the kernel, unread:
 * it goes to whoever speaks TLS, or is the end. */
static void begin_tls(int from)
{
  int r;

  (void)close(from); /* empty */
  r = tls_start(tls);
  if (r == -1) die_sys("begin", "TLS");
  if (r == 0) die_closed("bytes in the clear behind STLS");
  talk.stls = talk.tls_first = 0;
}

/* ---- the next program ---- */

/* How it ended, as wait_pid has it. */
static int run(int from, char **argv)
{
  static const int credentials = CREDENTIALS_FD;
  pid_t pid = fork();
  int r;

  if (pid == -1) die_sys("fork", argv[0]);
  if (pid == 0) {
    if (fd_move(credentials, from) == 0) {
      if (talk.stls) fd_closeall(&credentials, 1); /* those of TLS */
      launch_checker(argv);
    }
    r = error_temp(errno) ? EXIT_LATER : EXIT_USAGE;
    norun_log(PROGRAM, argv[0], errno);
    _exit(r);
  }
  (void)close(from); /* the program has it */
  r = wait_pid(pid);
  if (r == -1) die_sys("wait for", argv[0]);
  return r;
}

/* The next program does not say whom it refused.  A digest may be one that
 * it cannot check: the capital letters hide that from fail2ban's filter. */
static void log_attempt(int kind, int n, int r)
{
  log_begin("user unknown refused: ", "");
  if (kind == DIALOGUE_APOP) strerr_text("APOP ");
  strerr_text("attempt ");
  strerr_num((uint64_t)n);
  strerr_text(" exit ");
  strerr_num((uint64_t)r);
  strerr_end();
}

static void log_fault(const char *reply, int r)
{
  log_begin("fault: ", reply);
  strerr_text(r < WAIT_SIGNAL ? ", exit " : ", signal ");
  strerr_num((uint64_t)(r < WAIT_SIGNAL ? r : r - WAIT_SIGNAL));
  strerr_end();
}

/* What comes of the attempt number n.  Some are refused without asking the
 * next program. */
static const struct ending *judge(int kind, int n, int from, char **argv)
{
  const struct ending *e;
  int r;

  if (kind == DIALOGUE_LONG || kind == DIALOGUE_OTHER) {
    (void)close(from); /* unread */
    log_begin("user unknown refused: ", kind == DIALOGUE_LONG
      ? "over 512 bytes" : "for somebody else");
    strerr_end();
    return &ending_refused;
  }
  r = run(from, argv);
  e = ending_find(rules, r);
  if (e->refused && !rules->logs) log_attempt(kind, n, r);
  if (e->reply && !e->refused) log_fault(e->reply, r);
  return e;
}

static void pause_until(uint64_t moment)
{
  uint64_t t = clock_ms();

  if (t < moment) (void)poll(0, 0, (int)(moment - t));
}

/* ---- the start ---- */

static void settings(char **argv)
{
  const char *host = argv[1];
  const char *seconds = getenv("POP3LOGINTIME");
  uint64_t limit = LOGIN_TIME;

  if (!host || !argv[2]) die_usage("usage: qmail-popup host program [args]");
  if (!stamp_host(host)) die_usage("host has 1 to 255 visible characters");
  if (seconds && (!num_whole(seconds, &limit) || !limit
      || limit > LOGIN_TIME_MAX))
    die_usage("$POP3LOGINTIME must be 1 to 86400 seconds");
  talk.stls = tls_find(tls);
  if (talk.stls == -1) die_usage("wrong $SSLCTLFD, $SSLREADFD, $SSLWRITEFD");
  talk.tls_first = tls_required();
  rules = ending_rules(argv[2]);
  talk.offer.apop = !rules->hashes;
  if (!offer_words(&talk.offer, getenv("POP3AUTH")))
    die_usage("$POP3AUTH has words of +apop -apop +plain -plain, and commas");
  deadline = clock_ms() + limit * 1000;
  talk.host = *host == '[' ? "POP3" : host; /* no response code */
  stamp_make(stamp, host);
  fd_closeall(tls, talk.stls ? TLS_FDS : 0);
}

int main(int argc, char **argv)
{
  const struct ending *e = &ending_refused;
  uint64_t started;
  int from;
  int kind;
  int n;

  (void)argc;
  if (!fd_std()) _exit(EXIT_LATER);
  strerr_client();
  sig_start();
  settings(argv);
  strerr_session(0);

  for (n = 1; n <= ATTEMPTS && e->refused; ++n) {
    kind = ask(&from);
    if (kind == DIALOGUE_STLS) { begin_tls(from); kind = ask(&from); }
    started = clock_ms();
    e = judge(kind, n, from, argv + 2);
    if (!e->reply) _exit(EXIT_DONE);
    if (e->secret) pause_until(started + PAUSE);
    say(e->reply);
  }
  linger();
  _exit(e->refused ? EXIT_REFUSED : EXIT_LATER);
}
