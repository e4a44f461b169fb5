#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "error.h"
#include "num.h"
#include "remote.h"
#include "strerr.h"

static char line[STRERR_LINE];
static size_t len;
static int client;

void strerr_client(void) { client = 1; }

static void put(char c)
{
  if (len < sizeof line - 1) line[len++] = c; /* the last is for the \n */
}

void strerr_text(const char *s)
{
  while (*s) put(*s++);
}

void strerr_num(uint64_t u)
{
  char s[NUM_FMT];

  num_fmt(s, u);
  strerr_text(s);
}

void strerr_safe(const char *s)
{
  static const char hex[] = "0123456789abcdef";
  unsigned char c;
  int n;

  for (n = 0; *s; ++n) {
    if (n == 100) { strerr_text("..."); return; }
    c = (unsigned char)*s++;
    if (c > 0x20 && c < 0x7f && c != '\\') { put((char)c); continue; }
    strerr_text("\\x");
    put(hex[c >> 4]);
    put(hex[c & 15]);
  }
}

void strerr_start(const char *program)
{
  len = 0;
  strerr_text(program);
  strerr_text(": ");
}

static int same(const struct stat *log, int fd)
{
  struct stat st;

  return fstat(fd, &st) == 0 && st.st_dev == log->st_dev
    && st.st_ino == log->st_ino;
}

/* At a terminal all three are one device, and whoever sits there wants to
 * see what went wrong. */
static int clients_own(void)
{
  struct stat log;

  if (!client) return 0;
  if (fstat(2, &log) == -1) return 1;
  return !S_ISCHR(log.st_mode) && (same(&log, 0) || same(&log, 1));
}

void strerr_end(void)
{
  int e = errno;

  line[len++] = '\n';
  /* a second write after a short one could mix with another's line */
  if (!clients_own() && write(2, line, len) == -1) len = 0;
  len = 0;
  errno = e;
}

void strerr_who(void)
{
  const char *ip = remote_ip();

  strerr_text("pid ");
  strerr_num((uint64_t)getpid());
  strerr_text(" from ");
  strerr_safe(ip ? ip : "unknown");
}

void strerr_say(const char *program, const char *level, const char *message)
{
  strerr_start(program);
  strerr_text(level);
  strerr_text(": ");
  strerr_text(message);
  strerr_end();
}

void strerr_sys(const char *program, const char *level, const char *what,
  const char *object, int e)
{
  strerr_start(program);
  strerr_text(level);
  strerr_text(": cannot ");
  strerr_text(what);
  strerr_text(" ");
  strerr_safe(object);
  strerr_text(": ");
  strerr_text(error_words(e));
  strerr_end();
}
