#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include "fd.h"
#include "nsswitch.h"
#include "scan.h"

enum { CONF = 4096 }; /* Debian's has 500 bytes */

static const char nscd[] = "/var/run/nscd/socket";
static const char *const absent[] = {
  "/etc/userdb", "/run/userdb", "/run/host/userdb", "/usr/local/lib/userdb",
  "/usr/lib/userdb", "/lib/userdb"
};

/* ---- the file, as glibc reads it ---- */

/* Whom a line names.  MERGED: files [SUCCESS=merge] systemd.  FIRST: files, and
 * then anything, but no word in brackets that changes what an answer of files
 * means. */
enum { NONE, OTHER, MERGED, FIRST, SYSTEMD, ALONE };

struct lines { int passwd; int shadow; int group; int initgroups; };

static const char blank[] = " \t\r\v\f";

/* Cuts the first word of *s off, which ends before one of stop: the word, empty
 * if there is none. */
static char *word(char **s, const char *stop)
{
  char *w = *s + strspn(*s, blank);
  char *end = w + strcspn(w, stop);

  *s = *end ? end + 1 : end;
  *end = 0;
  return w;
}

static int whom(char *s)
{
  int merge;
  char *w;

  if (strcmp(word(&s, blank), "files")) return OTHER;
  w = word(&s, blank);
  if (!*w) return ALONE;
  merge = !strcmp(w, "[SUCCESS=merge]");
  if (merge) w = word(&s, blank);
  if (!strcmp(w, "systemd") && !*word(&s, blank))
    return merge ? MERGED : SYSTEMD;
  return merge || *w == '[' ? OTHER : FIRST;
}

/* A line that is there twice is not understood. */
static void take(int *kind, char *line)
{
  line += strspn(line, " \t\r\v\f:");
  *kind = *kind == NONE ? whom(line) : OTHER;
}

static void read_lines(struct lines *l, char *conf)
{
  char *line;
  char *db;

  while (*conf) {
    line = conf;
    conf += strcspn(conf, "\n");
    if (*conf) *conf++ = 0;
    line[strcspn(line, "#")] = 0;
    db = word(&line, " \t\r\v\f:");
    if (!strcmp(db, "passwd")) take(&l->passwd, line);
    if (!strcmp(db, "shadow")) take(&l->shadow, line);
    if (!strcmp(db, "group")) take(&l->group, line);
    if (!strcmp(db, "initgroups")) l->initgroups = OTHER;
  }
}

static struct lines read_file(void)
{
  struct lines l = { NONE, NONE, NONE, NONE };
  char conf[CONF];
  int fd = open("/etc/nsswitch.conf", O_RDONLY | O_CLOEXEC);
  ssize_t n;

  if (fd == -1) return l;
  n = fd_fill(fd, conf, sizeof conf);
  (void)close(fd); /* only read from: nothing can be lost */
  if (n == -1 || n == CONF) return l;
  conf[n] = 0;
  if (strlen(conf) == (size_t)n) read_lines(&l, conf);
  return l;
}

/* ---- whom libnss_systemd could ask ---- */

static int known(void *to, const char *dir, int fd, const struct dirent *e)
{
  (void)to;
  (void)dir;
  (void)fd;
  return !strcmp(e->d_name, "io.systemd.DynamicUser");
}

static int nobody(void)
{
  size_t i;

  for (i = 0; i < sizeof absent / sizeof *absent; ++i)
    if (!scan_absent(absent[i])) return 0;
  return scan_dir("/run/systemd/userdb", known, 0) == 1;
}

/* ---- what follows ---- */

static int groups(const struct lines *l)
{
  if (l->group != SYSTEMD && l->group != MERGED) return 0;
  return !l->initgroups && scan_absent(nscd) && nobody();
}

int nsswitch_groups(void)
{
  struct lines l = read_file();

  return groups(&l);
}

int nsswitch_files(void)
{
  struct lines l = read_file();

  if (l.passwd < FIRST || l.shadow < FIRST) return 0;
  if (l.group != ALONE) return groups(&l);
  return !l.initgroups && scan_absent(nscd);
}
