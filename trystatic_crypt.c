/* Ends with 0 only if it has everything in one file and works so. */
#define _GNU_SOURCE /* glibc: for dl_iterate_phdr */
#include <link.h>

char *crypt(const char *, const char *);

static int objects;

static int look(struct dl_phdr_info *info, size_t size, void *unused)
{
  int i;

  (void)size; (void)unused;
  for (i = 0; i < info->dlpi_phnum; ++i)
    if (info->dlpi_phdr[i].p_type == PT_INTERP) return 1;
  return ++objects > 2; /* the second is the kernel's vdso */
}

int main(void)
{
  return dl_iterate_phdr(look, 0) || crypt("", "") == (char *)1;
}
