#include <sys/prctl.h>

int main(void)
{
  return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
    + prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}
