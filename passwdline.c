#include <stdint.h>
#include <string.h>
#include "hashform.h"
#include "num.h"
#include "passwdline.h"
#include "str.h"

/* ---- parts of a line ---- */

/* Ends the string at *s before the first stop, and moves *s behind it; *s is
 * null then if there is none. */
static char *cut(char **s, char stop)
{
  static char none[1];
  char *part = *s;
  size_t n;

  if (!part) return none;
  n = str_chr(part, stop);
  *s = part[n] ? part + n + 1 : 0;
  part[n] = 0;
  return part;
}

/* Words that stand in a log and in the environment: nothing that ends a line
 * or cannot be seen. */
static int visible(const char *s)
{
  for (; *s; ++s)
    if ((*s >= 0 && *s <= ' ') || *s == 0x7f) return 0;
  return 1;
}

static int good_label(const char *s)
{
  size_t n = strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
    "0123456789.-_");

  return n > 0 && n <= LABEL_MAX && !s[n];
}

static int id(const char *s, uint32_t *to)
{
  uint64_t u;

  if (!num_whole(s, &u) || u >= UINT32_MAX) return 0;
  *to = (uint32_t)u;
  return 1;
}

/* ---- hashes ---- */

/* What Dovecot calls a kind, and how its hashes begin; null = of any kind. */
static const struct { const char *name; const char *start; } scheme[] = {
  { "CRYPT", 0 }, { "BLF-CRYPT", "$2" }, { "SHA512-CRYPT", "$6$" },
  { "SHA256-CRYPT", "$5$" }, { "MD5-CRYPT", "$1$" }, { "MD5", "$1$" },
  { "DES-CRYPT", 0 }
};

/* Moves *hash past a {SCHEME}. */
static const char *strip(char **hash)
{
  static const char bad[] = "a hash of this {SCHEME} cannot be checked here";
  char *name = *hash;
  char *end;
  size_t i;

  if (*name != '{') return 0;
  ++name;
  end = strchr(name, '}');
  if (!end) return bad;
  *end = 0;
  *hash = end + 1;
  for (i = 0; i < sizeof scheme / sizeof *scheme; ++i) {
    if (!str_case_same(name, scheme[i].name)) continue;
    if (scheme[i].start && !str_start(*hash, scheme[i].start))
      return "the hash is of another kind than its {SCHEME}";
    return 0;
  }
  return bad;
}

static const char *take_hash(struct passwdline *p, char *hash)
{
  const char *why = strip(&hash);

  p->hash = hash;
  if (why) return why;
  if (!*hash || *hash == '!' || *hash == '*') return 0;
  if (!strcmp(hash, "x")) return 0; /* in another file, so not here */
  return hashform_whole(hash) ? 0
    : "this is no hash that crypt makes, or not all of one";
}

/* ---- extra fields ---- */

/* What Dovecot would heed of them; the others make no difference to who may
 * log in, and where. */
static const char *field(struct passwdline *p, const char *name,
  const char *value)
{
  static const char *const unknown[] = { "allow_nets", "host", "nopassword",
    "password", "proxy", "proxy_maybe", "user", "userdb_user" };
  size_t i;

  if (str_case_same(name, "nologin")) p->hash = "!";
  if (str_case_same(name, "userdb_home")) p->home = value;
  if (str_case_same(name, "userdb_uid") && !id(value, &p->uid))
    return "userdb_uid must be a number";
  if (str_case_same(name, "userdb_gid") && !id(value, &p->gid))
    return "userdb_gid must be a number";
  for (i = 0; i < sizeof unknown / sizeof *unknown; ++i)
    if (str_case_same(name, unknown[i]))
      return "a field that changes who may log in is not known here: "
        "allow_nets, host, nopassword, password, proxy, user";
  return 0;
}

static const char *fields(struct passwdline *p, char *s)
{
  const char *why = 0;
  char *value;
  char *name;

  while (s && !why) {
    value = cut(&s, ' ');
    name = cut(&value, '=');
    if (*name) why = field(p, name, value ? value : "");
  }
  return why;
}

/* ---- lines ---- */

/* s is what follows the hash. */
static const char *account(struct passwdline *p, char *s)
{
  const char *uid = cut(&s, ':');
  const char *gid = cut(&s, ':');
  const char *why;

  (void)cut(&s, ':'); /* text about the person */
  p->home = cut(&s, ':');
  p->shell = cut(&s, ':');
  if (*uid && !id(uid, &p->uid)) return "uid must be a number";
  if (*gid && !id(gid, &p->gid)) return "gid must be a number";
  why = fields(p, s);
  if (why) return why;
  if (!p->uid || !p->gid) return "uid and gid must be there, and not be 0";
  if (*p->home != '/' || strlen(p->home) > HOME_MAX)
    return "home must be an absolute path of at most 1000 bytes";
  if (strchr(p->home, '%'))
    return "home has a %, and no variables are known here";
  if (strlen(p->shell) > SHELL_MAX)
    return "shell must have at most 255 bytes";
  return 0;
}

static const char *begin(struct passwdline *p, char *login, char *hash)
{
  char *label = login;

  (void)cut(&label, '/');
  if (!*login || strlen(login) > LOGIN_MAX || !visible(login))
    return "login must have 1 to 255 bytes that can be seen";
  p->login = login;
  if (*hash == '=') {
    p->kind = PASSWDLINE_ALIAS;
    p->other = hash + 1;
    return label ? "an alias has no label" : 0;
  }
  p->kind = PASSWDLINE_ACCOUNT;
  if (label) {
    p->kind = PASSWDLINE_PASSWORD;
    p->label = label;
    if (!good_label(label))
      return "label must have 1 to 32 letters, digits, dots, - and _";
  }
  return take_hash(p, hash);
}

const char *passwdline_parse(struct passwdline *p, char *s)
{
  static const struct passwdline none = { PASSWDLINE_NONE, "", "", "", "", "",
    "", 0, 0 };
  const char *why;
  char *login;
  char *hash;

  *p = none;
  if (!*s || *s == '#' || *s == ':') return 0;
  login = cut(&s, ':');
  if (!s) return "there must be a : behind the login";
  hash = cut(&s, ':');
  why = begin(p, login, hash);
  if (why || p->kind != PASSWDLINE_ACCOUNT) return why;
  return account(p, s);
}
