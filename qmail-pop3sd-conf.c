/* qmail-pop3sd-conf - writes a service directory for POP3 over TLS on port
 * 995, behind a program that encrypts. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "auto_sslserver.h"
#include "auto_stunnel.h"
#include "auto_tlswrapper.h"
#include "exitcode.h"
#include "fd.h"
#include "program.h"
#include "recipe.h"
#include "sig.h"
#include "stralloc.h"
#include "strerr.h"

#define PROGRAM "qmail-pop3sd-conf"

struct tls {
  const char *name;
  int stunnel;     /* it wants a file */
  const char *run; /* what follows the settings in run */
};

/* The first of these that is in PATH encrypts.  No process of tlswrapper that
 * a stranger reaches has the key; stunnel is what most machines have. */
static const struct tls known[] = {
  { "tlswrapper", 0, auto_tlswrapper },
  { "stunnel4", 1, auto_stunnel },
  { "stunnel", 1, auto_stunnel },
  { "sslserver", 0, auto_sslserver },
  { 0, 0, 0 }
};

/* Who needs a certificate should not hear of it from the log only. */
static void certificate(const struct recipe *r)
{
  char c;
  int fd;

  if (*r->cert != '/')
    recipe_die_usage(r, "the certificate must be an absolute path");
  fd = open(r->cert, O_RDONLY);
  if (fd == -1 || read(fd, &c, 1) == -1) recipe_die_sys(r, "read", r->cert);
  (void)close(fd); /* only read from: nothing can be lost */
}

static const struct tls *choose(struct recipe *r)
{
  const struct tls *t;
  const char *path = getenv("PATH");

  for (t = known; t->name; ++t) {
    r->tls = program_find(t->name, path ? path : "");
    if (r->tls) return t;
    if (errno == ENOMEM) recipe_die_sys(r, "find", t->name);
  }
  strerr_say(PROGRAM, "fatal", "nothing that speaks TLS is in PATH: install "
    "tlswrapper, stunnel or sslserver (of ucspi-ssl)");
  _exit(EXIT_LATER);
}

/* stunnel takes it from a file, where nothing is quoted. */
static void in_file(struct recipe *r)
{
  static const char head[] =
    "; for stunnel, as run starts it for each connection\n"
    "foreground = yes\n"
    "syslog = no\n"
    "debug = 3\n"
    "exec = ./run\n"
    "execArgs = run session\n"
    "; No client is asked for a certificate; but without a CAfile there would\n"
    "; be a line in the log for each connection.\n"
    "CAfile = ";
  static stralloc text;

  if (r->cert[strlen(r->cert) - 1] == ' ')
    recipe_die_usage(r, "stunnel knows no certificate whose name ends in a "
      "space");
  if (!stralloc_cats(&text, head) || !stralloc_cats(&text, r->cert)
      || !stralloc_cats(&text, "\ncert = ") || !stralloc_cats(&text, r->cert)
      || !stralloc_cats(&text, "\n") || !stralloc_cat0(&text))
    recipe_die_sys(r, "write", "stunnel.conf");
  r->stunnel = text.s;
  r->cert = 0;
}

int main(int argc, char **argv)
{
  struct recipe r = {
    .program = PROGRAM,
    .usage = "usage: " PROGRAM
      " checkpassword logacct /service-dir host cert [maildir [ip]]",
    .port = "995"
  };
  const struct tls *t;

  if (!fd_std()) _exit(EXIT_LATER);
  sig_start();
  recipe_arguments(&r, argc, argv, 1);
  certificate(&r);
  t = choose(&r);
  r.run = t->run;
  if (t->stunnel) in_file(&r);
  recipe_write(&r);
  _exit(EXIT_DONE);
}
