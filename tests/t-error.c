#include <errno.h>
#include <string.h>
#include "../error.h"
#include "test.h"

static const struct { int e; int temp; } row[] = {
  { EAGAIN, 1 }, { EBUSY, 1 }, { EDQUOT, 1 }, { EINTR, 1 }, { EIO, 1 },
  { EMFILE, 1 }, { ENETDOWN, 1 }, { ENETUNREACH, 1 }, { ENFILE, 1 },
  { ENOBUFS, 1 }, { ENOLCK, 1 }, { ENOMEM, 1 }, { ENOSPC, 1 }, { ESTALE, 1 },
  { ETIMEDOUT, 1 }, { ETXTBSY, 1 }, { EWOULDBLOCK, 1 },
  { 0, 0 }, { -1, 0 }, { EPERM, 0 }, { ENOENT, 0 }, { EACCES, 0 },
  { EEXIST, 0 }, { ENOTDIR, 0 }, { EISDIR, 0 }, { EINVAL, 0 }, { EROFS, 0 },
  { ELOOP, 0 }, { ENAMETOOLONG, 0 }, { ENOEXEC, 0 }, { E2BIG, 0 },
  { EPIPE, 0 }, { EBADF, 0 }, { ENOSYS, 0 }, { EXDEV, 0 }, { 9999, 0 },
};

int main(void)
{
  size_t i;

  for (i = 0; i < sizeof row / sizeof *row; ++i)
    check_row(i, error_temp(row[i].e) == row[i].temp);
  for (i = 0; i < sizeof row / sizeof *row; ++i)
    check_row(i, *error_words(row[i].e));
  for (i = 0; i < sizeof row / sizeof *row; ++i)
    check_row(i, error_gone(row[i].e)
      == (row[i].e == ENOENT || row[i].e == ESTALE));
  check(!strcmp(error_words(ENOENT), "No such file or directory"));
  check(!strcmp(error_words(EACCES), "Permission denied"));
  check(!strcmp(error_words(EIO), "Input/output error"));
  check(!strcmp(error_words(ENOMEM), "Cannot allocate memory"));
  return test_end();
}
