/* qmail-pop3d-conf - writes a service directory for POP3 on port 110. */
#include <unistd.h>
#include "auto_tcpserver.h"
#include "exitcode.h"
#include "fd.h"
#include "recipe.h"
#include "sig.h"

#define PROGRAM "qmail-pop3d-conf"

int main(int argc, char **argv)
{
  struct recipe r = {
    .program = PROGRAM,
    .usage = "usage: " PROGRAM
      " checkpassword logacct /service-dir host [maildir [ip]]",
    .port = "110",
    .run = auto_tcpserver
  };

  if (!fd_std()) _exit(EXIT_LATER);
  sig_start();
  recipe_arguments(&r, argc, argv, 0);
  recipe_write(&r);
  _exit(EXIT_DONE);
}
