/* recipe - the service that qmail-pop3d-conf and qmail-pop3sd-conf write.
 *
 * If something is wrong, these functions write a line that says what and end
 * the process: with EXIT_USAGE for wrong arguments, with EXIT_LATER if this
 * machine refuses something.  They remove what they have made so far, and a
 * line names each thing that cannot be removed. */
#ifndef RECIPE_H
#define RECIPE_H

#include "noreturn.h"

struct recipe {
  const char *program; /* who speaks */
  const char *usage;
  const char *checker;
  const char *account; /* of the log */
  const char *dir;
  const char *host;
  const char *maildir;
  const char *ip;
  const char *port;
  const char *tls;     /* the program that encrypts; null = none */
  const char *cert;    /* its file, if it is named in run; else null */
  const char *stunnel; /* stunnel.conf, or null = no such file */
  const char *run;     /* what follows the settings in run, but for its last
                        * line feed */
};

/* Reads the arguments after the program's name, and refuses too many or too
 * few.  maildir and ip have defaults.  with_cert: the fifth one is a
 * certificate. */
void recipe_arguments(struct recipe *r, int argc, char **argv, int with_cert);

NORETURN void recipe_die_usage(const struct recipe *r, const char *why);
NORETURN void recipe_die_sys(const struct recipe *r, const char *what,
  const char *object);

/* Makes the directory and everything in it. */
void recipe_write(const struct recipe *r);

#endif
