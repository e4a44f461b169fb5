#include <sys/ioctl.h>

int main(void)
{
  int n;

  return ioctl(0, FIONREAD, &n) == -1;
}
