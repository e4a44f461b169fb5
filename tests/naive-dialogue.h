/* naive-dialogue - the AUTHORIZATION state once more, for comparison: what
 * replies and credentials any bytes must get. */
#ifndef NAIVE_DIALOGUE_H
#define NAIVE_DIALOGUE_H

#include <strings.h>
#include "../dialogue.h"
#include "naive-plain.h"

static struct {
  const struct dialogue *d;
  struct fuzz_text out;
  struct fuzz_text pipe;
  int how;        /* -1 = it goes on */
  int errors;
  int quit;
  int response;   /* the next line is one */
  size_t used;    /* bytes of the input */
  char user[1000];
} want;

static void say(const char *reply)
{
  int wrong = *reply == '-';

  if (wrong && want.errors < 10) ++want.errors;
  if (wrong && want.errors >= 10) {
    reply = "-ERR too many wrong commands";
    want.how = DIALOGUE_LIMIT;
  }
  fuzz_adds(&want.out, reply);
  fuzz_adds(&want.out, "\r\n");
}

static int no_login_yet(void)
{
  if (!want.d->tls_first) return 0;
  if (want.d->stls) say("-ERR TLS is required here, begin with STLS");
  else say("-ERR TLS is required here, and cannot be had");
  return 1;
}

static void tries(int how, const char *name, const char *secret)
{
  if (strlen(name) + strlen(secret) + strlen(want.d->stamp) + 3 > 512) {
    want.how = DIALOGUE_LONG;
    return;
  }
  fuzz_add(&want.pipe, name, strlen(name) + 1);
  fuzz_add(&want.pipe, secret, strlen(secret) + 1);
  fuzz_add(&want.pipe, want.d->stamp, strlen(want.d->stamp) + 1);
  want.how = how;
}

static void plain(const char *s)
{
  const char *name = 0;
  const char *secret = 0;
  char *all;
  int r = fuzz_plain(s, &all, &name, &secret);

  if (r == PLAIN_OK) tries(DIALOGUE_LOGIN, name, secret);
  if (r == PLAIN_SYNTAX) say("-ERR syntax error");
  if (r == PLAIN_BASE64) say("-ERR bad base64");
  if (r == PLAIN_OTHER) want.how = DIALOGUE_OTHER;
  free(all);
}

static void auth(char *arg)
{
  char *space = strchr(arg, ' ');

  if (!want.d->offer.plain) { say("-ERR authorization first"); return; }
  if (!*arg) {
    say("+OK ");
    if (!want.d->tls_first) say("PLAIN");
    say(".");
    return;
  }
  if (no_login_yet()) return;
  if (space) *space++ = 0;
  while (space && *space == ' ') ++space;
  if (strcasecmp(arg, "plain")) say("-ERR no such mechanism");
  else if (!space) { say("+ "); want.response = 1; }
  else plain(strcmp(space, "=") ? space : "");
}

static void apop(char *arg)
{
  char *space = strrchr(arg, ' ');
  const char *digest = space ? space + 1 : arg;

  if (no_login_yet()) return;
  while (space && space > arg && space[-1] == ' ') --space;
  if (!space || space == arg) { say("-ERR syntax error"); return; }
  *space = 0;
  tries(DIALOGUE_APOP, arg, digest);
}

static void pass(const char *arg)
{
  if (no_login_yet()) return;
  if (*want.user) tries(DIALOGUE_LOGIN, want.user, arg);
  else say("-ERR USER first");
}

static void capa(void)
{
  say("+OK \r\nTOP\r\nUIDL");
  if (!want.d->tls_first) say("USER");
  if (!want.d->tls_first && want.d->offer.plain) say("SASL PLAIN");
  if (want.d->stls) say("STLS");
  say("RESP-CODES\r\nAUTH-RESP-CODE\r\nPIPELINING\r\nEXPIRE NEVER\r\n"
    "IMPLEMENTATION qmail-pop3d\r\n.");
}

static void bare(const char *verb)
{
  if (!strcasecmp(verb, "capa")) { capa(); return; }
  if (!strcasecmp(verb, "stls") && !want.d->stls) {
    say("-ERR authorization first");
    return;
  }
  say("+OK ");
  want.quit = !strcasecmp(verb, "quit");
  if (want.quit) want.how = DIALOGUE_OVER;
  if (!strcasecmp(verb, "stls")) want.how = DIALOGUE_STLS;
}

static int in_list(const char *verb, const char *const *list)
{
  while (*list && strcasecmp(verb, *list)) ++list;
  return *list != 0;
}

static void command(char *line)
{
  static const char *const no[] = { "capa", "stls", "quit", 0 };
  static const char *const must_have[] = { "user", "pass", "apop", 0 };
  char *arg = strchr(line, ' ');
  char *last;

  if (arg) *arg++ = 0;
  else arg = line + strlen(line);
  last = arg + strlen(arg);
  if (strcasecmp(line, "pass")) {
    while (*arg == ' ') ++arg;
    while (last > arg && last[-1] == ' ') *--last = 0;
  }
  if (*arg ? in_list(line, no) : in_list(line, must_have))
    say("-ERR syntax error");
  else if (in_list(line, no)) bare(line);
  else if (!strcasecmp(line, "pass")) pass(arg);
  else if (!strcasecmp(line, "auth")) auth(arg);
  else if (!strcasecmp(line, "apop") && want.d->offer.apop) apop(arg);
  else if (strcasecmp(line, "user")) say("-ERR authorization first");
  else if (!no_login_yet()) {
    strcpy(want.user, arg);
    say("+OK ");
  }
}

/* A line of n bytes with its end. */
static void answer(const char *s, size_t n)
{
  int response = want.response;
  char *line;

  want.response = 0;
  if (n > 1000) { say("-ERR line too long"); return; }
  --n;
  if (n && s[n - 1] == '\r') --n;
  line = fuzz_string(s, n);
  if (strlen(line) < n) say("-ERR syntax error");
  else if (!response) command(line);
  else if (strcmp(line, "*")) plain(line);
  else say("-ERR authentication cancelled");
  free(line);
}

static void reference(const struct dialogue *d, const char *s, size_t n)
{
  const char *lf;

  want.d = d;
  want.out.n = want.pipe.n = want.used = 0;
  want.how = -1;
  want.errors = d->errors;
  want.quit = want.response = want.user[0] = 0;
  if (d->greet) say(d->offer.apop ? "+OK <1.2@host>" : "+OK host ready");
  while (want.how == -1) {
    lf = n > want.used ? memchr(s + want.used, '\n', n - want.used) : 0;
    if ((lf ? (size_t)(lf - s) + 1 : n + 1) > 16384) {
      fuzz_adds(&want.out, "-ERR too many bytes before a login\r\n");
      want.how = DIALOGUE_LIMIT;
      want.used = 16384;
      return;
    }
    if (!lf) { want.how = DIALOGUE_OVER; return; }
    answer(s + want.used, (size_t)(lf - s) + 1 - want.used);
    want.used = (size_t)(lf - s) + 1;
  }
}

#endif
