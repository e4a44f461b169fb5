#include <errno.h>
#include <sys/wait.h>
#include "wait.h"

int wait_pid(pid_t pid)
{
  int status;
  pid_t r;

  do r = waitpid(pid, &status, 0); while (r == -1 && errno == EINTR);
  if (r == -1) return -1;
  if (WIFSIGNALED(status)) return WAIT_SIGNAL + WTERMSIG(status);
  return WEXITSTATUS(status);
}
