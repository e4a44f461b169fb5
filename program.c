#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "program.h"
#include "str.h"
#include "stralloc.h"

static stralloc found;

/* 1, or 0 with errno. */
static int executable(void)
{
  struct stat st;

  if (stat(found.s, &st) == -1) return 0;
  if (S_ISREG(st.st_mode) && access(found.s, X_OK) == 0) return 1;
  errno = EACCES;
  return 0;
}

/* Makes found dir/name, or name if dir is empty: 1, or 0 = no memory. */
static int join(const char *dir, size_t n, const char *name)
{
  found.len = 0;
  return stralloc_catb(&found, dir, n) && stralloc_cats(&found, n ? "/" : "")
    && stralloc_cats(&found, name) && stralloc_cat0(&found);
}

const char *program_find(const char *name, const char *path)
{
  int e = ENOENT;
  size_t n;

  if (strchr(name, '/')) path = "";
  do {
    n = str_chr(path, ':');
    if (*path == '/' || strchr(name, '/')) {
      if (!join(path, n, name)) return 0;
      if (executable()) return found.s;
      if (errno == EACCES) e = EACCES;
    }
    path += n;
  } while (*path++);
  errno = e;
  return 0;
}
