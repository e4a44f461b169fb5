/* As t-fd, where the kernel has no close_range: this is syscall(2) for all
 * that is linked into this test. */
#include <errno.h>
#include "../fd.h"

long syscall(long number, ...);
long syscall(long number, ...)
{
  (void)number;
  errno = ENOSYS;
  return -1;
}

#include "t-fd.c"
