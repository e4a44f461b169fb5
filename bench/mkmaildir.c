/* mkmaildir - makes a maildir for the benchmark.
 *
 *   mkmaildir dir count size
 *
 * dir, which must not exist, gets count messages in cur/, of size / 2 to
 * size * 3 / 2 bytes, their names and times 37 seconds apart: a mailbox that
 * was read before.  The same arguments make the same bytes.  Lines end in LF;
 * some begin with a dot. */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TEXT = 1 << 20, PIECE = TEXT / 2 - 100, HEADER = 700, APART = 37 };
static const long first = 1600000000; /* when the first one was delivered */

static char text[TEXT + 1];

static void die(const char *what)
{
  fprintf(stderr, "mkmaildir: fatal: %s: %s\n", what, strerror(errno));
  exit(111);
}

/* 0 to limit - 1 */
static size_t chance(size_t limit)
{
  static uint64_t x = 20260101;

  x = x * 6364136223846793005 + 1442695040888963407;
  return (size_t)(x >> 33) % limit;
}

/* Lines of 40 to 75 bytes. */
static void make_text(void)
{
  size_t i;
  size_t end = 0;

  for (i = 0; i < TEXT; ++i) {
    if (i == end) {
      end = i + 40 + chance(36);
      text[i] = chance(20) ? 'A' : '.';
    }
    else if (i + 1 == end) text[i] = '\n';
    else text[i] = chance(6) ? (char)('a' + chance(26)) : ' ';
  }
}

static void put(int fd, const char *s, size_t n)
{
  ssize_t w;

  for (; n; s += w, n -= (size_t)w) {
    w = write(fd, s, n);
    if (w <= 0) die("write");
  }
}

static size_t header(char *s, unsigned long i)
{
  return (size_t)snprintf(s, HEADER,
    "Return-Path: <list-%lu@lists.example.net>\n"
    "Delivered-To: reader@pop3.example.org\n"
    "Received: (qmail %lu invoked by uid 89); 13 Sep 2020 12:26:40 -0000\n"
    "Received: from mx.example.net (192.0.2.%lu)\n"
    "  by pop3.example.org with SMTP; 13 Sep 2020 12:26:40 -0000\n"
    "Message-ID: <%lu.%lu@mx.example.net>\n"
    "From: list-%lu@lists.example.net\n"
    "To: reader@pop3.example.org\n"
    "Subject: number %lu\n"
    "\n", i % 50, 1000 + i, i % 250, i, (unsigned long)chance(1000000), i % 50,
    i);
}

static void body(int fd, size_t size)
{
  size_t start;
  size_t n;

  for (; size; size -= n) {
    start = chance(TEXT / 2);
    while (text[start++] != '\n') ;
    n = size < PIECE ? size : PIECE;
    put(fd, text + start, n - 1);
    put(fd, "\n", 1);
  }
}

static void message(unsigned long i, size_t size)
{
  char name[100];
  char head[HEADER];
  struct timespec t[2] = { { 0, 0 }, { 0, 0 } };
  size_t n = header(head, i);
  int fd;

  t[0].tv_sec = t[1].tv_sec = first + (long)i * APART;
  snprintf(name, sizeof name, "cur/%ld.%lu.mx.example.net:2,S",
    (long)t[0].tv_sec, 300 + i % 30000);
  fd = open(name, O_WRONLY | O_CREAT | O_EXCL, 0600);
  if (fd == -1) die(name);
  put(fd, head, n);
  if (size > n) body(fd, size - n);
  if (futimens(fd, t) == -1 || close(fd) == -1) die(name);
}

int main(int argc, char **argv)
{
  unsigned long count;
  unsigned long i;
  size_t size;

  if (argc != 4) { errno = EINVAL; die("usage: mkmaildir dir count size"); }
  count = strtoul(argv[2], 0, 10);
  size = strtoul(argv[3], 0, 10);
  if (mkdir(argv[1], 0700) == -1 || chdir(argv[1]) == -1) die(argv[1]);
  if (mkdir("new", 0700) || mkdir("cur", 0700) || mkdir("tmp", 0700))
    die(argv[1]);
  make_text();
  for (i = 0; i < count; ++i) message(i, size / 2 + chance(size + 1));
  return 0;
}
