#include <string.h>
#include "../clock.h"
#include "../session.h"
#include "../strerr.h"
#include "../uidl.h"
#include "test.h"

static struct maildir_message m[5];
static struct maildir d;
static struct session s;

static char got[2000];

static int log_end = -1; /* what is written to 2 is read here */

static void redirect(void)
{
  int two[2];

  if (pipe(two) == -1 || dup2(two[1], 2) == -1) exit(111);
  if (fcntl(two[0], F_SETFL, O_NONBLOCK) == -1) exit(111);
  close(two[1]);
  log_end = two[0];
}

/* What was logged, but for the program and its process id; "" if nothing. */
static char *line(void)
{
  ssize_t r = read(log_end, got, sizeof got - 1);
  size_t n;

  got[r > 0 ? r : 0] = 0;
  if (strncmp(got, "prog: pid ", 10)) { got[0] = 0; return got; }
  n = strspn(got + 10, "0123456789");
  return got + 10 + n + (got[10 + n] == ' ');
}

static const char *rest; /* what follows the time */

/* What session_log writes, but for how long it took; of that the test takes 50
 * seconds at most. */
static const char *logged(const char *how, uint64_t more)
{
  static const char start[] = " ms 1000";
  char *l;
  char *ms;
  size_t n = strlen(start);

  s.began = clock_ms() - 100000000;
  session_log("prog", how, &s, &d, more);
  l = line();
  ms = strstr(l, start);
  if (!ms) return "no time";
  if (strspn(ms + n, "0123456789") != 5) return "a wrong time";
  rest = ms + n + 5;
  *ms = 0;
  return l;
}

static int is(const char *how, uint64_t more, const char *line)
{
  const char *l = logged(how, more);

  if (strcmp(l, line)) printf("# %s", l);
  return !strcmp(l, line);
}

static void set(size_t i, uint64_t octets, unsigned int state)
{
  m[i].octets = octets;
  m[i].state = state & 3;
}

/* ---- a line for a message ---- */

static char names[] = "1.a\0" "2 b";

static int says(const char *want)
{
  const char *l = line();

  if (strcmp(l, want)) printf("# %s", l);
  return !strcmp(l, want);
}

static void begin(const char *words)
{
  memset(&s, 0, sizeof s);
  m[0].sent = m[1].sent = 0;
  if (words) setenv("POP3LOG", words, 1);
  else unsetenv("POP3LOG");
  session_begin("prog", &s);
}

#define WHO "from 10.0.0.7 user alice "

/* 1 = where message i is gone, the line of the session has this before it. */
static int removes(size_t i, uint64_t more, const char *want)
{
  static char start[300];
  const char *l;

  d.n = 2;
  m[i].state = MAILDIR_GONE;
  session_log("prog", "quit", &s, &d, more);
  m[i].state = MAILDIR_KEEP;
  d.n = 0;
  l = line();
  snprintf(start, sizeof start, *want ? WHO "%s" "prog: pid " : WHO "quit ",
    want);
  if (!strncmp(l, start, strlen(start))) return 1;
  printf("# %s", l);
  return 0;
}

static void messages(void)
{
  char id[UIDL_MAX + 1];
  char want[300];

  d.names.s = names;
  d.names.len = sizeof names;
  m[1].name = 4;
  m[0].octets = 17;
  m[1].octets = MAILDIR_UNKNOWN;

  begin(0);
  session_sent("prog", &s, &d, 0, 0, 10);
  check(s.top == 1 && s.top_octets == 10 && !s.retr && says(""));
  check(removes(0, 2, "removed 1.a 19 unsent\n"));
  session_sent("prog", &s, &d, 0, 1, 17);
  check(s.top == 1 && s.retr == 1 && s.octets == 17 && says(""));
  check(removes(0, 0, "removed 1.a 17 sent\n"));
  (void)uidl_make(id, "2 b");
  snprintf(want, sizeof want, "removed %s - unsent\n", id);
  check(removes(1, 2, want));

  begin("-removed");
  check(removes(0, 0, ""));
  begin("+sent");
  session_sent("prog", &s, &d, 0, 0, 10);
  check(says(WHO "top 1.a 10\n"));
  session_sent("prog", &s, &d, 1, 1, 20);
  snprintf(want, sizeof want, WHO "sent %s 20\n", id);
  check(says(want));
  snprintf(want, sizeof want, "removed %s - sent\n", id);
  check(removes(1, 0, want));
  begin("+sent,nonsense,-removed");
  check(says(WHO "warning: $POP3LOG has a word that says nothing\n"));
  session_sent("prog", &s, &d, 0, 0, 10);
  check(says(WHO "top 1.a 10\n"));
  begin("-removed");
}

int main(void)
{
  static char name[200];

  setenv("PROTO", "TCP", 1);
  setenv("TCPREMOTEIP", "10.0.0.7", 1);
  setenv("USER", "alice", 1);
  d.m = m;
  redirect();
  messages();
  check(s.began && clock_ms() - s.began < 50000);
  check(is("quit", 0,
    "from 10.0.0.7 user alice quit retr 0 0 dele 0 left 0 0"));
  check(!strcmp(rest, " top 0 0 lost 0\n"));

  d.n = 5;
  s.retr = 3;
  s.octets = 4567;
  set(0, 10, MAILDIR_KEEP);
  set(1, 20, MAILDIR_GONE);
  set(2, MAILDIR_UNKNOWN, MAILDIR_GONE);
  set(3, 100, MAILDIR_KEEP);
  set(4, 1000, MAILDIR_DELETE);
  check(is("quit", 0,
    "from 10.0.0.7 user alice quit retr 3 4567 dele 2 left 3 1110"));
  check(!strcmp(rest, " top 0 0 lost 1\n"));
  s.top = 4;
  s.top_octets = 500;
  check(is("eof", 2,
    "from 10.0.0.7 user alice eof retr 3 4567 dele 2 left 3 1116"));
  check(!strcmp(rest, " top 4 500 lost 1\n"));
  set(3, MAILDIR_UNKNOWN, MAILDIR_KEEP);
  check(is("timeout", 0,
    "from 10.0.0.7 user alice timeout retr 3 4567 dele 2 left 3 -"));
  set(3, 100, MAILDIR_KEEP);
  set(4, MAILDIR_UNKNOWN, MAILDIR_DELETE);
  check(is("signal", 0,
    "from 10.0.0.7 user alice signal retr 3 4567 dele 2 left 3 -"));
  set(4, UINT64_MAX - 1, MAILDIR_DELETE); /* the most there can be */
  check(is("quit", 0, "from 10.0.0.7 user alice quit retr 3 4567 dele 2 "
    "left 3 18446744073709551615"));

  d.n = 1;
  strerr_session("");
  check(is("quit", 0,
    "from 10.0.0.7 user unknown quit retr 3 4567 dele 0 left 1 10"));
  strerr_session("a quit\nx");
  check(is("quit", 0, "from 10.0.0.7 user a\\x20quit\\x0ax quit "
    "retr 3 4567 dele 0 left 1 10"));

  memset(name, '\n', sizeof name - 1); /* the longest line there can be */
  strerr_session(name);
  setenv("TCPREMOTEIP", name, 1);
  s.retr = s.octets = UINT64_MAX;
  set(0, UINT64_MAX - 1, MAILDIR_KEEP);
  check(strstr(logged("timeout", 0), "\\x0a... timeout "
    "retr 18446744073709551615 18446744073709551615 "
    "dele 0 left 1 18446744073709551614"));
  return test_end();
}
