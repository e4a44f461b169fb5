#include "kind.h"
#include "launch.h"
#include "limit.h"
#include "pathexec.h"

int launch_checker(char *const *argv)
{
  if (kind_of(argv[0])->dynamic && limit_lift() == -1) return -1;
  return pathexec(argv);
}
