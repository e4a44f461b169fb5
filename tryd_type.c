#include <dirent.h>

int main(void)
{
  static struct dirent e;

  return e.d_type == DT_REG || DT_UNKNOWN == DT_REG;
}
