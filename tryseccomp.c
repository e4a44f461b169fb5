#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* As the child of qmail-popup ends: a sanitizer may add system calls to the
 * end, and there this mode does not work. */
static __attribute__((noreturn, noinline)) void leave(int code)
{
  syscall(SYS_exit, code);
  _exit(1);
}

int main(void)
{
  char byte[1];

  if (prctl(PR_SET_SECCOMP, 1) == -1) return 1;
  if (read(-1, byte, 1) != -1) return 1;
  leave(0);
}
