#include <nss.h>

int main(void)
{
  return __nss_configure_lookup("group", "files");
}
