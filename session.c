#include <stdlib.h>
#include "clock.h"
#include "octets.h"
#include "session.h"
#include "strerr.h"
#include "uidl.h"
#include "words.h"

static void count(const char *what, uint64_t n)
{
  strerr_text(what);
  strerr_num(n);
}

void session_begin(const char *program, struct session *s)
{
  static const char *const names[] = { "removed", "sent", 0 };
  const char *user = getenv("USER");
  int on[] = { 1, 0 };

  s->began = clock_ms();
  strerr_session(user ? user : "");
  if (!words_set(getenv("POP3LOG"), names, on))
    strerr_say(program, "warning", "$POP3LOG has a word that says nothing");
  s->log_removed = on[0];
  s->log_sent = on[1];
}

static void message(const char *program, const char *what,
  const struct maildir *d, size_t i)
{
  char id[UIDL_MAX + 1];

  (void)uidl_make(id, maildir_name(d, i));
  strerr_start(program);
  strerr_text(what);
  strerr_safe(id);
}

void session_sent(const char *program, struct session *s, struct maildir *d,
  size_t i, int all, uint64_t octets)
{
  if (all) d->m[i].sent = 1;
  ++*(all ? &s->retr : &s->top);
  *(all ? &s->octets : &s->top_octets) += octets;
  if (!s->log_sent) return;
  message(program, all ? "sent " : "top ", d, i);
  count(" ", octets);
  strerr_end();
}

static void removed(const char *program, const struct maildir *d, size_t i,
  uint64_t more)
{
  message(program, "removed ", d, i);
  if (d->m[i].octets == MAILDIR_UNKNOWN) strerr_text(" -");
  else count(" ", d->m[i].octets + more);
  strerr_text(d->m[i].sent ? " sent" : " unsent");
  strerr_end();
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
  size_t i;
  int known;

  for (i = 0; s->log_removed && i < d->n; ++i)
    if (d->m[i].state == MAILDIR_GONE) removed(program, d, i, more);
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
  count(" top ", s->top);
  count(" ", s->top_octets);
  count(" lost ", marked);
  strerr_end();
}
