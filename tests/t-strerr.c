#define _XOPEN_SOURCE 700 /* pseudo-terminals */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include "../strerr.h"
#include "test.h"

/* Each write to descriptor 2 is one packet here. */
static int log_end = -1;

static char got[2 * STRERR_LINE];
static size_t len;

/* Waits for nothing: what is to be read was written before. */
static int one_write(void)
{
  ssize_t r = recv(log_end, got, sizeof got - 1, MSG_DONTWAIT);

  len = r > 0 ? (size_t)r : 0;
  got[len] = 0;
  return r > 0;
}

/* 1 = since the last time there was one write, of this line. */
static int wrote(const char *s)
{
  if (!one_write() || len != strlen(s) || strcmp(got, s)) return 0;
  return !one_write();
}

static void redirect(void)
{
  int two[2];

  if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, two) == -1) exit(111);
  if (dup2(two[1], 2) != 2) exit(111);
  close(two[1]);
  log_end = two[0];
}

/* ---- lines ---- */

static void parts(void)
{
  strerr_start("prog");
  strerr_end();
  check(wrote("prog: \n"));
  strerr_start("prog");
  strerr_text("a b");
  strerr_text("");
  strerr_num(0);
  strerr_text("/");
  strerr_num(UINT64_MAX);
  check(!one_write());
  strerr_end();
  check(wrote("prog: a b0/18446744073709551615\n"));
  strerr_text("lost");
  strerr_start("prog");
  strerr_end();
  check(wrote("prog: \n"));
}

static void whole(void)
{
  strerr_say("prog", "fatal", "it broke");
  check(wrote("prog: fatal: it broke\n"));
  strerr_sys("prog", "warning", "open", "new/a b", ENOENT);
  check(wrote("prog: warning: cannot open new/a\\x20b: "
    "No such file or directory\n"));
  strerr_sys("prog", "fatal", "look up", "x\nprog: y", EACCES);
  check(wrote("prog: fatal: cannot look up x\\x0aprog:\\x20y: "
    "Permission denied\n"));
}

/* ---- strings of others ---- */

#define TEN "1234567890"
#define HUNDRED TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN

static void safe(void)
{
  static const struct { const char *s; const char *line; } row[] = {
    { "", "p: \n" }, { "alice", "p: alice\n" }, { "!~", "p: !~\n" },
    { " ", "p: \\x20\n" }, { "a b", "p: a\\x20b\n" },
    { "\n", "p: \\x0a\n" }, { "\r\t\x01", "p: \\x0d\\x09\\x01\n" },
    { "\x1f\x7f", "p: \\x1f\\x7f\n" }, { "\x80\xff", "p: \\x80\\xff\n" },
    { "\\", "p: \\x5c\n" }, { "\\x20", "p: \\x5cx20\n" },
    { "a\nX\033[2J", "p: a\\x0aX\\x1b[2J\n" }, { "%s%n", "p: %s%n\n" },
    { "new/1.2:2,S", "p: new/1.2:2,S\n" },
    { HUNDRED, "p: " HUNDRED "\n" },
    { HUNDRED "1", "p: " HUNDRED "...\n" },
    { HUNDRED "\n", "p: " HUNDRED "...\n" },
    { HUNDRED HUNDRED HUNDRED, "p: " HUNDRED "...\n" },
    { TEN TEN TEN TEN TEN TEN TEN TEN TEN "123456789\n",
      "p: " TEN TEN TEN TEN TEN TEN TEN TEN TEN "123456789\\x0a\n" },
    { TEN TEN TEN TEN TEN TEN TEN TEN TEN "12345678\n\n\n",
      "p: " TEN TEN TEN TEN TEN TEN TEN TEN TEN "12345678\\x0a\\x0a...\n" },
  };
  size_t i;

  for (i = 0; i < sizeof row / sizeof *row; ++i) {
    strerr_start("p");
    strerr_safe(row[i].s);
    strerr_end();
    check_row(i, wrote(row[i].line));
  }
}

/* Of each byte but 0: itself, or its escape. */
static void bytes(void)
{
  char want[16];
  char s[2] = "";
  int bad = 0;
  int c;

  for (c = 1; c < 256; ++c) {
    s[0] = (char)c;
    if (c > 0x20 && c < 0x7f && c != '\\') snprintf(want, 16, "p: %c\n", c);
    else snprintf(want, 16, "p: \\x%02x\n", (unsigned int)c);
    strerr_start("p");
    strerr_safe(s);
    strerr_end();
    bad += !wrote(want);
  }
  check(!bad);
}

/* ---- the limit ---- */

static void limit(void)
{
  static const size_t row[] = {
    STRERR_LINE - 5, STRERR_LINE - 4, STRERR_LINE - 3, STRERR_LINE - 2,
    STRERR_LINE, STRERR_LINE + 1, 2 * STRERR_LINE,
  };
  static char text[2 * STRERR_LINE + 1];
  size_t want;
  size_t i;

  memset(text, 'x', sizeof text - 1);
  for (i = 0; i < sizeof row / sizeof *row; ++i) {
    strerr_start("p");
    strerr_text(text + sizeof text - 1 - row[i]);
    strerr_text("yz");
    strerr_num(UINT64_MAX);
    strerr_safe("\n\n");
    strerr_end();
    want = row[i] + 3 + 2 + 20 + 8 + 1;
    if (want > STRERR_LINE) want = STRERR_LINE;
    check_row(i, one_write() && len == want && got[len - 1] == '\n');
    check_row(i, strcspn(got, "\n") == len - 1);
    check_row(i, !strncmp(got, "p: xxx", 6) && !one_write());
  }
  strerr_say("p", "fatal", "short");
  check(wrote("p: fatal: short\n"));
  strerr_say(text, text, text);
  check(one_write() && len == STRERR_LINE && got[len - 1] == '\n');
  check(!one_write());
}

/* ---- who ---- */

static void who(void)
{
  static const struct {
    const char *proto; const char *name; const char *value; const char *from;
  } row[] = {
    { 0, "TCPREMOTEIP", "10.0.0.7", "unknown" },
    { "TCP", "TCPREMOTEIP", "10.0.0.7", "10.0.0.7" },
    { "TCP6", "TCP6REMOTEIP", "::1", "::1" },
    { "SSL", "SSLREMOTEIP", "10.0.0.8", "10.0.0.8" },
    { "SSL", "TCPREMOTEIP", "10.0.0.7", "unknown" },
    { "TCP", "TCP6REMOTEIP", "::1", "unknown" },
    { "TCP", "TCPREMOTEIP", 0, "unknown" },
    { "TCP", "TCPREMOTEIP", "", "unknown" },
    { "TCP", "TCPREMOTEIP", "1 from 2\n", "1\\x20from\\x202\\x0a" },
    { "TCP", "TCPREMOTEIP", HUNDRED "1", HUNDRED "..." },
    { TEN TEN "123", TEN TEN "123REMOTEIP", "1.2.3.4", "1.2.3.4" },
    { TEN TEN "1234", TEN TEN "1234REMOTEIP", "1.2.3.4", "unknown" },
    { HUNDRED, HUNDRED "REMOTEIP", "1.2.3.4", "unknown" },
  };
  char want[300];
  size_t i;

  for (i = 0; i < sizeof row / sizeof *row; ++i) {
    unsetenv("PROTO");
    if (row[i].proto) setenv("PROTO", row[i].proto, 1);
    if (row[i].value) setenv(row[i].name, row[i].value, 1);
    strerr_start("p");
    strerr_who();
    strerr_end();
    snprintf(want, sizeof want, "p: pid %ld from %s\n", (long)getpid(),
      row[i].from);
    check_row(i, wrote(want));
    unsetenv(row[i].name);
  }
}

/* ---- paths ---- */

static void paths(void)
{
  static char name[STRERR_PATH + 200];
  char want[3000];

  test_enter();
  strerr_start("p");
  strerr_path("/etc/a b");
  strerr_text(" ");
  strerr_path("cur/x:2,S");
  strerr_text(" ");
  strerr_path("./new/\n");
  strerr_text(" ");
  strerr_path(".");
  strerr_end();
  snprintf(want, sizeof want, "p: /etc/a\\x20b %s/cur/x:2,S %s/new/\\x0a %s\n",
    test_dir, test_dir, test_dir);
  check(wrote(want));

  memset(name, '\n', sizeof name - 1);
  name[0] = '/';
  strerr_start("p");
  strerr_path(name);
  strerr_text(": the reason");
  strerr_end();
  check(one_write() && len > STRERR_PATH && len < STRERR_PATH + 30);
  check(strstr(got, "\\x0a...: the reason\n"));
  memset(name + 1, 'x', STRERR_PATH - 1);
  name[STRERR_PATH] = 0;
  strerr_start("p");
  strerr_path(name);
  strerr_end();
  check(one_write() && len == STRERR_PATH + 4 && !strstr(got, "..."));
}

/* ---- lines that nobody takes ---- */

static int log_pipe[2];

/* What is read, behind the pages that fill it. */
static void drain(void)
{
  static char page[4096];
  ssize_t r;

  len = 0;
  while ((r = read(log_pipe[0], page, sizeof page)) > 0) {
    if (!*page) continue;
    memcpy(got, page, (size_t)r);
    len = (size_t)r;
  }
  got[len] = 0;
}

static void fill(void)
{
  static char page[4096];

  if (fcntl(log_pipe[1], F_SETFL, O_NONBLOCK) == -1) exit(111);
  while (write(log_pipe[1], page, sizeof page) > 0) ;
  if (fcntl(log_pipe[1], F_SETFL, 0) == -1) exit(111);
}

static double now(void)
{
  struct timespec t;

  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void lost(void)
{
  char want[3000];
  double since;
  int was = dup(2);
  int i;

  if (was == -1 || pipe(log_pipe) == -1 || dup2(log_pipe[1], 2) == -1)
    exit(111);
  if (fcntl(log_pipe[0], F_SETFL, O_NONBLOCK) == -1) exit(111);
  strerr_session("alice");
  fill();
  since = now();
  strerr_say("p", "fatal", "first");
  check(now() - since >= 0.99);
  since = now();
  for (i = 1; i < 300 && now() - since < 20; ++i)
    strerr_say("p", "fatal", "more");
  check(i == 300);
  drain();
  check(len == 0);
  strerr_say("p", "fatal", "last");
  drain();
  snprintf(want, sizeof want, "p: pid %ld from unknown user alice warning: "
    "lines lost before this one, as the log took none: 300\n"
    "p: pid %ld from unknown user alice fatal: last\n",
    (long)getpid(), (long)getpid());
  check(!strcmp(got, want));
  strerr_say("p", "fatal", "next"); /* and it is told once */
  drain();
  check(strstr(got, "fatal: next") && !strstr(got, "lost"));
  fill();
  since = now();
  strerr_say("p", "fatal", "patient again");
  check(now() - since >= 0.99);
  dup2(was, 2);
  close(was);
}

/* ---- whose ---- */

static void session_of(void)
{
  char want[300];

  strerr_session("a b");
  strerr_say("p", "fatal", "x");
  snprintf(want, sizeof want, "p: pid %ld from unknown user a\\x20b fatal: x\n",
    (long)getpid());
  check(wrote(want));
  strerr_session("");
  strerr_sys("p", "warning", "x", "y", ENOENT);
  snprintf(want, sizeof want, "p: pid %ld from unknown user unknown warning: "
    "cannot x y: No such file or directory\n", (long)getpid());
  check(wrote(want));
  strerr_session(0);
  strerr_say("p", "fatal", "x");
  snprintf(want, sizeof want, "p: pid %ld from unknown fatal: x\n",
    (long)getpid());
  check(wrote(want));
}

/* ---- errno, and a log that cannot be written ---- */

static int closed(void)
{
  close(2);
  errno = EXDEV;
  strerr_say("p", "fatal", "x");
  if (errno != EXDEV) return 1;
  strerr_client();
  strerr_say("p", "fatal", "x");
  return errno == EXDEV ? 42 : 2;
}

static void keeps_errno(void)
{
  int e;

  errno = EXDEV;
  strerr_sys("p", "fatal", "x", "y", ENOENT);
  e = errno;
  check(e == EXDEV);
  check(wrote("p: fatal: cannot x y: No such file or directory\n"));
  errno = EXDEV;
  strerr_start("p");
  strerr_who();
  strerr_num(1);
  strerr_safe("x");
  strerr_end();
  e = errno;
  check(e == EXDEV);
  check(one_write());
  check(test_child(closed) == 42);
}

/* ---- a log that is the client's own connection ---- */

static int client; /* 1 = strerr_client is called */
static int as_zero;
static int as_one;

/* Descriptors 0 and 1 are that of the log, or another; then a line. */
static int session(void)
{
  int two[2];

  if (socketpair(AF_UNIX, SOCK_STREAM, 0, two) == -1) return 111;
  if (dup2(as_zero ? 2 : two[0], 0) == -1) return 111;
  if (dup2(as_one ? 2 : two[0], 1) == -1) return 111;
  if (client) strerr_client();
  errno = EXDEV;
  strerr_say("p", "fatal", "x");
  return errno == EXDEV ? 0 : 1;
}

/* Neither is open: nobody can be at the other end. */
static int alone(void)
{
  close(0);
  close(1);
  strerr_client();
  strerr_say("p", "fatal", "x");
  return 0;
}

static void own(void)
{
  static const struct { int client, zero, one, lines; } row[] = {
    { 0, 0, 0, 1 }, { 0, 1, 0, 1 }, { 0, 0, 1, 1 }, { 0, 1, 1, 1 },
    { 1, 0, 0, 1 }, { 1, 1, 0, 0 }, { 1, 0, 1, 0 }, { 1, 1, 1, 0 },
  };
  size_t i;

  for (i = 0; i < sizeof row / sizeof *row; ++i) {
    client = row[i].client;
    as_zero = row[i].zero;
    as_one = row[i].one;
    check_row(i, test_child(session) == 0);
    if (row[i].lines) check_row(i, wrote("p: fatal: x\n"));
    else check_row(i, !one_write());
  }
  check(test_child(alone) == 0 && wrote("p: fatal: x\n"));
}

/* ---- a terminal ---- */

static int tty = -1;

static int at_terminal(void)
{
  if (dup2(tty, 0) == -1 || dup2(tty, 1) == -1 || dup2(tty, 2) == -1)
    return 111;
  strerr_client();
  strerr_say("p", "fatal", "x");
  return 0;
}

static void terminal(void)
{
  int master = posix_openpt(O_RDWR | O_NOCTTY);
  const char *name = master == -1 ? 0 : ptsname(master);

  if (name && !grantpt(master) && !unlockpt(master))
    tty = open(name, O_RDWR | O_NOCTTY);
  if (tty == -1) { skip("no pseudo-terminal"); return; }
  check(test_child(at_terminal) == 0);
  check(fcntl(master, F_SETFL, O_NONBLOCK) == 0);
  check(read(master, got, sizeof got) == 13);
  check(!memcmp(got, "p: fatal: x\r\n", 13));
}

int main(void)
{
  redirect();
  parts();
  whole();
  safe();
  bytes();
  limit();
  who();
  keeps_errno();
  own();
  terminal();
  paths();
  session_of();
  lost();
  return test_end();
}
