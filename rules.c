#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include "cdb.h"
#include "pathexec.h"
#include "rules.h"

/* The length of the next shorter prefix of ip[0..n-1]. */
static size_t shorter(const char *ip, size_t n)
{
  if (n) --n;
  while (n && ip[n - 1] != '.' && ip[n - 1] != ':') --n;
  return n;
}

/* The instructions of the first rule there is: 1; 0 = there is none; -1. */
static int find(struct cdb *c, const char *ip, const char **value, size_t *len)
{
  size_t n = strlen(ip);
  int r;

  for (;;) {
    r = cdb_find(c, ip, n, value, len);
    if (r || !n) return r;
    n = shorter(ip, n);
  }
}

/* An instruction is D, or + and VARIABLE=VALUE; each ends in a 0 byte. */
static int malformed(const char *s, size_t len)
{
  const char *end = s + len;

  if (len && end[-1]) return 1;
  for (; s < end; s += strlen(s) + 1)
    if (strcmp(s, "D") && (*s != '+' || !strchr(s, '='))) return 1;
  return 0;
}

static int denies(const char *s, size_t len)
{
  const char *end = s + len;

  for (; s < end; s += strlen(s) + 1)
    if (*s == 'D') return 1;
  return 0;
}

static int set(const char *s, size_t len)
{
  static char variable[CDB_RECORD];
  const char *end = s + len;
  size_t n;

  for (; s < end; s += strlen(s) + 1) {
    n = (size_t)(strchr(s, '=') - s) - 1;
    memcpy(variable, s + 1, n);
    variable[n] = 0;
    if (pathexec_setenv(variable, s + n + 2) == -1) return -1;
  }
  return 0;
}

static int follow(int fd, const char *ip)
{
  static struct cdb c;
  const char *value;
  size_t len;
  int r;

  if (cdb_start(&c, fd) == -1) return RULES_FAULT;
  r = find(&c, ip, &value, &len);
  if (r == -1) return RULES_FAULT;
  if (r == 0) return RULES_ALLOW;
  if (malformed(value, len)) { errno = EBADMSG; return RULES_FAULT; }
  if (denies(value, len)) return RULES_DENY;
  return set(value, len) == -1 ? RULES_FAULT : RULES_ALLOW;
}

int rules_follow(const char *file, const char *ip)
{
  int fd = open(file, O_RDONLY | O_CLOEXEC);
  int e;
  int r;

  if (fd == -1) return RULES_FAULT;
  r = follow(fd, ip);
  e = errno;
  (void)close(fd); /* only read from: nothing can be lost */
  errno = e;
  return r;
}
