#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "error.h"
#include "large.h"
#include "lineout.h"
#include "num.h"
#include "remote.h"
#include "strerr.h"

enum { PATIENCE = 1000 }; /* milliseconds in which a log is to take a line */

static char line[2 * STRERR_LINE] LARGE; /* one, behind one about those lost */
static size_t len;
static size_t most; /* where the line must have ended, but for its \n */
static uint64_t lost;
static int client;
static int known;         /* whose session this is: */
static const char *whose; /* this user's, if not null */

void strerr_client(void) { client = 1; }

void strerr_session(const char *user)
{
  known = 1;
  whose = user;
}

static void put(char c)
{
  if (len < most) line[len++] = c;
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

/* Of s at most limit bytes, and none that would begin behind line[to]. */
static void visible(const char *s, size_t limit, size_t to)
{
  static const char hex[] = "0123456789abcdef";
  unsigned char c;

  for (; *s; --limit) {
    if (!limit || len >= to) { strerr_text("..."); return; }
    c = (unsigned char)*s++;
    if (c > 0x20 && c < 0x7f && c != '\\') { put((char)c); continue; }
    strerr_text("\\x");
    put(hex[c >> 4]);
    put(hex[c & 15]);
  }
}

void strerr_safe(const char *s) { visible(s, 100, sizeof line); }

void strerr_path(const char *path)
{
  char dir[STRERR_PATH];
  size_t to = len + STRERR_PATH;

  if (*path != '/' && getcwd(dir, sizeof dir)) {
    visible(dir, sizeof dir, to);
    if (!strcmp(path, ".")) return;
    put('/');
    if (!strncmp(path, "./", 2)) path += 2;
  }
  visible(path, STRERR_PATH, to);
}

static void begin(const char *program)
{
  most = len + STRERR_LINE - 1;
  strerr_text(program);
  strerr_text(": ");
  if (!known) return;
  strerr_who();
  if (whose) {
    strerr_text(" user ");
    strerr_safe(*whose ? whose : "unknown");
  }
  put(' ');
}

static void finish(void) { line[len++] = '\n'; }

void strerr_start(const char *program)
{
  len = 0;
  if (lost) {
    begin(program);
    strerr_text("warning: lines lost before this one, as the log took none: ");
    strerr_num(lost);
    finish();
  }
  begin(program);
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

/* A second write after a short one could mix with another's line.  Once a
 * line was lost, no other is waited for until one has been written. */
void strerr_end(void)
{
  int e = errno;

  finish();
  if (clients_own()) lost = 0;
  else if (lineout_write(lost ? 0 : PATIENCE, 2, line, len)) lost = 0;
  else ++lost;
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
