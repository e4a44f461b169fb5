/* load - a client that measures POP3 servers on 127.0.0.1.
 *
 *   load sessions port user password clients seconds
 *     user1, user2 and so on, one a client, log in, STAT one message, QUIT,
 *     and do so again until the time is over
 *   load retr port user password maildir blank at-once seconds
 *     RETR of each message, again and again; at-once of them may be asked
 *     for before the first has come; each is to have the octets of the file,
 *     plus blank
 *   load login port user password maildir times
 *     the time of PASS, STAT, LIST and UIDL to the last byte of each
 *   load verify port user password maildir blank
 *     compares every message, byte by byte, and what LIST says of it
 *   load hold port user password clients
 *     user1, user2 and so on log in; says so, and QUITs when its input ends
 *
 * A port such as tls995 speaks TLS, with a new handshake each time.
 * Prints "NAME VALUE" lines.  0 only if every answer was right. */
#define _POSIX_C_SOURCE 200809L
#define _DEFAULT_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "client.h"
#include "mailbox.h"

enum { CLIENTS_MAX = 256, TIMES_MAX = 1000 };

static int port;
static const char *user;
static const char *password;
static struct client c;
static struct mailbox box;

static double now(void)
{
  struct timespec t;

  (void)clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void number(char s[64], int i)
{
  snprintf(s, 64, "%s%d", user, i + 1);
}

static void wrong(const char *what, uint64_t found, uint64_t wanted)
{
  char s[100];

  snprintf(s, sizeof s, "%llu, not %llu", (unsigned long long)found,
    (unsigned long long)wanted);
  client_die(what, s);
}

static void stat_is(size_t n)
{
  unsigned long long found = strtoull(client_ask(&c, "STAT"), 0, 10);

  if (found != n) wrong("messages", found, n);
}

/* ---- sessions ---- */

static unsigned long sessions_until(double end, int i)
{
  char name[64];
  unsigned long n = 0;

  number(name, i);
  while (now() < end) {
    client_login(&c, port, name, password);
    stat_is(1);
    client_quit(&c);
    ++n;
  }
  return n;
}

static void sessions(char **arg)
{
  int clients = (int)strtol(arg[0], 0, 10);
  double seconds = atof(arg[1]);
  double start;
  unsigned long *done = mmap(0, CLIENTS_MAX * sizeof *done,
    PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  unsigned long n = 0;
  int status;
  int i;

  if (done == MAP_FAILED || clients > CLIENTS_MAX)
    client_die("sessions", "too many");
  start = now();
  for (i = 0; i < clients; ++i)
    if (fork() == 0) {
      (void)usleep((useconds_t)i * 1000); /* not all in one burst */
      done[i] = sessions_until(start + seconds, i);
      _exit(0);
    }
  for (i = 0; i < clients; ++i)
    if (wait(&status) == -1 || status) client_die("sessions", "one failed");
  for (i = 0; i < clients; ++i) n += done[i];
  printf("rate %.2f\nsessions %lu\n", (double)n / (now() - start), n);
}

/* ---- messages ---- */

static void ask_many(size_t *asked, size_t n)
{
  char s[8192];
  size_t len = 0;

  for (; n; --n, ++*asked) {
    len += (size_t)snprintf(s + len, sizeof s - len, "RETR %lu\r\n",
      (unsigned long)(*asked % box.n + 1));
    if (len > sizeof s - 40) { client_send(&c, s, len); len = 0; }
  }
  if (len) client_send(&c, s, len);
}

static void retr(char **arg)
{
  uint64_t blank = strtoull(arg[1], 0, 10);
  size_t many = strtoul(arg[2], 0, 10);
  double seconds = atof(arg[3]);
  double octets = 0;
  size_t asked = 0;
  size_t got = 0;
  uint64_t u;
  double start;

  mailbox_read(&box, arg[0]);
  client_login(&c, port, user, password);
  stat_is(box.n);
  start = now();
  do {
    if (asked - got <= many / 2 && now() < start + seconds)
      ask_many(&asked, many - (asked - got));
    if (got == asked) break;
    (void)client_ok(&c);
    u = client_lines(&c, 0);
    if (u != box.octets[got % box.n] + blank)
      wrong("octets", u, box.octets[got % box.n] + blank);
    octets += (double)u;
    ++got;
  } while (got != asked || now() < start + seconds);
  seconds = now() - start;
  client_quit(&c);
  printf("rate %.2f\nmegabytes %.3f\nreceived %.3f\n", (double)got / seconds,
    octets / 1e6 / seconds, octets / 1e6);
}

/* What line i of LIST, which begins at s, says behind its number. */
static const char *entry(const char *s, size_t i)
{
  const char *space = strchr(s, ' ');

  if (!space || strtoull(s, 0, 10) != i + 1)
    client_die("not as it should be in a list", s);
  return space + 1;
}

static size_t lines(const struct text *t)
{
  size_t n = 0;
  size_t i;

  for (i = 0; i < t->len; ++i) n += t->s[i] == '\n';
  return n;
}

static void verify(char **arg)
{
  static struct text text;
  static struct text listed;
  uint64_t blank = strtoull(arg[1], 0, 10);
  char line[64];
  const char *s;
  size_t i;

  mailbox_read(&box, arg[0]);
  client_login(&c, port, user, password);
  stat_is(box.n);
  (void)client_ask(&c, "LIST");
  (void)client_lines(&c, &listed);
  s = listed.s;
  for (i = 0; i < box.n; ++i) {
    snprintf(line, sizeof line, "RETR %lu", (unsigned long)i + 1);
    (void)client_ask(&c, line);
    text.len = 0;
    if (client_lines(&c, &text) < blank) client_die(line, "too short");
    if (!mailbox_same(&box, i, text.s, text.len - blank))
      client_die(line, "not as it is in the file");
    s = entry(s, i);
    if (!blank && strtoull(s, 0, 10) != box.octets[i])
      wrong("octets listed", strtoull(s, 0, 10), box.octets[i]);
    s = strchr(s, '\n') + 1;
  }
  client_quit(&c);
}

/* ---- logins ---- */

static void all_lines(const char *command)
{
  static struct text text;

  text.len = 0;
  (void)client_ask(&c, command);
  (void)client_lines(&c, &text);
  if (lines(&text) != box.n) wrong(command, lines(&text), box.n);
}

static double login_once(void)
{
  char line[256];
  double start;

  client_dial(&c, port);
  snprintf(line, sizeof line, "USER %s", user);
  (void)client_ask(&c, line);
  snprintf(line, sizeof line, "PASS %s", password);
  start = now();
  (void)client_ask(&c, line);
  stat_is(box.n);
  all_lines("LIST");
  all_lines("UIDL");
  start = now() - start;
  client_quit(&c);
  return start;
}

static int by_size(const void *a, const void *b)
{
  double x = *(const double *)a;
  double y = *(const double *)b;

  return (x > y) - (x < y);
}

static void login(char **arg)
{
  static double t[TIMES_MAX];
  int n = (int)strtol(arg[1], 0, 10);
  int i;

  if (n < 1 || n > TIMES_MAX) client_die("login", "how often?");
  box.n = strtoul(arg[0], 0, 10);
  for (i = 0; i < n; ++i) t[i] = login_once();
  qsort(t, (size_t)n, sizeof *t, by_size);
  printf("ms %.3f\n", t[n / 2] * 1000);
}

static void hold(char **arg)
{
  static struct client held[CLIENTS_MAX];
  int clients = (int)strtol(arg[0], 0, 10);
  char name[64];
  char end;
  int i;

  if (clients > CLIENTS_MAX) client_die("hold", "too many");
  for (i = 0; i < clients; ++i) {
    number(name, i);
    client_login(&held[i], port, name, password);
    (void)client_ask(&held[i], "STAT");
  }
  printf("held %d\n", clients);
  fflush(stdout);
  while (read(0, &end, 1) == 1) ;
  for (i = 0; i < clients; ++i) client_quit(&held[i]);
}

static const struct { const char *name; int args; void (*run)(char **); }
mode[] = {
  { "sessions", 2, sessions },
  { "retr", 4, retr },
  { "login", 2, login },
  { "verify", 2, verify },
  { "hold", 1, hold },
};

static int port_of(const char *s)
{
  if (!strncmp(s, "tls", 3)) {
    wire_speaks_tls();
    s += 3;
  }
  return (int)strtol(s, 0, 10);
}

int main(int argc, char **argv)
{
  size_t i;

  for (i = 0; i < sizeof mode / sizeof *mode; ++i) {
    if (argc < 2 || strcmp(mode[i].name, argv[1])) continue;
    if (argc != 5 + mode[i].args) break;
    port = port_of(argv[2]);
    user = argv[3];
    password = argv[4];
    mode[i].run(argv + 5);
    return 0;
  }
  client_die("usage", "see load.c");
  return 111;
}
