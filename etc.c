#include <errno.h>
#include <grp.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>
#include "byte.h"
#include "etc.h"
#include "field.h"
#include "linein.h"
#include "nsswitch.h"

enum {
  LINE = 65536, /* bytes; a group has as many members */
  KEPT = 4096,  /* of the login's own line */
  GROUPS = 1024
};

static const char blank[] = " \t\r\v\f"; /* before a name, libc ignores them */

static char text[LINE];
static struct linein in = { text, sizeof text, 0, 0, 0, -1 };
static char entry[KEPT];  /* the login's line of passwd, */
static char *stored;      /* the hash there, if there is one */
static char secret[KEPT]; /* the login's line of shadow */
static gid_t list[GROUPS];
static size_t groups;

/* ---- lines ---- */

/* No lookup for these could go by bytes alone. */
static int odd(const char *login)
{
  return !*login || strchr("+-#", *login) || strpbrk(login, ": \t\r\v\f\n,");
}

/* What went wrong with the file: 0 = libc may understand it, -1 with errno. */
static int fault(struct account *a, const char *file)
{
  if (errno == EBADMSG || errno == ENOENT) return 0;
  a->file = file;
  return -1;
}

/* Copies the login's line of the file to kept: 1, 0 = it has none that is
 * understood, -1 with errno. */
static int find(struct account *a, const char *file, const char *login,
  char kept[KEPT])
{
  size_t n = strlen(login);
  size_t len;
  char *line;
  char *name;
  int r;

  if (linein_open(&in, file) == -1) return fault(a, file);
  while ((r = linein_next(&in, &line)) == 1) {
    name = line + strspn(line, blank);
    if (!strncmp(name, login, n) && (!name[n] || name[n] == ':')) break;
  }
  if (r == -1) r = fault(a, file);
  linein_close(&in);
  if (r != 1) return r;
  len = strlen(line);
  if (name != line || len >= KEPT) return 0;
  memcpy(kept, line, len + 1);
  return 1;
}

/* ---- passwd and shadow ---- */

static int passwd(struct account *a, const char *login)
{
  char *field[7];
  uint32_t uid;
  uint32_t gid;
  int r = find(a, "/etc/passwd", login, entry);

  if (r != 1) return r;
  if (!field_split(entry, field, 7)) {
    byte_wipe(entry, sizeof entry);
    return 0;
  }
  a->user.name = field[0];
  a->hash = stored = field[1];
  if (!field_id(field[2], &uid) || !field_id(field[3], &gid)) return 0;
  a->user.uid = (uid_t)uid;
  a->user.gid = (gid_t)gid;
  a->user.home = field[5];
  a->user.shell = field[6];
  return 1;
}

static int shadow(struct account *a, const char *login,
  struct account_days *d)
{
  char *field[9];
  long unused;
  int r = find(a, "/etc/shadow", login, secret);

  if (r != 1) return r;
  if (!field_split(secret, field, 9) || !field_day(field[2], &d->changed)
      || !field_day(field[3], &unused) || !field_day(field[4], &d->most)
      || !field_day(field[5], &unused) || !field_day(field[6], &d->inactive)
      || !field_day(field[7], &d->expires) || !field_day(field[8], &unused))
    return 0;
  a->hash = field[1];
  return 1;
}

/* ---- groups ---- */

static int member(const char *members, const char *login)
{
  size_t n = strlen(login);
  const char *s = members;

  while (*s) {
    if (!strncmp(s, login, n) && (!s[n] || s[n] == ',')) return 1;
    s += strcspn(s, ",");
    s += *s == ',';
  }
  return 0;
}

/* Adds the group of a line that may have the login among its members; 0 = that
 * is not understood. */
static int group(char *line, const struct user *u)
{
  char *field[4];
  uint32_t gid;

  if (strpbrk(line, blank) || strchr("+-#:", *line)) return 0;
  if (!field_split(line, field, 4) || !field_id(field[2], &gid)) return 0;
  if ((gid_t)gid == u->gid || !member(field[3], u->name)) return 1;
  if (groups == GROUPS) return 0;
  list[groups++] = (gid_t)gid;
  return 1;
}

static int all_groups(struct account *a)
{
  char *line;
  int r;

  if (linein_open(&in, "/etc/group") == -1) return fault(a, "/etc/group");
  list[0] = a->user.gid;
  groups = 1;
  while ((r = linein_next(&in, &line)) == 1)
    if (strstr(line, a->user.name) && !group(line, &a->user)) break;
  if (r == -1) r = fault(a, "/etc/group");
  else r = !r; /* to the end */
  linein_close(&in);
  return r;
}

/* ---- all of it ---- */

int etc_account(struct account *a, const char *login)
{
  struct account_days days = { -1, -1, -1, -1 };
  int r;

  a->why = "look up";
  a->file = 0;
  if (odd(login) || !nsswitch_files()) return 0;
  r = passwd(a, login);
  if (r == 1 && !strcmp(a->hash, "x")) r = shadow(a, login, &days);
  if (r == 1) r = all_groups(a);
  if (r == 1) account_found(a, &days);
  return r;
}

void etc_forget(void)
{
  byte_wipe(text, in.most);
  if (stored) byte_wipe(stored, strlen(stored));
  byte_wipe(secret, sizeof secret);
}

int etc_groups(void) { return setgroups(groups, list); }
