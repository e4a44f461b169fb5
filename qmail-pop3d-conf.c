/* qmail-pop3d-conf - writes a service directory for POP3 on port 110. */
#include <unistd.h>
#include "exitcode.h"
#include "fd.h"
#include "recipe.h"
#include "sig.h"

#define PROGRAM "qmail-pop3d-conf"

static const char run[] =
  "case $1 in\n"
  "  check) set -- ;;\n"
  "  *) exec 2>&1\n"
  "     set -- tcpserver -v -H -R -l \"$host\" -c \"$clients\" -x tcp.cdb \\\n"
  "       \"$ip\" \"$port\" ;;\n"
  "esac\n"
  "\n"
  "# POP3AUTH: no APOP in the greeting, as checkpassword has only hashes.\n"
  "# checkpassword lifts the limit on memory while it makes a hash.\n"
  "# checker is words; without a domain there is no POP3DOMAIN.\n"
  "exec env -i PATH=\"$PATH\" POP3AUTH=-apop \\\n"
  "  ${domain:+POP3DOMAIN=\"$domain\"} \\\n"
  "  softlimit -m \"$memory\" \"$@\" \\\n"
  "  qmail-popup \"$host\" $checker qmail-pop3d \"$maildir\"\n";

int main(int argc, char **argv)
{
  struct recipe r = { PROGRAM, "usage: " PROGRAM
    " checkpassword logacct /service-dir host [maildir [ip]]",
    0, 0, 0, 0, 0, 0, "110", 0, 0, 0, run };

  if (!fd_std()) _exit(EXIT_LATER);
  sig_start();
  recipe_arguments(&r, argc, argv, 0);
  recipe_write(&r);
  _exit(EXIT_DONE);
}
