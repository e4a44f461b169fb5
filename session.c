#include <stdlib.h>
#include "clock.h"
#include "octets.h"
#include "session.h"
#include "strerr.h"

static void count(const char *what, uint64_t n)
{
  strerr_text(what);
  strerr_num(n);
}

void session_begin(struct session *s)
{
  const char *user = getenv("USER");

  strerr_session(user ? user : "");
  s->began = clock_ms();
}

void session_sent(struct session *s, uint64_t octets)
{
  ++s->retr;
  s->octets += octets;
}

void session_log(const char *program, const char *how,
  const struct session *s, const struct maildir *d, uint64_t more)
{
  uint64_t kept;
  uint64_t marked; /* but not gone: QUIT was not said, or could not */
  uint64_t gone;
  uint64_t octets;
  uint64_t others;
  uint64_t unused;
  int known;

  known = octets_sum(d, MAILDIR_KEEP, more, &kept, &octets);
  known &= octets_sum(d, MAILDIR_DELETE, more, &marked, &others);
  (void)octets_sum(d, MAILDIR_GONE, more, &gone, &unused);
  strerr_start(program);
  strerr_text(how);
  count(" retr ", s->retr);
  count(" ", s->octets);
  count(" dele ", gone);
  count(" left ", kept + marked);
  if (others > UINT64_MAX - octets) others = UINT64_MAX - octets;
  if (known) count(" ", octets + others); else strerr_text(" -");
  count(" ms ", clock_ms() - s->began);
  strerr_end();
}
