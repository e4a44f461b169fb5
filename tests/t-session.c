#include <string.h>
#include "../clock.h"
#include "../session.h"
#include "../strerr.h"
#include "test.h"

static struct maildir_message m[5];
static struct maildir d;
static struct session s;

static char got[2000];

/* What session_log writes, but for the process id and how long it took; of
 * that the test takes 50 seconds at most. */
static const char *logged(const char *how, uint64_t more)
{
  static const char start[] = " ms 1000";
  int two[2];
  int log = dup(2);
  char *ms;
  ssize_t r;
  size_t n;

  s.began = clock_ms() - 100000000;
  if (log == -1 || pipe(two) == -1 || dup2(two[1], 2) == -1) exit(111);
  session_log("prog", how, &s, &d, more);
  dup2(log, 2);
  close(log);
  close(two[1]);
  r = read(two[0], got, sizeof got - 1);
  close(two[0]);
  got[r > 0 ? r : 0] = 0;
  if (strncmp(got, "prog: pid ", 10)) return "";
  ms = strstr(got, start);
  if (!ms) return "no time";
  n = strlen(start);
  if (strspn(ms + n, "0123456789") != 5 || strcmp(ms + n + 5, "\n"))
    return "a wrong time";
  *ms = 0;
  n = strspn(got + 10, "0123456789");
  return n && got[10 + n] == ' ' ? got + 10 + n + 1 : "";
}

static int is(const char *how, uint64_t more, const char *line)
{
  const char *l = logged(how, more);

  if (strcmp(l, line)) printf("# %s", l);
  return !strcmp(l, line);
}

static void set(size_t i, uint64_t octets, unsigned char state)
{
  m[i].octets = octets;
  m[i].state = state;
}

int main(void)
{
  static char name[200];

  setenv("PROTO", "TCP", 1);
  setenv("TCPREMOTEIP", "10.0.0.7", 1);
  setenv("USER", "alice", 1);
  d.m = m;
  session_begin(&s);
  check(s.began && clock_ms() - s.began < 50000);
  check(is("quit", 0,
    "from 10.0.0.7 user alice quit retr 0 0 dele 0 left 0 0"));

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
  check(is("eof", 2,
    "from 10.0.0.7 user alice eof retr 3 4567 dele 2 left 3 1116"));
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
