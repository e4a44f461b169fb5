#include <errno.h>
#include <stdlib.h>
#include "auto_door.h"
#include "auto_empty.h"
#include "auto_home.h"
#include "auto_man.h"
#include "hier.h"
#include "stralloc.h"

const struct hier hier_table[] = {
  { HIER_DIR, auto_home, "", 0, 0, 0, 0755 },
  { HIER_DIR, auto_home, "bin", 0, 0, 0, 0755 },
  { HIER_FILE, auto_home, "bin/fromproxy", "fromproxy", 0, 0, 0755 },
  { HIER_FILE, auto_home, "bin/qmail-popup", "qmail-popup", 0, 0, 0711 },
  { HIER_FILE, auto_home, "bin/checkpassword", "checkpassword", 0, 0, 0700 },
  { HIER_FILE, auto_home, "bin/checkpassword-nss", "checkpassword-nss",
    0, 0, 0700 },
  { HIER_FILE, auto_home, "bin/checkmail", "checkmail", 0, 0, 0700 },
  { HIER_FILE, auto_home, "bin/mailaccounts", "mailaccounts", 0, 0, 0755 },
  { HIER_FILE, auto_home, "bin/mailpassword", "mailpassword", 0, 0, 0755 },
  { HIER_FILE, auto_home, "bin/qmail-pop3d", "qmail-pop3d", 0, 0, 0711 },
  { HIER_FILE, auto_home, "bin/qmail-pop3d-conf", "qmail-pop3d-conf",
    0, 0, 0755 },
  { HIER_FILE, auto_home, "bin/qmail-pop3sd-conf", "qmail-pop3sd-conf",
    0, 0, 0755 },
  { HIER_FILE, auto_home, "bin/pop3rows", "pop3rows", 0, 0, 0755 },
  { HIER_FILE, auto_home, "bin/pop3stat", "pop3stat", 0, 0, 0755 },
  { HIER_FILE, auto_home, "bin/pop3who", "pop3who", 0, 0, 0755 },
  { HIER_FILE, auto_home, "bin/pop3maildir", "pop3maildir", 0, 0, 0755 },
  { HIER_FILE, auto_home, "bin/pop3check", "pop3check", 0, 0, 0755 },

  { HIER_DIR, auto_man, "", 0, 0, 0, 0755 },
  { HIER_DIR, auto_man, "man5", 0, 0, 0, 0755 },
  { HIER_FILE, auto_man, "man5/pop3.octets.5", "pop3.octets.5", 0, 0, 0644 },
  { HIER_DIR, auto_man, "man8", 0, 0, 0, 0755 },
  { HIER_FILE, auto_man, "man8/fromproxy.8", "fromproxy.8", 0, 0, 0644 },
  { HIER_FILE, auto_man, "man8/qmail-popup.8", "qmail-popup.8", 0, 0, 0644 },
  { HIER_FILE, auto_man, "man8/checkpassword.8", "checkpassword.8",
    0, 0, 0644 },
  { HIER_FILE, auto_man, "man8/checkpassword-nss.8", "checkpassword.8",
    0, 0, 0644 },
  { HIER_FILE, auto_man, "man8/checkmail.8", "checkmail.8", 0, 0, 0644 },
  { HIER_FILE, auto_man, "man8/mailaccounts.8", "mailaccounts.8", 0, 0, 0644 },
  { HIER_FILE, auto_man, "man8/mailpassword.8", "mailpassword.8", 0, 0, 0644 },
  { HIER_FILE, auto_man, "man8/qmail-pop3d.8", "qmail-pop3d.8", 0, 0, 0644 },
  { HIER_FILE, auto_man, "man8/qmail-pop3d-conf.8", "qmail-pop3d-conf.8",
    0, 0, 0644 },
  { HIER_FILE, auto_man, "man8/qmail-pop3sd-conf.8", "qmail-pop3sd-conf.8",
    0, 0, 0644 },
  { HIER_FILE, auto_man, "man8/pop3rows.8", "pop3rows.8", 0, 0, 0644 },
  { HIER_FILE, auto_man, "man8/pop3stat.8", "pop3stat.8", 0, 0, 0644 },
  { HIER_FILE, auto_man, "man8/pop3who.8", "pop3who.8", 0, 0, 0644 },
  { HIER_FILE, auto_man, "man8/pop3maildir.8", "pop3maildir.8", 0, 0, 0644 },
  { HIER_FILE, auto_man, "man8/pop3check.8", "pop3check.8", 0, 0, 0644 },
  { HIER_DIR, auto_man, "man7", 0, 0, 0, 0755 },
  { HIER_FILE, auto_man, "man7/qmail-pop3.7", "qmail-pop3.7", 0, 0, 0644 },

  { HIER_EMPTY, auto_empty, "", 0, 0, 0, 0755 },
  { HIER_STATE, auto_door, "", 0, 0, 0, 0600 },
  { 0, 0, 0, 0, 0, 0, 0 }
};

const struct hier hier_old[] = {
  { HIER_OLD, "/var/qmail/bin", "qmail-popup", "qmail-popup", 0, 0, 0 },
  { HIER_OLD, "/var/qmail/bin", "qmail-pop3d", "qmail-pop3d", 0, 0, 0 },
  { HIER_OLD, "/bin", "checkpassword", "checkpassword", 0, 0, 0 },
  { 0, 0, 0, 0, 0, 0, 0 }
};

const char *hier_path(const struct hier *row)
{
  static stralloc path;
  const char *destdir = getenv("DESTDIR");

  if (!destdir) destdir = "";
  if (*destdir && *destdir != '/') { errno = EINVAL; return 0; }
  path.len = 0;
  if (!stralloc_cats(&path, destdir)) return 0;
  if (!stralloc_cats(&path, row->base)) return 0;
  if (*row->name && path.s[path.len - 1] != '/')
    if (!stralloc_cats(&path, "/")) return 0;
  if (!stralloc_cats(&path, row->name) || !stralloc_cat0(&path)) return 0;
  return path.s;
}
