#include <errno.h>
#include <unistd.h>
#include "error.h"
#include "jail.h"
#include "limit.h"
#include "maildrop.h"
#include "strerr.h"

static const char *no_memory(const char *program)
{
  uint64_t limit = limit_memory();

  strerr_start(program);
  strerr_text("fatal: cannot list the maildir: out of memory, the limit is ");
  if (limit == UINT64_MAX) strerr_text("the machine's");
  else { strerr_num(limit); strerr_text(" bytes"); }
  strerr_end();
  return "[SYS/TEMP] out of memory";
}

const char *maildrop_open(const char *program, struct maildir *d,
  const char *dir)
{
  int e;
  int r;

  if (chdir(dir) == -1) {
    e = errno;
    strerr_sys(program, "fatal", "change to", dir, e);
    return error_temp(e) ? "[SYS/TEMP] unable to open $HOME/Maildir"
      : "[SYS/PERM] this user has no $HOME/Maildir";
  }
  /* limits that qmail-popup lifted for a checker that leaves them so */
  if (limit_lower() == -1 || jail_user() == -1 || jail_maildir() == -1) {
    strerr_sys(program, "fatal", "confine itself to", dir, errno);
    return "[SYS/TEMP] unable to confine the session";
  }
  r = maildir_load(d);
  if (r == 0) return no_memory(program);
  if (r == 1) return 0;
  strerr_sys(program, "fatal", "scan", dir, errno);
  return "[SYS/TEMP] unable to scan $HOME/Maildir";
}
