/* bare - answers POP3 clients on 127.0.0.1 from memory, and does nothing else.
 *
 *   bare port processes homes
 *
 * So many processes stay, each for one client at a time.  Any password is
 * right; the mailbox of USER x is homes/x/Maildir, which is read when a client
 * of a process names it first, before it says PASS.  What this server cannot
 * do faster, the client, the network and the kernel between them cannot. */
#define _POSIX_C_SOURCE 200809L
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include "client.h"
#include "mailbox.h"

enum { KEPT = 200000000 }; /* octets of a mailbox whose messages are kept */

static const char *homes;
static char user[64];
static char dir[512];
static struct mailbox box;
static struct text *message; /* each with its +OK and its last dot */
static struct text list;
static struct text ids;
static uint64_t total;

static void add(struct text *t, const char *s, size_t n)
{
  if (n > t->a - t->len) {
    t->a = (t->len + n) * 3 / 2 + 100;
    t->s = realloc(t->s, t->a);
    if (!t->s) client_die("bare", "out of memory");
  }
  memcpy(t->s + t->len, s, n);
  t->len += n;
}

static void adds(struct text *t, const char *s) { add(t, s, strlen(s)); }

/* ---- the mailbox ---- */

static void read_message(struct text *t, const char *name)
{
  char path[1024];
  char line[65536];
  FILE *f;
  size_t n;

  snprintf(path, sizeof path, "%s/cur/%s", dir, name);
  f = fopen(path, "r");
  if (!f) client_die("cannot open", path);
  adds(t, "+OK \r\n");
  while (fgets(line, sizeof line, f)) {
    n = strcspn(line, "\n");
    if (*line == '.') adds(t, ".");
    add(t, line, n);
    adds(t, "\r\n");
  }
  adds(t, ".\r\n");
  (void)fclose(f);
}

static void forget(void)
{
  size_t i;

  for (i = 0; i < box.n; ++i) {
    free(message[i].s);
    free(box.name[i]);
  }
  free(message);
  free(box.name);
  free(box.octets);
  list.len = ids.len = 0;
  total = 0;
}

static void open_mailbox(const char *name)
{
  char line[600];
  size_t i;

  if (!strcmp(user, name)) return;
  forget();
  snprintf(user, sizeof user, "%s", name);
  snprintf(dir, sizeof dir, "%s/%s/Maildir", homes, user);
  mailbox_read(&box, dir);
  message = calloc(box.n + 1, sizeof *message);
  if (!message) client_die("bare", "out of memory");
  for (i = 0; i < box.n; ++i) total += box.octets[i];
  adds(&list, "+OK \r\n");
  adds(&ids, "+OK \r\n");
  for (i = 0; i < box.n; ++i) {
    snprintf(line, sizeof line, "%lu %llu\r\n", (unsigned long)i + 1,
      (unsigned long long)box.octets[i]);
    adds(&list, line);
    snprintf(line, sizeof line, "%lu %.*s\r\n", (unsigned long)i + 1,
      (int)strcspn(box.name[i], ":"), box.name[i]);
    adds(&ids, line);
    if (total < KEPT) read_message(message + i, box.name[i]);
  }
  adds(&list, ".\r\n");
  adds(&ids, ".\r\n");
}

/* ---- a client ---- */

static int fd;
static char out[262144];
static size_t waits;

static int send_all(const char *s, size_t n)
{
  ssize_t w;

  for (; n; s += w, n -= (size_t)w) {
    w = send(fd, s, n, MSG_NOSIGNAL);
    if (w <= 0) return 0;
  }
  return 1;
}

static int put(const char *s, size_t n)
{
  if (n > sizeof out - waits) {
    if (!send_all(out, waits)) return 0;
    waits = 0;
    if (n > sizeof out / 4) return send_all(s, n);
  }
  memcpy(out + waits, s, n);
  waits += n;
  return 1;
}

static int put_text(const char *s) { return put(s, strlen(s)); }

/* 1 = go on, 0 = that was the end. */
static int answer(char *line)
{
  char reply[64];
  unsigned long i;

  line[strcspn(line, "\r")] = 0;
  if (!strncmp(line, "USER ", 5)) open_mailbox(line + 5);
  if (!strcmp(line, "LIST")) return put(list.s, list.len);
  if (!strcmp(line, "UIDL")) return put(ids.s, ids.len);
  if (!strcmp(line, "STAT")) {
    snprintf(reply, sizeof reply, "+OK %lu %llu\r\n", (unsigned long)box.n,
      (unsigned long long)total);
    return put_text(reply);
  }
  if (!strncmp(line, "RETR ", 5)) {
    i = strtoul(line + 5, 0, 10) - 1;
    if (i < box.n && message[i].len) return put(message[i].s, message[i].len);
    return put_text("-ERR no such message\r\n");
  }
  if (!put_text("+OK \r\n")) return 0;
  if (strcmp(line, "QUIT")) return 1;
  (void)send_all(out, waits);
  return 0;
}

static void serve(void)
{
  static char in[65536];
  size_t len = 0;
  size_t p;
  ssize_t r;
  char *lf;

  waits = 0;
  if (!put_text("+OK \r\n")) return;
  for (;;) {
    if (!send_all(out, waits)) return;
    waits = 0;
    r = read(fd, in + len, sizeof in - len);
    if (r <= 0) return;
    len += (size_t)r;
    for (p = 0; (lf = memchr(in + p, '\n', len - p));
        p = (size_t)(lf - in) + 1) {
      *lf = 0;
      if (!answer(in + p)) return;
    }
    memmove(in, in + p, len - p);
    len -= p;
  }
}

int main(int argc, char **argv)
{
  struct sockaddr_in a = { .sin_family = AF_INET };
  int on = 1;
  int listener = socket(AF_INET, SOCK_STREAM, 0);
  long n = argc == 4 ? strtol(argv[2], 0, 10) : 0;

  if (n < 1) client_die("usage", "bare port processes homes");
  homes = argv[3];
  a.sin_port = htons((uint16_t)strtol(argv[1], 0, 10));
  a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  (void)setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (listener == -1
      || bind(listener, (struct sockaddr *)&a, sizeof a) == -1
      || listen(listener, 128) == -1) client_die("bare", "cannot listen");
  while (--n && fork()) ;
  for (;;) {
    fd = accept(listener, 0, 0);
    if (fd == -1) return 111;
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    serve();
    (void)close(fd);
  }
}
