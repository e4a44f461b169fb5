#include <sys/syscall.h>
#include <unistd.h>

int main(void)
{
  return syscall(SYS_close_range, 3, 4, 0) != 0;
}
