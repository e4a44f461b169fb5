/* qmail-pop3d - serves the maildir of the user it runs as, on descriptors 0
 * and 1, from the moment a login has succeeded. */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include "commands.h"
#include "exitcode.h"
#include "fault.h"
#include "fd.h"
#include "large.h"
#include "maildir.h"
#include "maildrop.h"
#include "message.h"
#include "noreturn.h"
#include "num.h"
#include "octets.h"
#include "offer.h"
#include "pop3.h"
#include "readable.h"
#include "session.h"
#include "sig.h"
#include "str.h"
#include "strerr.h"
#include "substdio.h"
#include "timeoutio.h"
#include "tmp.h"
#include "uidl.h"
#include "update.h"

#define PROGRAM "qmail-pop3d"

enum { IDLE = 1200 }; /* seconds; RFC 1939 wants 600 at least */

static struct maildir mail;
static struct session session;
static uint64_t last;   /* what LAST answers */
static uint64_t blank;  /* octets that $POP3BLANK adds to a message */

/* ---- how a session ends ---- */

static volatile sig_atomic_t dying; /* and its line is on the way */

/* EXIT_DONE however it went, or qmail-popup would answer, even in a message. */
static NORETURN void die(const char *how)
{
  dying = 1;
  session_log(PROGRAM, how, &session, &mail, blank);
  _exit(EXIT_DONE);
}

static void die_signal(int s) { (void)s; if (!dying) die("signal"); }

static ssize_t safe_write(int fd, char *buf, size_t len)
{
  ssize_t w = timeoutio_write(IDLE, fd, buf, len);

  if (w > 0 || session.quit) return w > 0 ? w : (ssize_t)len;
  die(w == -1 && errno == ETIMEDOUT ? "timeout" : "eof");
}

static char outbuf[65536] LARGE;
static substdio out = SUBSTDIO_INIT(safe_write, 1, outbuf, sizeof outbuf);

/* Replies wait until no whole command is left to be answered first. */
static ssize_t safe_read(int fd, char *buf, size_t len)
{
  ssize_t r;

  substdio_flush(&out);
  r = timeoutio_read(IDLE, fd, buf, len);
  if (r <= 0) die(r == -1 && errno == ETIMEDOUT ? "timeout" : "eof");
  return r;
}

static char inbuf[2048] LARGE;
static substdio in = SUBSTDIO_INIT(safe_read, 0, inbuf, sizeof inbuf);

/* Nothing was said to the client yet: qmail-popup will. */
static NORETURN void die_before(const char *why)
{
  strerr_say(PROGRAM, "fatal", why);
  _exit(EXIT_USAGE);
}

static NORETURN void die_maildrop(const char *reply)
{
  pop3_err(&out, reply);
  substdio_flush(&out);
  die("error");
}

static NORETURN void die_message(size_t i)
{
  fault_file(PROGRAM, "fatal", "read", maildir_path(&mail, i), errno);
  die("error"); /* no last dot: the client knows that the message is cut */
}

/* ---- errors that the client is told ---- */

static void err_syntax(void) { pop3_err(&out, "syntax error"); }
static void err_toolong(void) { pop3_err(&out, "line too long"); }
static void err_verb(char *arg) { (void)arg; pop3_err(&out, "unimplemented"); }

/* 1 and *i, the message that arg stands for; or 0, and the client knows why
 * there is none. */
static int number(const char *arg, size_t *i)
{
  uint64_t u;

  if (!num_whole(arg, &u)) err_syntax();
  else if (u == 0) pop3_err(&out, "messages are counted from 1");
  else if (u > mail.n) pop3_err(&out, "not that many messages");
  else if (mail.m[u - 1].state != MAILDIR_KEEP)
    pop3_err(&out, "already deleted");
  else { *i = (size_t)(u - 1); return 1; }
  return 0;
}

/* ---- the commands ---- */

/* 1, or 0 and the client knows that nothing can be said of its octets. */
static int counted(size_t i)
{
  if (octets_know(&mail, i)) return 1;
  readable_fault(PROGRAM, &mail, i);
  pop3_err(&out, POP3_FAULT(errno, "unable to count octets"));
  return 0;
}

static int counted_all(void)
{
  size_t i;

  octets_load(&mail);
  for (i = 0; i < mail.n; ++i)
    if (mail.m[i].state == MAILDIR_KEEP && !counted(i)) return 0;
  return 1;
}

static void put_list(size_t i)
{
  pop3_pair(&out, i + 1, mail.m[i].octets + blank);
}

static void put_uidl(size_t i)
{
  char id[UIDL_MAX + 1];
  size_t n = uidl_make(id, maildir_name(&mail, i));

  pop3_id(&out, i + 1, id, n);
}

static void put_one(size_t i, void (*put)(size_t))
{
  substdio_puts(&out, "+OK ");
  put(i);
}

static void put_all(void (*put)(size_t))
{
  size_t i;

  pop3_ok(&out, "");
  for (i = 0; i < mail.n; ++i)
    if (mail.m[i].state == MAILDIR_KEEP) put(i);
  pop3_end(&out);
}

static void do_list(char *arg)
{
  size_t i;

  if (!*arg && counted_all()) put_all(put_list);
  if (*arg && number(arg, &i) && counted(i)) put_one(i, put_list);
}

static void do_uidl(char *arg)
{
  size_t i;

  if (!*arg) put_all(put_uidl);
  else if (number(arg, &i)) put_one(i, put_uidl);
}

static void do_stat(char *arg)
{
  uint64_t n;
  uint64_t octets;

  (void)arg;
  if (!counted_all()) return;
  octets_sum(&mail, MAILDIR_KEEP, blank, &n, &octets);
  substdio_puts(&out, "+OK ");
  pop3_pair(&out, n, octets);
}

/* Sends the message, or so many lines of it: 1, or 0 if it cannot be opened. */
static int send_message(size_t i, uint64_t lines)
{
  const char *refusal;
  int fd = readable_open(PROGRAM, &mail, i, &refusal);
  uint64_t sent;
  int all;

  if (fd == -1) { pop3_err(&out, refusal); return 0; }
  pop3_ok(&out, "");
  all = message_put(&out, fd, lines, &sent);
  if (all == -1) die_message(i);
  (void)close(fd); /* only read from: nothing can be lost */
  if (blank) substdio_puts(&out, "\r\n");
  pop3_end(&out);
  if (all) octets_learn(&mail, i, sent);
  session_sent(PROGRAM, &session, &mail, i, all, sent + blank);
  return 1;
}

static void touched(size_t i) { if (last < i + 1) last = i + 1; }

static void do_retr(char *arg)
{
  size_t i;

  if (number(arg, &i) && send_message(i, MESSAGE_ALL)) touched(i);
}

static void do_top(char *arg)
{
  uint64_t lines;
  size_t i;

  if (!num_whole(commands_rest(arg), &lines)) err_syntax();
  else if (number(arg, &i)) (void)send_message(i, lines);
}

static void do_dele(char *arg)
{
  size_t i;

  if (!number(arg, &i)) return;
  mail.m[i].state = MAILDIR_DELETE;
  touched(i);
  pop3_ok(&out, "");
}

static void do_rset(char *arg)
{
  size_t i;

  (void)arg;
  for (i = 0; i < mail.n; ++i) mail.m[i].state = MAILDIR_KEEP;
  last = 0;
  pop3_ok(&out, "");
}

static void do_last(char *arg)
{
  char num[NUM_FMT];

  (void)arg;
  num_fmt(num, last);
  pop3_ok(&out, num);
}

static void do_noop(char *arg) { (void)arg; pop3_ok(&out, ""); }
static void do_capa(char *arg)
{
  (void)arg;
  pop3_capa(&out, 1, offer_plain(), 0); /* as before the login */
}

static NORETURN void do_quit(char *arg)
{
  const char *wrong = update_run(PROGRAM, &mail);

  (void)arg;
  session.quit = 1;
  if (wrong) pop3_err(&out, wrong); else pop3_ok(&out, "");
  substdio_flush(&out);
  octets_save(&mail, time(0)); /* the client need not wait for these */
  tmp_clean(time(0));
  die("quit");
}

static const struct command transaction[] = {
  { "retr", ARG_MUST, do_retr },
  { "dele", ARG_MUST, do_dele },
  { "list", ARG_MAYBE, do_list },
  { "uidl", ARG_MAYBE, do_uidl },
  { "top", ARG_MUST, do_top },
  { "stat", ARG_NONE, do_stat },
  { "noop", ARG_NONE, do_noop },
  { "rset", ARG_NONE, do_rset },
  { "last", ARG_NONE, do_last },
  { "capa", ARG_NONE, do_capa },
  { "quit", ARG_NONE, do_quit },
  { 0, ARG_MAYBE, err_verb }
};
static const struct command_errors errors = { err_toolong, err_syntax };

int main(int argc, char **argv)
{
  const char *reply;

  session_begin(PROGRAM, &session);
  if (!fd_std()) _exit(EXIT_LATER);
  strerr_client();
  sig_start();
  if (argc != 2) die_before("usage: qmail-pop3d maildir");
  if (getuid() == 0 || geteuid() == 0) die_before("will not run as root");
  timeoutio_tcp(1);
  if (getenv("POP3BLANK")) blank = 2;
  umask(077);

  reply = maildrop_open(PROGRAM, &mail, argv[1]);
  if (reply) die_maildrop(reply);
  sig_catch(SIGTERM, die_signal); /* until now qmail-popup answers for them */
  sig_catch(SIGHUP, die_signal);
  sig_catch(SIGINT, die_signal);
  pop3_ok(&out, "");
  commands_serve(&in, transaction, &errors); /* until safe_read ends it */
  _exit(EXIT_DONE);
}
