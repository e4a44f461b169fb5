#include <errno.h>
#include <fcntl.h>
#include <unistd.h>
#include "borrow.h"
#include "error.h"
#include "fault.h"
#include "jail.h"
#include "limit.h"
#include "listing.h"
#include "maildrop.h"
#include "pop3.h"
#include "scan.h"
#include "strerr.h"

#define NONE "[SYS/PERM] this user has no maildir"

static const char *no_memory(const char *program, const struct maildir *d)
{
  uint64_t limit = limit_memory();

  strerr_start(program);
  strerr_text("fatal: cannot list the maildir: out of memory at message ");
  strerr_num(d->read);
  strerr_text(", the limit is ");
  if (limit == UINT64_MAX) strerr_text("the machine's");
  else { strerr_num(limit); strerr_text(" bytes"); }
  strerr_end();
  return "[SYS/TEMP] out of memory";
}

/* As listing_read; a soft limit is there against mistakes, and a long list is
 * none: it may be as long as the hard limit allows, but nothing else gets more
 * room for that. */
static int read_list(struct maildir *d)
{
  int r = listing_read(d);

  if (r != 0 || limit_memory() == limit_memory_hard()) return r;
  if (!jail_limits() || borrow_memory() == -1) return 0;
  r = listing_read(d);
  if (r == 1 && borrow_keep(maildir_bytes(d)) == -1) return -1;
  return r;
}

/* Which of the folders that fault is of; if neither, it was a passing one, or
 * of a file in them. */
static const char *unreadable(int e)
{
  static const char *const folder[] = { "new", "cur" };
  size_t i;
  int fd;

  for (i = 0; i < 2; ++i) {
    fd = open(folder[i], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd == -1 && errno == e) return folder[i];
    if (fd != -1) (void)close(fd); /* nothing was read */
  }
  return ".";
}

/* A folder may be missing and is empty then; where there is none of the three,
 * it is mostly another directory that was meant. */
static int is_none(void)
{
  return scan_absent("new") && scan_absent("cur") && scan_absent("tmp");
}

const char *maildrop_open(const char *program, struct maildir *d,
  const char *dir)
{
  int e;
  int r;

  alarm(MAILDROP_TIME);
  if (chdir(dir) == -1) {
    e = errno;
    fault_file(program, "fatal", "change to", dir, e);
    return error_temp(e) ? "[SYS/TEMP] unable to open the maildir"
      : NONE;
  }
  /* limits that qmail-popup lifted for a checker that leaves them so */
  if (limit_lower() == -1 || jail_user() == -1 || jail_maildir() == -1) {
    e = errno;
    fault_file(program, "fatal", "confine itself to", ".", e);
    return POP3_FAULT(e, "unable to confine the session");
  }
  r = read_list(d);
  alarm(0);
  if (r == 0) return no_memory(program, d);
  if (r == 1 && !d->n && is_none()) {
    fault_file(program, "fatal", "find a maildir in", ".", ENOENT);
    return NONE;
  }
  if (r == 1) return 0;
  e = errno;
  fault_file(program, "fatal", "scan", unreadable(e), e);
  return POP3_FAULT(e, "unable to scan the maildir");
}
