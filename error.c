#include <errno.h>
#include <stddef.h>
#include <string.h>
#include "error.h"

/* What our programs meet; the words do not change from libc to libc, as who
 * reads a log by a program needs. */
static const struct { int e; int temp; const char *words; } known[] = {
  { E2BIG, 0, "Argument list too long" },
  { EACCES, 0, "Permission denied" },
  { EAGAIN, 1, "Resource temporarily unavailable" },
  { EBADF, 0, "Bad file descriptor" },
  { EBADMSG, 0, "Bad message" },
  { EBUSY, 1, "Device or resource busy" },
  { ECONNRESET, 0, "Connection reset by peer" },
  { EDQUOT, 1, "Disk quota exceeded" },
  { EEXIST, 0, "File exists" },
  { EFAULT, 0, "Bad address" },
  { EFBIG, 0, "File too large" },
  { EINTR, 1, "Interrupted system call" },
  { EINVAL, 0, "Invalid argument" },
  { EIO, 1, "Input/output error" },
  { EISDIR, 0, "Is a directory" },
  { ELOOP, 0, "Too many levels of symbolic links" },
  { EMFILE, 1, "Too many open files" },
  { EMLINK, 0, "Too many links" },
  { ENAMETOOLONG, 0, "File name too long" },
  { ENETDOWN, 1, "Network is down" },
  { ENETUNREACH, 1, "Network is unreachable" },
  { ENFILE, 1, "Too many open files in system" },
  { ENOBUFS, 1, "No buffer space available" },
  { ENODEV, 0, "No such device" },
  { ENOENT, 0, "No such file or directory" },
  { ENOEXEC, 0, "Exec format error" },
  { ENOLCK, 1, "No locks available" },
  { ENOMEM, 1, "Cannot allocate memory" },
  { ENOSPC, 1, "No space left on device" },
  { ENOSYS, 0, "Function not implemented" },
  { ENOTCONN, 0, "Transport endpoint is not connected" },
  { ENOTDIR, 0, "Not a directory" },
  { ENOTEMPTY, 0, "Directory not empty" },
  { ENOTSUP, 0, "Operation not supported" },
  { ENXIO, 0, "No such device or address" },
  { EOVERFLOW, 0, "Value too large for defined data type" },
  { EPERM, 0, "Operation not permitted" },
  { EPIPE, 0, "Broken pipe" },
  { EPROTO, 0, "Protocol error" },
  { ERANGE, 0, "Numerical result out of range" },
  { EROFS, 0, "Read-only file system" },
  { ESPIPE, 0, "Illegal seek" },
  { ESRCH, 0, "No such process" },
  { ESTALE, 1, "Stale file handle" },
  { ETIMEDOUT, 1, "Connection timed out" },
  { ETXTBSY, 1, "Text file busy" },
  { EXDEV, 0, "Invalid cross-device link" }
};
enum { KNOWN = sizeof known / sizeof *known };

int error_temp(int e)
{
  size_t i;

  if (e == EWOULDBLOCK) return 1; /* mostly EAGAIN by another name */
  for (i = 0; i < KNOWN; ++i)
    if (known[i].e == e) return known[i].temp;
  return 0;
}

int error_gone(int e)
{
  return e == ENOENT || e == ESTALE;
}

/* None of our programs sets a locale, so libc answers in English. */
const char *error_words(int e)
{
  size_t i;

  for (i = 0; i < KNOWN; ++i)
    if (known[i].e == e) return known[i].words;
  return strerror(e);
}
