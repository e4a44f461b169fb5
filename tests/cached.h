/* cached - for tests in C of pop3.octets: a maildir whose messages have known
 * octets, and its cache. */
#ifndef CACHED_H
#define CACHED_H

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include "../num.h"
#include "fresh.h"

#define CACHE "pop3.octets"

static inline int file(const char *path, const char *text)
{
  int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  size_t n = strlen(text);

  if (fd == -1) return 0;
  return write(fd, text, n) == (ssize_t)n && close(fd) == 0;
}

/* 1 = the file is there and is this text. */
static inline int is(const char *path, const char *text)
{
  static char buf[32768];
  int fd = open(path, O_RDONLY | O_NOFOLLOW);
  ssize_t r;

  if (fd == -1) return 0;
  r = read(fd, buf, sizeof buf);
  close(fd);
  return r == (ssize_t)strlen(text) && !memcmp(buf, text, (size_t)r);
}

static inline void reload(void)
{
  if (load() != 1) exit(111);
}

/* cur/1.m to cur/n.m, each of them 6 octets; no cache yet */
static inline void stored(size_t n)
{
  char path[NUM_FMT + 10] = "cur/";
  size_t len;

  fresh();
  for (; n; --n) {
    len = num_fmt(path + 4, n);
    memcpy(path + 4 + len, ".m", 3);
    if (!file(path, "a\nb\n")) exit(111);
  }
  reload();
}

/* how many messages have these octets */
static inline size_t have(uint64_t octets)
{
  size_t n = 0;
  size_t i;

  for (i = 0; i < d.n; ++i) n += d.m[i].octets == octets;
  return n;
}

#endif
