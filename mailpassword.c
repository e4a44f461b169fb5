/* mailpassword - makes a password's hash for a mail account, and prints its
 * line or sets it in the text of the accounts. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>
#include "byte.h"
#include "credentials.h"
#include "exitcode.h"
#include "fd.h"
#include "hash.h"
#include "hashform.h"
#include "jail.h"
#include "noreturn.h"
#include "passwdline.h"
#include "random.h"
#include "replace.h"
#include "sig.h"
#include "str.h"
#include "stralloc.h"
#include "strerr.h"
#include "terminal.h"

#define PROGRAM "mailpassword"

enum { GROUPS = 4, GROUP = 5 }; /* of 32 characters each, that is 100 bits */

static char password[CREDENTIALS_MAX];
static char again[sizeof password];
static char hash[HASH_MAX + 1];
static int made; /* the password was made here */
static stralloc line; /* the new one */
static stralloc text; /* the accounts as they are to be */
static const char *draft;
static int draft_fd;

/* ---- how it ends ---- */

static NORETURN void die(int code)
{
  byte_wipe(password, sizeof password);
  byte_wipe(again, sizeof again);
  if (draft) replace_cancel(draft_fd, draft);
  _exit(code);
}

static NORETURN void die_usage(const char *why)
{
  strerr_say(PROGRAM, "fatal", why);
  die(EXIT_USAGE);
}

static NORETURN void die_sys(const char *what, const char *object)
{
  strerr_sys(PROGRAM, "fatal", what, object, errno);
  die(EXIT_LATER);
}

static void interrupted(int signal)
{
  (void)signal;
  terminal_restore();
  die(EXIT_LATER);
}

/* ---- the password ---- */

static void generate(void)
{
  static const char digit[] = "abcdefghijkmnpqrstuvwxyz23456789";
  char bytes[GROUPS * GROUP];
  char *to = password;
  int i;

  if (random_bytes(bytes, sizeof bytes) == -1) die_sys("make", "password");
  for (i = 0; i < GROUPS * GROUP; ++i) {
    if (i && i % GROUP == 0) *to++ = '-';
    *to++ = digit[bytes[i] & 31];
  }
  *to = 0;
  byte_wipe(bytes, sizeof bytes);
  made = 1;
}

static void read_secret(const char *prompt, char *to, size_t room)
{
  int r = terminal_secret(0, prompt, to, room);

  if (r == -1 && errno == EINVAL)
    die_usage("a password has at most 500 bytes, and no 0 byte");
  if (r == -1) die_sys("read", "password");
  if (r == 0) die_usage("no password");
}

static void ask(void)
{
  read_secret("Password (empty: one is made for you): ", password, 501);
  if (!*password) {
    generate();
    return;
  }
  if (!isatty(0)) return;
  read_secret("The same again: ", again, 501);
  if (strcmp(password, again)) die_usage("they are not the same");
}

/* ---- the line ---- */

static int add(stralloc *to, const char *s)
{
  return stralloc_cats(to, s);
}

/* Makes the line of this login, with the rest of an account if there is. */
static void make_line(const char *login, char **rest)
{
  if (!add(&line, login) || !add(&line, ":") || !add(&line, hash))
    die_sys("make", "line");
  if (rest && (!add(&line, ":") || !add(&line, rest[0]) || !add(&line, ":")
      || !add(&line, rest[1]) || !add(&line, "::") || !add(&line, rest[2])
      || !add(&line, "::"))) die_sys("make", "line");
}

/* What mailaccounts would say to it. */
static void refuse_bad(const char *login, char **rest)
{
  static stralloc copy;
  static char some[] = "1";
  static char root[] = "/";
  static char *account[] = { some, some, root };
  struct passwdline p;
  const char *why;

  if (strchr(login, ':') || strchr(login, '\n')
      || (rest && (strchr(rest[2], ':') || strchr(rest[2], '\n'))))
    die_usage("no : and no end of a line can be in a login or a home");
  memcpy(hash, "*", 2);
  line.len = 0;
  make_line(login, rest ? rest : account);
  if (!stralloc_catb(&copy, line.s, line.len) || !stralloc_cat0(&copy))
    die_sys("make", "line");
  line.len = 0;
  why = passwdline_parse(&p, copy.s);
  if (!why && p.kind == PASSWDLINE_NONE)
    why = "login must not be empty, and not begin with #";
  if (!why && rest && p.kind != PASSWDLINE_ACCOUNT)
    why = "an account has no label";
  if (why) die_usage(why);
}

/* ---- the text ---- */

static void put(const char *s, size_t n)
{
  if (!stralloc_catb(&text, s, n)) die_sys("read", "accounts");
}

static void read_text(const char *file, int may_be_missing)
{
  int fd = open(file, O_RDONLY);
  ssize_t r;

  if (fd == -1 && errno == ENOENT && may_be_missing) return;
  if (fd == -1) die_sys("read", file);
  do {
    if (!stralloc_more(&text, 65536)) die_sys("read", file);
    r = fd_read(fd, text.s + text.len, 65536);
    if (r == -1) die_sys("read", file);
    text.len += (size_t)r;
  } while (r);
  (void)close(fd); /* only read from */
  if (text.len && text.s[text.len - 1] != '\n') put("\n", 1);
}

/* Where the line that begins with the n bytes and a : is; or the end. */
static size_t find(const char *login, size_t n)
{
  const char *end;
  size_t i = 0;

  while (i < text.len) {
    if (text.len - i > n && !memcmp(text.s + i, login, n)
        && text.s[i + n] == ':') return i;
    end = memchr(text.s + i, '\n', text.len - i);
    i = (size_t)(end - text.s) + 1;
  }
  return i;
}

/* Puts the hash in the place of the one in the line at i. */
static void change(size_t i)
{
  stralloc old = text;
  size_t from = i + str_chr(old.s + i, ':') + 1;
  size_t to = from + strcspn(old.s + from, ":\n");

  if (old.s[from] == '=') die_usage("this login is another name of an account");
  text.s = 0;
  text.len = text.a = 0;
  put(old.s, from);
  put(hash, strlen(hash));
  put(old.s + to, old.len - to);
}

static void append(const char *login, char **rest)
{
  size_t n = str_chr(login, '/');

  if (!login[n] && !rest)
    die_usage("there is no such account; to make it, add uid, gid and home");
  if (login[n] && find(login, n) == text.len)
    die_usage("there is no such account for another password");
  make_line(login, rest);
  put(line.s, line.len);
  put("\n", 1);
}

static void set(const char *login, const char *file, char **rest)
{
  static stralloc name;
  size_t i;

  if (!stralloc_cats(&name, file) || !stralloc_cats(&name, ".new")
      || !stralloc_cat0(&name)) die_sys("write", file);
  draft_fd = replace_begin(name.s);
  if (draft_fd == -1) die_sys("write", name.s);
  draft = name.s;
  read_text(file, rest != 0);
  if (!stralloc_cat0(&text)) die_sys("read", file);
  --text.len; /* so that a string function finds an end */
  i = find(login, strlen(login));
  if (i < text.len && rest) die_usage("there is such an account already");
  if (i < text.len) change(i); else append(login, rest);
  if (replace_like(draft_fd, file) == -1) die_sys("write", name.s);
  for (i = 0; i < text.len; ) {
    ssize_t w = fd_write(draft_fd, text.s + i, text.len - i);

    if (w == -1) die_sys("write", name.s);
    i += (size_t)w;
  }
  draft = 0;
  if (replace_finish(draft_fd, name.s, file) == -1) die_sys("replace", file);
}

static void print(int fd, const char *s)
{
  line.len = 0;
  if (!add(&line, s) || !add(&line, "\n")) die_sys("print", "line");
  if (write(fd, line.s, line.len) != (ssize_t)line.len)
    die_sys("print", "line");
}

int main(int argc, char **argv)
{
  char **rest = argc == 6 ? argv + 3 : 0;

  if (!fd_std()) _exit(EXIT_LATER);
  sig_start();
  jail_secret();
  if (argc != 2 && argc != 3 && argc != 6) die_usage("usage: " PROGRAM
    " login[/label] [accounts [uid gid home]]");
  refuse_bad(argv[1], rest);
  sig_catch(SIGINT, interrupted);
  sig_catch(SIGTERM, interrupted);
  sig_catch(SIGHUP, interrupted);
  sig_ignore(SIGTSTP);
  ask();
  if (hash_new(password, hash, sizeof hash) == -1)
    die_sys("hash", "the password");
  if (argc > 2) set(argv[1], argv[2], rest);
  if (made) print(argc > 2 ? 1 : 2, password);
  if (argc == 2) {
    make_line(argv[1], 0);
    print(1, line.s);
  }
  die(EXIT_DONE);
}
