#include <errno.h>
#include <stddef.h>
#include <string.h>
#include "error.h"

static const int temporary[] = {
  EAGAIN, EBUSY, EDQUOT, EINTR, EIO, EMFILE, ENETDOWN, ENETUNREACH, ENFILE,
  ENOBUFS, ENOLCK, ENOMEM, ENOSPC, ESTALE, ETIMEDOUT, ETXTBSY, EWOULDBLOCK
};

int error_temp(int e)
{
  size_t i;

  for (i = 0; i < sizeof temporary / sizeof *temporary; ++i)
    if (temporary[i] == e) return 1;
  return 0;
}

int error_gone(int e)
{
  return e == ENOENT || e == ESTALE;
}

/* None of our programs sets a locale, so libc answers in English. */
const char *error_words(int e)
{
  return strerror(e);
}
