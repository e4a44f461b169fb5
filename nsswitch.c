#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include "fd.h"
#include "hasnss.h"
#include "nsswitch.h"
#include "scan.h"
#ifdef HASNSS
#include <nss.h>

enum { CONF = 4096 }; /* Debian's has 500 bytes */

static const char *const absent[] = {
  "/etc/userdb", "/run/userdb", "/run/host/userdb", "/usr/local/lib/userdb",
  "/usr/lib/userdb", "/lib/userdb", "/var/run/nscd/socket"
};

/* ---- the file, as glibc reads it ---- */

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

static int files_systemd(char *s)
{
  char *w;

  if (strcmp(word(&s, blank), "files")) return 0;
  w = word(&s, blank);
  if (!strcmp(w, "[SUCCESS=merge]")) w = word(&s, blank);
  return !strcmp(w, "systemd") && !*word(&s, blank);
}

/* 1 = it names files and systemd for groups, once, and no other line does. */
static int usual(char *conf)
{
  char *line;
  char *db;
  int found = 0;

  while (*conf) {
    line = conf;
    conf += strcspn(conf, "\n");
    if (*conf) *conf++ = 0;
    line[strcspn(line, "#")] = 0;
    db = word(&line, " \t\r\v\f:");
    if (!strcmp(db, "initgroups")) return 0;
    if (strcmp(db, "group")) continue;
    line += strspn(line, " \t\r\v\f:");
    if (found || !files_systemd(line)) return 0;
    found = 1;
  }
  return found;
}

static int usual_file(void)
{
  char conf[CONF];
  int fd = open("/etc/nsswitch.conf", O_RDONLY | O_CLOEXEC);
  ssize_t n;

  if (fd == -1) return 0;
  n = fd_fill(fd, conf, sizeof conf);
  (void)close(fd); /* only read from: nothing can be lost */
  if (n == -1 || n == CONF) return 0;
  conf[n] = 0;
  return strlen(conf) == (size_t)n && usual(conf);
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

void nsswitch_groups(void)
{
  if (usual_file() && nobody()) (void)__nss_configure_lookup("group", "files");
}
#else
void nsswitch_groups(void) {}
#endif
