#include <errno.h>
#include <unistd.h>
#include "fault.h"
#include "moved.h"
#include "packed.h"
#include "pop3.h"
#include "readable.h"
#include "strerr.h"

static void log_packed(const char *program, const char *path)
{
  static int logged; /* a client asks for all of them */

  if (logged++) return;
  strerr_start(program);
  strerr_text("warning: cannot send ");
  strerr_path(path);
  strerr_text(": it is compressed or encrypted");
  strerr_end();
}

void readable_fault(const char *program, const struct maildir *d, size_t i)
{
  fault_file(program, "warning", "read", maildir_path(d, i), errno);
}

int readable_open(const char *program, struct maildir *d, size_t i,
  const char **refusal)
{
  int fd = moved_open(d, i);
  int packed = -1;

  if (fd != -1) packed = packed_is(fd, maildir_path(d, i) + sizeof "new");
  if (packed == 0) return fd;
  if (packed == 1) {
    *refusal = "[SYS/PERM] that message is stored compressed or encrypted";
    log_packed(program, maildir_path(d, i));
  }
  else {
    *refusal = POP3_FAULT(errno, "unable to open that message");
    readable_fault(program, d, i);
  }
  if (fd != -1) (void)close(fd); /* only read from: nothing can be lost */
  return -1;
}
