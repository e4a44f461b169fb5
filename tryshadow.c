#include <shadow.h>

int main(void)
{
  struct spwd room;
  struct spwd *sp;
  char buf[1024];

  (void)getspnam_r("nobody", &room, buf, sizeof buf, &sp);
  return 0;
}
