/* qmail-popup - greets a POP3 client on descriptors 0 and 1, asks for a login
 * and password, and hands them to the next program on descriptor 3.
 *
 * Two processes: a child in a jail talks to the client and ends at a login
 * attempt; the parent, which may be root, reads nothing from the network and
 * learns nothing from the child but its exit code.  Each attempt is a new
 * child.  The child reads byte by byte: what a client sends behind its
 * password is left to the program that serves the mail. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "auto_empty.h"
#include "byte.h"
#include "commands.h"
#include "credentials.h"
#include "error.h"
#include "exitcode.h"
#include "fd.h"
#include "jail.h"
#include "noreturn.h"
#include "num.h"
#include "pathexec.h"
#include "pop3.h"
#include "sig.h"
#include "str.h"
#include "strerr.h"
#include "substdio.h"
#include "timeoutio.h"
#include "wait.h"

#define PROGRAM "qmail-popup"

enum {
  LOGIN_TIME = 120,       /* seconds until a login must have succeeded */
  LOGIN_TIME_MAX = 86400,
  ATTEMPTS = 3,
  ERRORS = 10,            /* wrong commands in a connection */
  INPUT = 65536,          /* bytes in a connection: each child gets a part */
  PAUSE = 2000,           /* milliseconds from an attempt to its refusal */
  HOST_MAX = 255,
  WRITE_TIME = 60
};

/* A child ends with one of these, plus how many wrong commands the
 * connection has had: 0 to ERRORS, which fits the low four bits. */
enum {
  TALK_OVER = 0x00,       /* QUIT, or the client is gone */
  TALK_LIMIT = 0x10,      /* too much of something */
  TALK_LOGIN = 0x20,      /* the credentials are in the pipe */
  TALK_APOP = 0x30,       /* the same, with a digest for a password */
  TALK_ERRORS = 0x0f,
  TALK_JAIL = 0x80        /* not confined, so it read nothing; plus errno */
};

static char stamp[HOST_MAX + 2 * NUM_FMT + 5]; /* <PID.SECONDS@HOST> */
static const char *host;
static int apop;          /* APOP is offered */
static uint64_t deadline; /* of the login, by now() */

/* Milliseconds, by a clock that nobody sets. */
static uint64_t now(void)
{
  struct timespec t = { 0, 0 };

  (void)clock_gettime(CLOCK_MONOTONIC, &t); /* POSIX has it always */
  return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

/* ---- the child: talks to the client, in the jail ---- */

static int errors;        /* wrong commands so far */
static size_t input = INPUT / (ATTEMPTS + 1);
static int pipe_in;       /* where the credentials go */
static char login[COMMANDS_LINE];

static NORETURN void leave(int talk) { jail_exit(talk | errors); _exit(0); }

static ssize_t child_write(int fd, char *buf, size_t len)
{
  ssize_t w;

  do w = write(fd, buf, len); while (w == -1 && errno == EINTR);
  if (w <= 0) leave(TALK_OVER);
  return w;
}

static char outbuf[512];
static substdio out = SUBSTDIO_INIT(child_write, 1, outbuf, sizeof outbuf);

static ssize_t child_read(int fd, char *buf, size_t len)
{
  ssize_t r;

  substdio_flush(&out);
  if (errors == ERRORS || input-- == 0) leave(TALK_LIMIT);
  do r = read(fd, buf, len); while (r == -1 && errno == EINTR);
  if (r <= 0) leave(TALK_OVER);
  return r;
}

static char inbuf[1]; /* what follows a login must stay in the kernel */
static substdio in = SUBSTDIO_INIT(child_read, 0, inbuf, sizeof inbuf);

static void err(const char *text) { ++errors; pop3_err(&out, text); }
static void err_syntax(void) { err("syntax error"); }
static void err_toolong(void) { err("line too long"); }
static void err_verb(char *arg) { (void)arg; err("authorization first"); }

/* Hands over the login and the secret, and ends; returns only if they are
 * too long for any checker. */
static void attempt(int talk, const char *name, char *secret)
{
  static char up[CREDENTIALS_MAX];
  const char *const part[] = { name, secret, stamp };
  size_t len = 0;
  size_t n;
  size_t i;

  for (i = 0; i < 3; ++i) {
    n = strlen(part[i]) + 1;
    if (n > sizeof up - len) {
      byte_wipe(up, sizeof up);
      byte_wipe(secret, strlen(secret));
      err("[AUTH] authorization failed");
      return;
    }
    memcpy(up + len, part[i], n);
    len += n;
  }
  byte_wipe(secret, strlen(secret));
  if (write(pipe_in, up, len) != (ssize_t)len) talk = TALK_OVER;
  byte_wipe(up, sizeof up);
  leave(talk);
}

static void do_user(char *arg)
{
  memcpy(login, arg, strlen(arg) + 1);
  pop3_ok(&out, "");
}

static void do_pass(char *arg)
{
  if (*login) attempt(TALK_LOGIN, login, arg);
  else { byte_wipe(arg, strlen(arg)); err("USER first"); }
}

static void do_apop(char *arg)
{
  size_t n = strlen(arg);

  if (!apop) { err_verb(arg); return; }
  while (n && arg[n - 1] != ' ') --n; /* a name may have spaces */
  if (n < 2) { err_syntax(); return; }
  arg[n - 1] = 0;
  attempt(TALK_APOP, arg, arg + n);
}

static void do_noop(char *arg) { (void)arg; pop3_ok(&out, ""); }
static void do_capa(char *arg) { (void)arg; pop3_capa(&out, 0); }

static void do_quit(char *arg)
{
  (void)arg;
  pop3_ok(&out, "");
  substdio_flush(&out);
  leave(TALK_OVER);
}

static const struct command authorization[] = {
  { "user", ARG_MUST, do_user },
  { "pass", ARG_RAW, do_pass },
  { "apop", ARG_MUST, do_apop },
  { "capa", ARG_NONE, do_capa },
  { "noop", ARG_NONE, do_noop },
  { "quit", ARG_NONE, do_quit },
  { 0, ARG_MAYBE, err_verb }
};
static const struct command_errors table_errors = { err_toolong, err_syntax };

static void greet(void)
{
  if (apop) { pop3_ok(&out, stamp); return; }
  substdio_puts(&out, "+OK ");
  substdio_puts(&out, host);
  substdio_puts(&out, " ready\r\n");
}

static NORETURN void child(int first)
{
  uint64_t t = now();

  if (t >= deadline) raise(SIGALRM);
  alarm((unsigned int)((deadline - t + 999) / 1000)); /* no byte restarts it */
  fd_closeall(&pipe_in, 1);
  (void)close(2); /* what a stranger takes over must not write the log */
  if (jail_stranger(auto_empty) == -1)
    _exit(TALK_JAIL | (errno & (TALK_JAIL - 1)));
  if (first) greet();
  commands_serve(&in, authorization, &table_errors); /* until read ends it */
  leave(TALK_OVER);
}

/* ---- the parent: runs the next program, and answers for it ---- */

static NORETURN void die_usage(const char *why)
{
  strerr_say(PROGRAM, "fatal", why);
  _exit(EXIT_USAGE);
}

static ssize_t parent_write(int fd, char *buf, size_t len)
{
  ssize_t w = timeoutio_write(WRITE_TIME, fd, buf, len);

  if (w <= 0) _exit(EXIT_DONE); /* the client is gone */
  return w;
}

static void say(const char *reply)
{
  static char buf[512];
  static substdio to_client = SUBSTDIO_INIT(parent_write, 1, buf, sizeof buf);

  pop3_err(&to_client, reply);
  substdio_flush(&to_client);
}

static NORETURN void die_later(const char *what, const char *object)
{
  strerr_sys(PROGRAM, "fatal", what, object, errno);
  say("[SYS/TEMP] service unavailable, please wait");
  _exit(EXIT_LATER);
}

static void log_closed(const char *why)
{
  strerr_start(PROGRAM);
  strerr_who();
  strerr_text(" closed: ");
  strerr_text(why);
  strerr_end();
}

static void log_refused(const char *reply, int r)
{
  strerr_start(PROGRAM);
  strerr_who();
  strerr_text(" refused: ");
  strerr_text(reply);
  strerr_text(r < WAIT_SIGNAL ? ", exit " : ", signal ");
  strerr_num((uint64_t)(r < WAIT_SIGNAL ? r : r - WAIT_SIGNAL));
  strerr_end();
}

/* Runs a child until it has something to say: TALK_LOGIN or TALK_APOP, and
 * the credentials are what *from will read.  Everything else is the end. */
static int talk(int first, int *from)
{
  int end[2];
  pid_t pid;
  int r;

  if (pipe(end) == -1) die_later("make", "a pipe");
  pid = fork();
  if (pid == -1) die_later("fork", "the child");
  if (pid == 0) { pipe_in = end[1]; child(first); }
  (void)close(end[1]); /* the child has it */
  r = wait_pid(pid);
  if (r == -1) die_later("wait for", "the child");
  if (r == WAIT_SIGNAL + SIGALRM) log_closed("too long without a login");
  else if (r >= WAIT_SIGNAL) log_closed("the child did what the jail forbids");
  else if (r & TALK_JAIL) {
    errno = r & (TALK_JAIL - 1);
    die_later("enter the jail", auto_empty);
  }
  else if ((r & ~TALK_ERRORS) == TALK_LIMIT)
    log_closed("too many wrong commands or bytes");
  else if ((r & ~TALK_ERRORS) != TALK_OVER) {
    *from = end[0];
    errors = r & TALK_ERRORS;
    return r & ~TALK_ERRORS;
  }
  _exit(EXIT_DONE);
}

/* The program's end, as wait_pid gives it. */
static int run(int from, char **argv)
{
  pid_t pid = fork();
  int r;

  if (pid == -1) die_later("fork", argv[0]);
  if (pid == 0) {
    if (fd_move(CREDENTIALS_FD, from) == 0) pathexec(argv);
    r = error_temp(errno) ? EXIT_LATER : EXIT_USAGE;
    strerr_sys(PROGRAM, "fatal", "run", argv[0], errno);
    _exit(r);
  }
  (void)close(from); /* the program has it */
  r = wait_pid(pid);
  if (r == -1) die_later("wait for", argv[0]);
  return r;
}

static int refused(int r)
{
  return r == EXIT_REFUSED || (r > EXIT_MISUSE && r <= EXIT_LIMIT);
}

static const char *reply(int r)
{
  if (refused(r)) return "[AUTH] authorization failed";
  if (r == EXIT_MISUSE || r == EXIT_USAGE)
    return "[SYS/PERM] unable to check passwords, tell the postmaster";
  if (r >= WAIT_SIGNAL) return "[SYS/TEMP] aack, child crashed";
  return "[SYS/TEMP] service unavailable, please wait";
}

/* Refusals come at one moment after the attempt, however long the check
 * took, so that this tells nothing about the account. */
static void pause_until(uint64_t moment)
{
  uint64_t t = now();

  if (t < moment) (void)poll(0, 0, (int)(moment - t));
}

static int bad_host(const char *s)
{
  size_t n = 0;

  for (; s[n]; ++n) if (s[n] <= ' ' || s[n] > '~' || n == HOST_MAX) return 1;
  return n == 0;
}

static void make_stamp(void)
{
  char *s = stamp;

  *s++ = '<';
  s += num_fmt(s, (uint64_t)getpid());
  *s++ = '.';
  s += num_fmt(s, (uint64_t)time(0));
  *s++ = '@';
  memcpy(s, host, strlen(host));
  s[strlen(host)] = '>';
}

static void settings(int argc, char **argv)
{
  const char *login_time = getenv("POP3LOGINTIME");
  const char *auth = getenv("POP3AUTH");
  uint64_t limit = LOGIN_TIME;

  if (argc < 3) die_usage("usage: qmail-popup host program [args]");
  host = argv[1];
  if (bad_host(host)) die_usage("host must be 1 to 255 visible characters");
  if (login_time && (!num_whole(login_time, &limit) || !limit
      || limit > LOGIN_TIME_MAX))
    die_usage("$POP3LOGINTIME must be 1 to 86400 seconds");
  deadline = now() + limit * 1000;
  make_stamp();
  apop = !auth || !str_same(auth, "-apop");
}

int main(int argc, char **argv)
{
  uint64_t started;
  int attempts;
  int kind;
  int from;
  int r = EXIT_REFUSED;

  if (!fd_std()) _exit(EXIT_LATER);
  fd_closeall(0, 0);
  strerr_client();
  sig_start();
  settings(argc, argv);

  for (attempts = 0; attempts < ATTEMPTS && refused(r); ++attempts) {
    kind = talk(attempts == 0, &from);
    started = now();
    r = run(from, argv + 2);
    if (r == EXIT_DONE) _exit(EXIT_DONE);
    if (kind == TALK_LOGIN && refused(r)) pause_until(started + PAUSE);
    log_refused(reply(r), r);
    say(reply(r));
  }
  _exit(refused(r) ? EXIT_REFUSED : EXIT_LATER);
}
