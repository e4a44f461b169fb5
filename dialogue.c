#include <string.h>
#include <unistd.h>
#include "byte.h"
#include "commands.h"
#include "credentials.h"
#include "dialogue.h"
#include "jail.h"
#include "large.h"
#include "plain.h"
#include "pop3.h"
#include "str.h"
#include "substdio.h"

enum {
  ERRORS = 10,            /* wrong commands that a connection may have */
  INPUT = 65536 / 4,      /* bytes for each of the at most four processes */
  DRAIN = 64              /* reads of what is thrown away */
};

static const struct dialogue *set;
static int errors;
static int pipe_in;
static size_t left; /* bytes that may still be read */
static char login[COMMANDS_LINE] LARGE;

static NORETURN void leave(int how)
{
  jail_exit(how | errors);
}

static ssize_t safe_write(int fd, char *buf, size_t len)
{
  ssize_t w = write(fd, buf, len);

  if (w <= 0) leave(DIALOGUE_OVER); /* no signal is caught: no EINTR */
  return w;
}

static char outbuf[512] LARGE;
static substdio out = SUBSTDIO_INIT(safe_write, 1, outbuf, sizeof outbuf);

static NORETURN void too_much(const char *text)
{
  pop3_err(&out, text);
  substdio_flush(&out);
  leave(DIALOGUE_LIMIT);
}

static ssize_t safe_read(int fd, char *buf, size_t len)
{
  ssize_t r;

  substdio_flush(&out);
  if (left-- == 0) too_much("too many bytes before a login");
  r = read(fd, buf, len);
  if (r <= 0) leave(DIALOGUE_OVER);
  return r;
}

static char inbuf[1]; /* what follows a login must stay in the kernel */
static substdio in = SUBSTDIO_INIT(safe_read, 0, inbuf, sizeof inbuf);

static void err(const char *text)
{
  if (errors < ERRORS) ++errors;
  if (errors >= ERRORS) too_much("too many wrong commands");
  pop3_err(&out, text);
}

static void err_syntax(void) { err("syntax error"); }
static void err_toolong(void) { err("line too long"); }
static void err_verb(char *arg) { (void)arg; err("authorization first"); }

/* 1 = no login may be tried yet, and the client knows why. */
static int err_clear(void)
{
  if (!set->tls_first) return 0;
  err(set->stls ? "TLS is required here, begin with STLS"
    : "TLS is required here, and cannot be had");
  return 1;
}

/* Hands over the login and the secret.  One write of so few bytes is done
 * whole. */
static NORETURN void attempt(int how, const char *name, const char *secret)
{
  static char up[CREDENTIALS_MAX] LARGE;
  size_t len = credentials_pack(up, name, secret, set->stamp);

  if (!len) leave(DIALOGUE_LONG);
  if (write(pipe_in, up, len) != (ssize_t)len) how = DIALOGUE_OVER;
  byte_wipe(up, sizeof up);
  leave(how);
}

static void do_user(char *arg)
{
  if (err_clear()) return;
  memcpy(login, arg, strlen(arg) + 1);
  pop3_ok(&out, "");
}

static void do_pass(char *arg)
{
  if (!err_clear()) {
    if (*login) attempt(DIALOGUE_LOGIN, login, arg);
    else err("USER first");
  }
  byte_wipe(arg, strlen(arg));
}

static void do_apop(char *arg)
{
  size_t n = strlen(arg);
  const char *digest;

  if (!set->offer.apop) { err_verb(arg); return; }
  if (err_clear()) return;
  while (n && arg[n - 1] != ' ') --n; /* a name may have spaces */
  digest = arg + n;
  while (n && arg[n - 1] == ' ') --n;
  if (!n) { err_syntax(); return; }
  arg[n] = 0;
  attempt(DIALOGUE_APOP, arg, digest);
}

/* The response to the challenge, which for PLAIN is empty; null if there is
 * none, and then the client knows. */
static char *challenge(void)
{
  char *line;
  int r;

  substdio_puts(&out, "+ \r\n");
  r = commands_line(&in, &line);
  if (r == COMMANDS_LONG) err_toolong();
  else if (r == COMMANDS_NUL) err_syntax();
  else if (!strcmp(line, "*")) err("authentication cancelled");
  else return line;
  return 0;
}

static void auth_plain(char *s)
{
  const char *name;
  char *secret;

  switch (plain_parse(s, &name, &secret)) {
    case PLAIN_BASE64: err("bad base64"); break;
    case PLAIN_SYNTAX: err_syntax(); break;
    case PLAIN_OTHER: leave(DIALOGUE_OTHER);
    default: attempt(DIALOGUE_LOGIN, name, secret);
  }
}

static void do_auth(char *arg)
{
  char *s = commands_rest(arg);
  size_t len;

  if (!set->offer.plain) { err_verb(arg); return; }
  if (!*arg) { /* which mechanisms are there? */
    pop3_ok(&out, "");
    if (!set->tls_first) substdio_puts(&out, "PLAIN\r\n");
    pop3_end(&out);
    return;
  }
  if (err_clear()) return;
  if (!str_case_same(arg, "plain")) { err("no such mechanism"); return; }
  if (!*s) s = challenge();
  else if (!strcmp(s, "=")) *s = 0; /* an empty response, RFC 5034 */
  if (!s) return;
  len = strlen(s);
  auth_plain(s);
  byte_wipe(s, len);
}

static void do_stls(char *arg)
{
  if (!set->stls) { err_verb(arg); return; }
  pop3_ok(&out, "");
  substdio_flush(&out);
  leave(DIALOGUE_STLS);
}

static void do_capa(char *arg)
{
  int now = !set->tls_first; /* a login may come now */

  (void)arg;
  pop3_capa(&out, now, now && set->offer.plain, set->stls);
}

static void do_quit(char *arg)
{
  (void)arg;
  pop3_ok(&out, "");
  substdio_flush(&out);
  leave(DIALOGUE_OVER);
}

static const struct command authorization[] = {
  { "user", ARG_MUST, do_user },
  { "pass", ARG_RAW, do_pass },
  { "apop", ARG_MUST, do_apop },
  { "auth", ARG_MAYBE, do_auth },
  { "capa", ARG_NONE, do_capa },
  { "stls", ARG_NONE, do_stls },
  { "quit", ARG_NONE, do_quit },
  { 0, ARG_MAYBE, err_verb }
};
static const struct command_errors table_errors = { err_toolong, err_syntax };

static void greet(void)
{
  substdio_puts(&out, "+OK ");
  substdio_puts(&out, set->offer.apop ? set->stamp : set->host);
  substdio_puts(&out, set->offer.apop ? "\r\n" : " ready\r\n");
}

void dialogue_run(const struct dialogue *settings, int to)
{
  set = settings;
  errors = settings->errors;
  pipe_in = to;
  left = INPUT;
  if (set->greet) greet();
  commands_serve(&in, authorization, &table_errors); /* until read ends it */
  leave(DIALOGUE_OVER);
}

void dialogue_drain(void)
{
  static char waste[1024] LARGE;
  int n;

  for (n = 0; n < DRAIN && read(0, waste, sizeof waste) > 0; ++n) ;
  jail_exit(DIALOGUE_OVER);
}
