#include <dirent.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

/* What the kernel fills in is what libc's struct dirent is. */
static char same[
  offsetof(struct dirent, d_ino) == 0 && sizeof ((struct dirent *)0)->d_ino == 8
  && offsetof(struct dirent, d_reclen) == 16
  && offsetof(struct dirent, d_type) == 18
  && offsetof(struct dirent, d_name) == 19 ? 1 : -1];

int main(void)
{
  return (int)syscall(SYS_getdents64, -1, same, sizeof same) == 0;
}
