#include <stdlib.h>
#include <unistd.h>
#include "pathexec.h"
#include "sig.h"

int pathexec_setenv(const char *variable, const char *value)
{
  return value ? setenv(variable, value, 1) : unsetenv(variable);
}

int pathexec(char *const *argv)
{
  sig_reset();
  return execvp(argv[0], argv);
}
