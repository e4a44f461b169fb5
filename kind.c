#include <string.h>
#include "hasquick.h"
#include "kind.h"

#ifdef HASQUICK
enum { DYNAMIC = 0 };
#else
enum { DYNAMIC = 1 }; /* checkpassword is checkpassword-nss */
#endif

static const struct kind known[] = {
  { "checkpassword", 1, 1, DYNAMIC, 1, KIND_USUAL },
  { "checkpassword-nss", 1, 1, 1, 1, KIND_USUAL },
  { "checkmail", 1, 1, 0, 2, KIND_USUAL },
  { "cvm-checkpassword", 0, 0, 0, 0, KIND_CVM },
  { 0, 0, 0, 0, 0, KIND_USUAL }
};

const struct kind *kind_of(const char *path)
{
  const struct kind *k = known;
  const char *slash = strrchr(path, '/');

  if (slash) path = slash + 1;
  while (k->name && strcmp(k->name, path)) ++k;
  return k;
}
