#include <errno.h>
#include <string.h>
#include "../auto_door.h"
#include "../auto_empty.h"
#include "../auto_home.h"
#include "../auto_man.h"
#include "../hier.h"
#include "test.h"

/* What each installed file must be; each row of the table is in here. */
static const struct { const char *name; mode_t mode; } file[] = {
  { "bin/fromproxy", 0755 },
  { "bin/qmail-popup", 0711 }, { "bin/checkpassword", 0700 },
  { "bin/checkpassword-nss", 0700 },
  { "bin/checkmail", 0700 }, { "bin/mailaccounts", 0755 },
  { "bin/mailpassword", 0755 }, { "man8/checkmail.8", 0644 },
  { "man8/mailaccounts.8", 0644 }, { "man8/mailpassword.8", 0644 },
  { "bin/qmail-pop3d", 0711 }, { "bin/qmail-pop3d-conf", 0755 },
  { "bin/qmail-pop3sd-conf", 0755 },
  { "bin/pop3rows", 0755 }, { "bin/pop3stat", 0755 },
  { "bin/pop3who", 0755 }, { "man8/pop3who.8", 0644 },
  { "bin/pop3maildir", 0755 }, { "man8/pop3maildir.8", 0644 },
  { "bin/pop3check", 0755 }, { "man8/pop3check.8", 0644 },
  { "man7/qmail-pop3.7", 0644 },
  { "man8/pop3rows.8", 0644 }, { "man8/pop3stat.8", 0644 },
  { "man8/fromproxy.8", 0644 },
  { "man8/qmail-popup.8", 0644 }, { "man8/checkpassword.8", 0644 },
  { "man8/checkpassword-nss.8", 0644 },
  { "man8/qmail-pop3d.8", 0644 }, { "man8/qmail-pop3d-conf.8", 0644 },
  { "man8/qmail-pop3sd-conf.8", 0644 },
  { "man5/pop3.octets.5", 0644 },
};
enum { NEEDED = 3 }; /* of these, without which there is no chain */

static mode_t mode_of(const char *name)
{
  size_t i;

  for (i = 0; i < sizeof file / sizeof *file; ++i)
    if (!strcmp(file[i].name, name)) return file[i].mode;
  return 0;
}

static const struct hier *find(const char *name, int kind)
{
  const struct hier *h;

  for (h = hier_table; h->base; ++h)
    if (h->kind == kind && !strcmp(h->name, name)) return h;
  return 0;
}

/* 1 = a directory, earlier in the table, holds it. */
static int held(const struct hier *row)
{
  const struct hier *h;
  const char *slash = strrchr(row->name, '/');
  size_t n = slash ? (size_t)(slash - row->name) : 0;

  for (h = hier_table; h < row; ++h)
    if (h->kind == HIER_DIR && h->base == row->base && strlen(h->name) == n
      && !strncmp(h->name, row->name, n)) return 1;
  return 0;
}

static int twice(const struct hier *row)
{
  const struct hier *h;

  for (h = hier_table; h < row; ++h)
    if (h->base == row->base && !strcmp(h->name, row->name)) return 1;
  return 0;
}

static void table(void)
{
  const struct hier *h;
  size_t i;

  for (h = hier_table; h->base; ++h) {
    i = (size_t)(h - hier_table);
    check_row(i, h->base == auto_home || h->base == auto_man
      || h->base == auto_empty || h->base == auto_door);
    check_row(i, h->uid == 0 && h->gid == 0);
    check_row(i, !(h->mode & 07022)); /* set-id, sticky, others may write */
    check_row(i, !twice(h));
    check_row(i, (h->kind == HIER_FILE) == (h->from != 0));
    if (*h->name) check_row(i, held(h));
    if (h->kind == HIER_FILE) check_row(i, h->mode == mode_of(h->name));
    else check_row(i, h->mode == (h->kind == HIER_STATE ? 0600 : 0755));
    check_row(i, (h->base == auto_empty) == (h->kind == HIER_EMPTY));
    check_row(i, (h->base == auto_door) == (h->kind == HIER_STATE));
  }
  for (i = 0; i < NEEDED; ++i) check_row(i, find(file[i].name, HIER_FILE));
  check(find("", HIER_EMPTY) && find("", HIER_STATE));
}

/* Each is one of the three programs, which is installed, too. */
static void old(void)
{
  const struct hier *h;
  const struct hier *t;
  size_t i;

  for (h = hier_old; h->base; ++h) {
    i = (size_t)(h - hier_old);
    t = hier_table;
    while (t->base && (!t->from || strcmp(t->from, h->from))) ++t;
    check_row(i, t->kind == HIER_FILE && t->base == auto_home);
    check_row(i, h->kind == HIER_OLD && *h->base == '/');
    check_row(i, !strcmp(h->name, h->from));
  }
  check(h - hier_old == NEEDED);
}

static void path(void)
{
  static const struct { const char *base; const char *name; const char *dest;
    const char *path; } row[] = {
    { "/", "", 0, "/" },
    { "/", "bin/x", 0, "/bin/x" },
    { "/", "bin/x", "", "/bin/x" },
    { "/usr/share/man", "", 0, "/usr/share/man" },
    { "/usr/share/man", "man8/x.8", 0, "/usr/share/man/man8/x.8" },
    { "/opt/", "bin/x", 0, "/opt/bin/x" },
    { "/", "bin/x", "/tmp/a b", "/tmp/a b/bin/x" },
    { "/usr/share/man", "man8/x.8", "/d", "/d/usr/share/man/man8/x.8" },
    { "/var/empty", "", "/d", "/d/var/empty" },
    { "/", "bin", "tmp", 0 }, { "/", "bin", "./tmp", 0 },
    { "/", "bin", " /tmp", 0 },
  };
  struct hier h = { HIER_DIR, 0, 0, 0, 0, 0, 0 };
  const char *got;
  size_t i;

  for (i = 0; i < sizeof row / sizeof *row; ++i) {
    h.base = row[i].base;
    h.name = row[i].name;
    unsetenv("DESTDIR");
    if (row[i].dest) setenv("DESTDIR", row[i].dest, 1);
    errno = 0;
    got = hier_path(&h);
    if (row[i].path) check_row(i, got && !strcmp(got, row[i].path));
    else check_row(i, !got && errno == EINVAL);
  }
}

/* Far longer than any before it. */
static void grows(void)
{
  static char dest[5001];
  struct hier h = { HIER_DIR, "/home", "bin", 0, 0, 0, 0 };
  const char *got;

  memset(dest, 'x', sizeof dest - 1);
  *dest = '/';
  setenv("DESTDIR", dest, 1);
  got = hier_path(&h);
  check(got && strlen(got) == 5009 && !strcmp(got + 5000, "/home/bin"));
  unsetenv("DESTDIR");
  got = hier_path(&h);
  check(got && !strcmp(got, "/home/bin"));
}

int main(void)
{
  table();
  old();
  path();
  grows();
  return test_end();
}
