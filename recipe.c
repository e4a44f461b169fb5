#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <string.h>
#include <unistd.h>
#include "auto_check.h"
#include "auto_home.h"
#include "auto_logrun.h"
#include "exitcode.h"
#include "fd.h"
#include "mailservice.h"
#include "pathexec.h"
#include "program.h"
#include "quote.h"
#include "recipe.h"
#include "service.h"
#include "str.h"
#include "stralloc.h"
#include "strerr.h"
#include "wait.h"

enum {
  HOST_MAX = 255,      /* as qmail-popup has it */
  ARGUMENT_MAX = 1000  /* bytes of any argument */
};

/* Where run looks for programs, behind the bin/ of conf-home. */
#define USUAL "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

static stralloc path; /* 0-ended, when recipe_arguments has set it */
static stralloc text; /* of the file that is being written */
static struct passwd *account;

/* ---- how it dies ---- */

/* "DIR/name", or name if there is no memory. */
static const char *inside(const struct recipe *r, const char *name)
{
  static stralloc s;

  s.len = 0;
  if (!*name) return r->dir;
  if (!stralloc_cats(&s, r->dir) || !stralloc_cats(&s, "/")
      || !stralloc_cats(&s, name) || !stralloc_cat0(&s)) return name;
  return s.s;
}

static NORETURN void die(const struct recipe *r, int code)
{
  const char *name;

  while ((name = service_undo()))
    strerr_sys(r->program, "warning", "remove", inside(r, name), errno);
  _exit(code);
}

NORETURN void recipe_die_usage(const struct recipe *r, const char *why)
{
  strerr_say(r->program, "fatal", why);
  die(r, EXIT_USAGE);
}

NORETURN void recipe_die_sys(const struct recipe *r, const char *what,
  const char *object)
{
  strerr_sys(r->program, "fatal", what, object, errno);
  die(r, EXIT_LATER);
}

static NORETURN void die_make(const struct recipe *r, const char *name)
{
  recipe_die_sys(r, "make", inside(r, name));
}

/* ---- arguments ---- */

static int bad_host(const char *s)
{
  size_t n = strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
    "0123456789.-");

  return s[n] || n > HOST_MAX || *s == '.' || *s == '-';
}

static int is_ip6(const char *s)
{
  struct in6_addr to;

  return inet_pton(AF_INET6, s, &to) == 1;
}

static int bad_ip(const char *s)
{
  struct in_addr to;

  return strcmp(s, "0") && inet_pton(AF_INET, s, &to) != 1 && !is_ip6(s);
}

/* Line feeds would end a line of a script, and who reads it could not see
 * the others. */
static int bad_word(const char *s)
{
  size_t n;

  for (n = 0; s[n]; ++n)
    if ((s[n] >= 0 && s[n] < ' ') || s[n] == 0x7f || n == ARGUMENT_MAX)
      return 1;
  return n == 0;
}

/* In run it is words with blanks between them, as the shell takes them. */
static int bad_checker(const char *s)
{
  size_t n = str_chr(s, ' ');
  const char *slash = strchr(s, '/');

  if (!n || *s == '-' || s[strcspn(s, "*?[\\")]) return 1;
  return *s != '/' && slash && slash < s + n;
}

static void words(const struct recipe *r)
{
  if (bad_checker(r->checker))
    recipe_die_usage(r, "checkpassword must be a name or an absolute path, and "
      "perhaps words behind it, without backslashes, *, ? and [");
  if (*r->account == '-')
    recipe_die_usage(r, "logacct must be the name of an account");
  if (*r->dir != '/')
    recipe_die_usage(r, "the service directory must be an absolute path");
  if (bad_host(r->host))
    recipe_die_usage(r, "host has 1 to 255 letters, digits, dots and hyphens, "
      "and begins with a letter or digit");
  if (bad_ip(r->ip))
    recipe_die_usage(r, "ip must be 0 or an address such as 10.0.0.7 or "
      "::1");
}

/* What this machine must have. */
static void here(const struct recipe *r)
{
  size_t n = strlen(auto_home);

  if (!stralloc_cats(&path, auto_home)
      || !stralloc_cats(&path, n && auto_home[n - 1] == '/' ? "" : "/")
      || !stralloc_cats(&path, "bin:" USUAL) || !stralloc_cat0(&path))
    recipe_die_sys(r, "set", "PATH");
  errno = 0;
  account = getpwnam(r->account);
  if (!account && !errno) errno = ENOENT;
  if (!account) recipe_die_sys(r, "find the account", r->account);
  if (!stralloc_catb(&text, r->checker, str_chr(r->checker, ' '))
      || !stralloc_cat0(&text)) recipe_die_sys(r, "find", "programs");
  if (!program_find(text.s, path.s))
    recipe_die_sys(r, "find the program", text.s);
  text.len = 0;
}

void recipe_arguments(struct recipe *r, int argc, char **argv, int with_cert)
{
  int n = argc - with_cert;
  int i;

  if (n < 5 || n > 7) recipe_die_usage(r, r->usage);
  for (i = 1; i < argc; ++i)
    if (bad_word(argv[i]))
      recipe_die_usage(r, "an argument must have 1 to 1000 bytes, and no "
        "control characters");
  r->checker = argv[1];
  r->account = argv[2];
  r->dir = argv[3];
  r->host = argv[4];
  if (with_cert) r->cert = argv[5];
  argv += with_cert;
  r->maildir = n > 5 ? argv[5] : "./Maildir";
  r->ip = n > 6 ? argv[6] : "0";
  if (!strcmp(r->ip, "::")) r->ip = "::0"; /* tcpserver takes "::" for a name */
  words(r);
  if (geteuid() != 0) recipe_die_usage(r, "only root can set owners");
  here(r);
}

/* ---- files ---- */

static void add(const struct recipe *r, const char *s)
{
  if (!stralloc_cats(&text, s)) recipe_die_sys(r, "write", inside(r, ""));
}

static void setting(const struct recipe *r, const char *name,
  const char *value, const char *comment)
{
  add(r, name);
  add(r, "=");
  if (!quote_sh(&text, value)) recipe_die_sys(r, "write", inside(r, ""));
  add(r, comment);
  add(r, "\n");
}

static void file(const struct recipe *r, const char *name, mode_t mode)
{
  if (service_file(name, text.s, text.len, 0, 0, mode) == -1)
    recipe_die_sys(r, "write", inside(r, name));
  text.len = 0;
}

static void dir(const struct recipe *r, const char *name)
{
  if (service_dir(name, 0, 0, 0755) == -1) die_make(r, name);
}

static void run(const struct recipe *r)
{
  add(r, "#!/bin/sh\n# POP3");
  if (r->tls) add(r, " over TLS");
  add(r, ", as ");
  add(r, r->program);
  add(r, " wrote it.  From now on it is yours to edit.\n"
    "#\n"
    "# supervise starts it; after a change: svc -t.  ./check starts it as\n"
    "# \"./run check\", which leaves out the server, and with it the network.\n"
    "\n");
  setting(r, "PATH", path.s, "");
  setting(r, "host", r->host, "  # in the greeting");
  setting(r, "ip", r->ip, "  # where it listens; 0 is everywhere");
  setting(r, "port", r->port, "");
  setting(r, "clients", "31", "  # at a time; more of them wait");
  setting(r, "memory", "3000000", "  # bytes for each program");
  setting(r, "checker", r->checker, "");
  setting(r, "domain", "", "  # of logins that need none: bob@domain is bob");
  setting(r, "maildir", r->maildir, "  # from the home of who logs in");
  if (r->tls) setting(r, "tls", r->tls, "");
  if (r->cert) setting(r, "cert", r->cert, "  # PEM: key, certificate, chain");
  add(r, "\n");
  add(r, r->run);
  add(r, "\n");
  file(r, "run", 0755);
}

static void log_run(const struct recipe *r)
{
  dir(r, "log");
  if (service_dir("log/main", account->pw_uid, account->pw_gid, 0700) == -1)
    die_make(r, "log/main");
  add(r, "#!/bin/sh\n");
  setting(r, "account", r->account, "");
  add(r, "\n");
  add(r, auto_logrun);
  add(r, "\n");
  file(r, "log/run", 0755);
}

/* ---- who may connect ---- */

static const char rules[] =
  "# Who may connect, an address a line: tcprules(1).  After a change: make\n"
  "# The whole address counts first, then the longest beginning of it.\n"
  "# 192.168.7.:allow would let in all addresses that begin so.\n"
  "# Of two rules for the same address the first counts.\n"
  "127.:allow\n";

/* Always, for two files of the same second look as if nothing had changed. */
static const char makefile[] =
  "# make: tcp.cdb, of tcp.  The server reads it for each connection.\n"
  "tcp.cdb: always\n"
  "\ttcprules tcp.cdb tcp.tmp <tcp\n"
  "always:\n";

static char tcprules[] = "tcprules";
static char made[] = "tcp.cdb";
static char draft[] = "tcp.tmp";

static NORETURN void child(const struct recipe *r)
{
  static char *const argv[] = { tcprules, made, draft, 0 };
  int from = -1;

  if (service_enter() == 0) from = open("tcp", O_RDONLY);
  if (from != -1 && fd_move(0, from) == 0
      && pathexec_setenv("PATH", path.s) == 0) (void)pathexec(argv);
  strerr_sys(r->program, "fatal", "run", tcprules, errno);
  _exit(EXIT_LATER);
}

static void cdb(const struct recipe *r)
{
  pid_t pid;

  if (service_expect(draft) == -1 || service_expect(made) == -1)
    die_make(r, made);
  pid = fork();
  if (pid == 0) child(r);
  if (pid == -1) recipe_die_sys(r, "run", tcprules);
  if (wait_pid(pid) != 0) {
    strerr_say(r->program, "fatal", "tcprules, of ucspi-tcp, made no tcp.cdb");
    die(r, EXIT_LATER);
  }
  if (service_own(made, 0, 0, 0644) == -1) die_make(r, made);
}

void recipe_write(const struct recipe *r)
{
  if (service_begin(r->dir, 0, 0, 0755) == -1) die_make(r, "");
  run(r);
  log_run(r);
  add(r, auto_check);
  add(r, "\n");
  file(r, "check", 0755);
  if (mailservice(r->checker)) {
    add(r, mailservice_text);
    file(r, "accounts", 0600);
    add(r, mailservice_first);
  }
  add(r, makefile);
  if (mailservice(r->checker)) add(r, mailservice_make);
  file(r, "Makefile", 0644);
  add(r, rules);
  if (is_ip6(r->ip)) add(r, "::1:allow\n"); /* not known without IPv6 */
  add(r, ":deny\n");
  file(r, "tcp", 0644);
  if (r->stunnel) {
    add(r, r->stunnel);
    file(r, "stunnel.conf", 0644);
  }
  cdb(r);
}
