#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>
#include "error.h"
#include "fault.h"
#include "file.h"
#include "moved.h"
#include "name.h"
#include "pop3.h"
#include "scan.h"
#include "sig.h"
#include "update.h"

/* ---- what is marked ---- */

/* While others change flags, what was found may have another name when it is
 * to be unlinked; so often in a row it hardly has. */
enum { TRIES = 20 };

/* A marked message that is still there, and why. */
struct failed {
  size_t i;
  int error;
};

/* A signal in between would end the session with a line that does not count
 * the message. */
static int remove_one(struct maildir *d, size_t i)
{
  int r;
  int e;

  sig_hold();
  r = unlink(maildir_path(d, i));
  e = errno;
  if (r == 0) d->m[i].state = MAILDIR_GONE;
  sig_release();
  errno = e;
  return r;
}

/* Unlinks what is marked where it is known to be, and returns how many could
 * not be, the last of which is *last; what is not there is lost. */
static size_t unlink_marked(struct maildir *d, struct failed *last)
{
  struct maildir_message *m;
  size_t n = 0;
  size_t i;

  for (i = 0; i < d->n; ++i) {
    m = d->m + i;
    if (m->state != MAILDIR_DELETE || m->lost) continue;
    if (remove_one(d, i) == -1 && !error_gone(errno)) {
      last->i = i;
      last->error = errno;
      ++n;
      continue;
    }
    m->lost = 1;
  }
  return n;
}

/* Marks what was found again, and returns how many are there. */
static size_t mark_again(struct maildir *d)
{
  struct maildir_message *m;
  size_t n = 0;
  size_t i;

  for (i = 0; i < d->n; ++i) {
    m = d->m + i;
    if (m->state == MAILDIR_KEEP || m->lost) continue;
    m->state = MAILDIR_DELETE;
    ++n;
  }
  return n;
}

/* What is nowhere is gone, whoever deleted it; but not one of two files with
 * one name, since the other may be it. */
static void count_gone(struct maildir *d)
{
  struct maildir_message *m;
  size_t i;

  for (i = 0; i < d->n; ++i) {
    m = d->m + i;
    if (m->state != MAILDIR_DELETE || m->twin & MAILDIR_CLASH) continue;
    if (m->lost) m->state = MAILDIR_GONE;
  }
}

/* How many marked ones are left; if there is no reason for one of them, they
 * may be anywhere. */
static size_t count_left(const struct maildir *d, struct failed *last)
{
  size_t n = 0;
  size_t i;

  for (i = 0; i < d->n; ++i) {
    if (d->m[i].state != MAILDIR_DELETE) continue;
    if (!last->error) last->i = i;
    ++n;
  }
  if (!last->error) last->error = ENOENT;
  return n;
}

/* Looks, after each unlinking, for what is left under another name: it was
 * moved, or had two.  Returns how many are left, or may be. */
static size_t erase(struct maildir *d, struct failed *last)
{
  size_t failed;
  size_t there = mark_again(d);
  int tries;

  for (tries = 0; there && tries < TRIES; ++tries) {
    failed = unlink_marked(d, last);
    if (moved_marked(d) == -1) {
      last->error = errno; /* what was not where it had been may be anywhere */
      return there;
    }
    there = mark_again(d);
    if (there == failed) break;
  }
  count_gone(d);
  return count_left(d, last);
}

/* ---- what is not ---- */

/* 0, or an errno. */
static int move(const char *from, const char *name, stralloc *to)
{
  size_t len = name_len(name);

  to->len = 0;
  if (!stralloc_cats(to, "cur/") || !stralloc_cats(to, name)) return ENOMEM;
  if (!name[len] && *name != ':' && !stralloc_cats(to, ":2,")) return ENOMEM;
  if (!stralloc_cat0(to)) return ENOMEM;
  if (file_move(from, to->s, "cur") == 0) return 0;
  if (errno == ENOENT && scan_absent("cur")) {
    if (mkdir("cur", 0700) == -1) return errno;
    if (file_move(from, to->s, "cur") == 0) return 0;
  }
  if (errno == ENOENT) return 0;
  if (errno != EEXIST) return errno;
  if (file_linked(from, to->s) == 1) (void)file_drop(from, "cur");
  return 0;
}

/* A file that a crash left in both new/ and cur/ is in cur/ from now on. */
static void finish_move(const char *path, const char *name, stralloc *from)
{
  from->len = 0;
  if (!stralloc_cats(from, "new/") || !stralloc_cats(from, name)) return;
  if (!stralloc_cat0(from)) return;
  if (file_linked(path, from->s) != 1) return;
  (void)file_drop(from->s, "cur"); /* else at the next QUIT */
}

static int keep(const struct maildir *d, size_t i)
{
  static stralloc other;
  const char *path;

  if (d->m[i].cur && !d->m[i].twin) return 0;
  path = maildir_path(d, i);
  if (!d->m[i].cur) return move(path, path + sizeof "new", &other);
  finish_move(path, maildir_name(d, i), &other);
  return 0;
}

static void keep_rest(const char *program, const struct maildir *d)
{
  size_t i;
  int first = 0;
  int e;

  for (i = 0; i < d->n; ++i) {
    if (d->m[i].state != MAILDIR_KEEP || d->m[i].lost) continue;
    e = keep(d, i);
    if (!first) first = e;
  }
  if (!first) return;
  fault_file(program, "warning", "move every new message to", "cur", first);
}

const char *update_run(const char *program, struct maildir *d)
{
  struct failed last = { 0, 0 };
  size_t left = erase(d, &last);

  keep_rest(program, d);
  if (!left) return 0;
  errno = last.error;
  fault_file(program, "warning", "delete", maildir_path(d, last.i), last.error);
  return POP3_FAULT(last.error, "unable to unlink all deleted messages");
}
