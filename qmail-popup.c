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
#include "address.h"
#include "auto_door.h"
#include "child.h"
#include "clock.h"
#include "dialogue.h"
#include "doorfile.h"
#include "ending.h"
#include "error.h"
#include "exitcode.h"
#include "fd.h"
#include "guess.h"
#include "kind.h"
#include "large.h"
#include "launch.h"
#include "noreturn.h"
#include "norun.h"
#include "num.h"
#include "pop3.h"
#include "report.h"
#include "seat.h"
#include "sig.h"
#include "stamp.h"
#include "strerr.h"
#include "substdio.h"
#include "timeoutio.h"
#include "tls.h"
#include "wait.h"

#define PROGRAM REPORT_PROGRAM

enum {
  LOGIN_TIME = 120,       /* seconds until a login must have succeeded */
  LOGIN_TIME_MAX = 86400,
  ATTEMPTS = 3,
  LINGER_TIME = 2,        /* seconds for what comes after the last reply to
                             begin, and then to end */
  WRITE_TIME = 60,        /* seconds in which a client must take a reply */
  TURN_WAIT = 100         /* milliseconds until it asks again for its turn */
};

static char stamp[STAMP_LEN];
static struct dialogue talk = {
  .stamp = stamp, .offer = OFFER_ALL, .greet = 1
};
static const struct kind *checker; /* the next program */
static int tls[TLS_FDS];
static const struct address *from; /* the client's, or null */
static unsigned int per_host;
static uint64_t deadline;          /* of the login, by clock_ms() */
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
  static char buf[512] LARGE;
  static substdio out = SUBSTDIO_INIT(safe_write, 1, buf, sizeof buf);

  pop3_err(&out, reply);
  substdio_flush(&out);
  owed = 0;
}

static NORETURN void die_sys(const char *what, const char *object)
{
  strerr_sys(PROGRAM, "fatal", what, object, errno);
  if (owed) say(ENDING_LATER);
  _exit(EXIT_LATER);
}

static NORETURN void die_closed(const char *why)
{
  report_closed(why);
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
 * reply might never be seen.  Who only hangs up leaves none. */
static void linger(void)
{
  struct pollfd p = { 0, POLLIN, 0 };
  struct child c;

  if (shutdown(1, SHUT_WR) == -1) return; /* no socket, or gone */
  if (poll(&p, 1, LINGER_TIME * 1000) == 0 || !fd_waiting(0)) return;
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

/* Runs a child until it has something to say; *up is where the credentials
 * can be read. */
static int ask(int *up)
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
  *up = c.from;
  return understood(r);
}

/* What a client sent in the clear behind STLS is still in the kernel, unread:
 * it goes to whoever speaks TLS, or is the end. */
static void begin_tls(int up)
{
  int r;

  (void)close(up); /* empty */
  r = tls_start(tls);
  if (r == -1) die_sys("begin", "TLS");
  if (r == 0) die_closed("bytes in the clear behind STLS");
  talk.stls = talk.tls_first = 0;
}

/* The next login attempt, perhaps behind STLS; *up as ask has it. */
static int attempt(int *up)
{
  int kind = ask(up);

  if (kind != DIALOGUE_STLS) return kind;
  begin_tls(*up);
  return ask(up);
}

/* ---- the next program ---- */

/* How it ended, as wait_pid has it. */
static int run(int up, char **argv)
{
  pid_t pid = launch_start(argv, up);
  int e = errno;
  int r;

  (void)close(up); /* the program has it */
  if (pid == -1) {
    norun_log(PROGRAM, argv[0], e);
    return error_temp(e) ? EXIT_LATER : EXIT_USAGE;
  }
  r = wait_pid(pid);
  if (r == -1) die_sys("wait for", argv[0]);
  return r;
}

/* Some attempts are refused without asking the next program. */
static const struct ending *unasked(int kind)
{
  report_refused(kind == DIALOGUE_LONG ? "over 512 bytes"
    : "for somebody else");
  guess_failed(from, 0);
  guess_settle(from, 1);
  return &ending_refused;
}

/* What comes of the attempt number n.  A checker of ours has logged and
 * counted what it refused, and said so in our seat, if there is one. */
static const struct ending *judge(int kind, int n, int up, char **argv)
{
  const struct ending *e;
  int state;
  int r;

  if (kind == DIALOGUE_LONG || kind == DIALOGUE_OTHER) {
    (void)close(up); /* unread */
    return unasked(kind);
  }
  seat_set(SEAT_ASKED);
  r = run(up, argv);
  state = seat_state();
  if (state == SEAT_FULL) return &ending_full;
  e = ending_find(checker->codes, r);
  if (e->reply) seat_set(SEAT_WAITS);
  if (e->refused && !(state ? state == SEAT_REFUSED : checker->logs)) {
    report_attempt(n, r, kind == DIALOGUE_APOP);
    guess_failed(from, 0);
  }
  if (state != SEAT_INSIDE) guess_settle(from, e->refused);
  if (e->reply && !e->refused) report_fault(e->reply, r);
  return e;
}

/* The time that the client has for a login goes on meanwhile. */
static void wait_turn(void)
{
  while (!guess_turn(from)) {
    if (clock_ms() >= deadline) { say(ENDING_LATER); die_late(); }
    (void)poll(0, 0, TURN_WAIT);
  }
}

/* So that the time of an answer does not tell how long the check took. */
static void pause_from(uint64_t started)
{
  uint64_t moment = started + guess_pause(from);
  uint64_t t = clock_ms();

  if (t < moment) (void)poll(0, 0, (int)(moment - t));
}

/* ---- the start ---- */

/* Where the file cannot tell, nobody is kept out. */
static void come(void)
{
  int r = -1;

  if (geteuid() != 0) return; /* the file is root's alone */
  if (doorfile_open(LAUNCH_ABOVE) == 0) r = seat_take(from, per_host);
  if (r == -1) strerr_sys(PROGRAM, "warning", "use", auto_door, errno);
  if (r) return;
  say("[SYS/TEMP] too many connections from your address, please wait");
  die_closed("as many from its address wait for a login");
}

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
  checker = kind_of(argv[2]);
  talk.offer.apop = !checker->hashes;
  if (!offer_words(&talk.offer, getenv("POP3AUTH")))
    die_usage("$POP3AUTH has words of +apop -apop +plain -plain, and commas");
  deadline = clock_ms() + limit * 1000;
  talk.host = *host == '[' ? "POP3" : host; /* no response code */
  stamp_make(stamp, host);
  fd_closeall(tls, talk.stls ? TLS_FDS : 0);
  if (!seat_limit("POP3PERUSER", &per_host)
      || !seat_limit("POP3PERHOST", &per_host))
    die_usage("$POP3PERHOST and $POP3PERUSER must be numbers");
  from = address_client();
}

int main(int argc, char **argv)
{
  const struct ending *e = &ending_refused;
  uint64_t started;
  int up;
  int kind;
  int n;

  (void)argc;
  if (!fd_std()) _exit(EXIT_LATER);
  strerr_client();
  sig_start();
  settings(argv);
  strerr_session(0);
  come();

  for (n = 1; n <= ATTEMPTS && e->refused; ++n) {
    kind = attempt(&up);
    wait_turn();
    started = clock_ms();
    e = judge(kind, n, up, argv + 2);
    if (!e->reply) _exit(EXIT_DONE);
    if (e->secret) pause_from(started);
    say(e->reply);
  }
  linger();
  _exit(e->refused ? EXIT_REFUSED : EXIT_LATER);
}
