#include <stdlib.h>
#include <string.h>
#include "remote.h"

const char *remote_ip(void)
{
  static const char suffix[] = "REMOTEIP";
  const char *proto = getenv("PROTO");
  const char *ip;
  char name[32];
  size_t n;

  if (!proto || (n = strlen(proto)) > sizeof name - sizeof suffix) return 0;
  memcpy(name, proto, n);
  memcpy(name + n, suffix, sizeof suffix);
  ip = getenv(name);
  return ip && *ip ? ip : 0;
}
