#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "error.h"
#include "fault.h"
#include "strerr.h"

/* A path, on the stack: static memory would be taken from every session. */
enum { LONGEST = 4096 };
struct path { char s[2 * LONGEST]; };

static void octal(unsigned int mode)
{
  char s[5] = "0000";
  size_t i;

  for (i = 4; i--; mode >>= 3) s[i] = (char)('0' + (mode & 7));
  strerr_text(s);
}

static void owner(const struct stat *st)
{
  strerr_text("mode ");
  octal((unsigned int)(st->st_mode & 07777));
  strerr_text(" uid ");
  strerr_num(st->st_uid);
  strerr_text(" gid ");
  strerr_num(st->st_gid);
}

/* Makes p the whole path, without slashes at its end: 1, or 0 = that is too
 * long. */
static int whole(struct path *p, const char *path)
{
  size_t n = 0;

  if (strlen(path) >= LONGEST) return 0;
  if (*path != '/' && getcwd(p->s, LONGEST - 1)) {
    n = strlen(p->s);
    if (strcmp(path, ".")) p->s[n++] = '/';
    else ++path;
  }
  memcpy(p->s + n, path, strlen(path) + 1);
  for (n = strlen(p->s); n > 1 && p->s[n - 1] == '/'; ) p->s[--n] = 0;
  return 1;
}

/* Makes p the directory it is in: 1, or 0 = it is in none. */
static int up(struct path *p)
{
  char *slash = strrchr(p->s, '/');

  if (!slash || !p->s[1]) return 0;
  slash[slash == p->s] = 0;
  return 1;
}

static void its_owner(const struct stat *st, struct path *p)
{
  struct stat dir;

  strerr_text(" (");
  owner(st);
  if (up(p) && stat(p->s, &dir) == 0) {
    strerr_text(", its directory ");
    owner(&dir);
  }
  strerr_text(")");
}

static void who_may(const char *path)
{
  struct path p;
  struct stat st;

  if (!whole(&p, path)) return;
  if (stat(p.s, &st) == 0) { its_owner(&st, &p); return; }
  while (up(&p)) {
    if (stat(p.s, &st) == -1) continue;
    strerr_text(" (");
    strerr_path(p.s);
    strerr_text(" has ");
    owner(&st);
    strerr_text(")");
    return;
  }
}

void fault_file(const char *program, const char *level, const char *what,
  const char *path, int e)
{
  int was = errno;

  strerr_start(program);
  strerr_text(level);
  strerr_text(": cannot ");
  strerr_text(what);
  strerr_text(" ");
  strerr_path(path);
  strerr_text(": ");
  strerr_text(error_words(e));
  if (e == EACCES) who_may(path);
  strerr_end();
  errno = was;
}
