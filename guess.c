#include <string.h>
#include <time.h>
#include "doorfile.h"
#include "guess.h"
#include "hash64.h"

/* What is known of an address; those of one hash share a row of the file,
 * which begins with the rows. */
struct known {
  struct address from;
  uint64_t login;  /* hash of the one that failed */
  uint64_t last;   /* when, in seconds of the system's clock */
  uint64_t paid;   /* when all turns will have come back, by the same */
  uint32_t count;
  uint32_t mixed;  /* more than one login failed */
};

enum { WIDTH = 4, ROWS = GUESS_KNOWN / WIDTH };

static struct known row[WIDTH];
static int took;           /* a turn, which has not come back by itself */
static uint64_t took_when;

static off_t where(const struct address *from)
{
  uint64_t h = hash64(from->b, ADDRESS_LEN);

  return (off_t)(h % ROWS * sizeof row);
}

static int load(const struct address *from)
{
  ssize_t r = doorfile_read(where(from), row, sizeof row);

  if (r == -1) return 0;
  memset((char *)row + r, 0, sizeof row - (size_t)r);
  return 1;
}

/* As load, and no other process does so before doorfile_end. */
static int begin(const struct address *from)
{
  if (doorfile_begin() == -1) return 0;
  if (load(from)) return 1;
  doorfile_end();
  return 0;
}

static void save_end(const struct address *from)
{
  (void)doorfile_write(where(from), row, sizeof row); /* or it is not counted */
  doorfile_end();
}

/* A clock that was set back forgets, and does no harm. */
static int fresh(const struct known *k, uint64_t t)
{
  return k->count && t >= k->last && t - k->last < GUESS_FORGET;
}

/* The address, or null. */
static struct known *find(const struct address *from, uint64_t t)
{
  size_t i;

  for (i = 0; i < WIDTH; ++i)
    if (address_same(&row[i].from, from) && fresh(row + i, t)) return row + i;
  return 0;
}

/* An empty one, or the one that is oldest. */
static struct known *room(uint64_t t)
{
  struct known *k = row;
  size_t i;

  for (i = 0; i < WIDTH; ++i) {
    if (!fresh(row + i, t)) { k = row + i; break; }
    if (row[i].last < k->last) k = row + i;
  }
  memset(k, 0, sizeof *k);
  return k;
}

static uint64_t now(void) { return (uint64_t)time(0); }

static uint64_t name(const char *login)
{
  return login ? hash64(login, strlen(login)) : 0;
}

/* ---- turns ---- */

static int has_turn(const struct known *k, uint64_t t)
{
  return k->paid <= t + (GUESS_TURNS - 1) * GUESS_EACH;
}

static void use_turn(struct known *k, uint64_t t)
{
  if (k->paid < t) k->paid = t;
  k->paid += GUESS_EACH;
}

static void give_back(struct known *k)
{
  k->paid -= k->paid < GUESS_EACH ? k->paid : GUESS_EACH;
}

/* The address may have become known, or may have had its turn, since somebody
 * looked. */
static int take_turn(const struct address *from, uint64_t t)
{
  struct known *k;
  int r;

  if (!begin(from)) return 1;
  k = find(from, t);
  r = !k || has_turn(k, t);
  if (k && r) {
    use_turn(k, t);
    took = 1;
    took_when = t;
  }
  save_end(from);
  return r;
}

int guess_turn(const struct address *from)
{
  uint64_t t = now();
  const struct known *k;

  took = 0;
  if (!from || !load(from)) return 1;
  k = find(from, t);
  if (!k) return 1; /* as nearly always */
  return has_turn(k, t) && take_turn(from, t);
}

void guess_settle(const struct address *from, int failed)
{
  uint64_t t = now();
  struct known *k;

  if (!from || failed == took) return;
  if (!failed && t - took_when >= GUESS_EACH) return;
  if (!begin(from)) return;
  k = find(from, t);
  if (k && failed) use_turn(k, t);
  if (k && !failed) give_back(k);
  save_end(from);
}

/* ---- failures ---- */

void guess_failed(const struct address *from, const char *login)
{
  uint64_t t = now();
  struct known *k;

  if (!from || !begin(from)) return;
  k = find(from, t);
  if (!k) {
    k = room(t);
    k->from = *from;
    k->login = name(login);
  }
  if (!login || k->login != name(login)) k->mixed = 1;
  if (k->count < UINT32_MAX) ++k->count;
  k->last = t;
  save_end(from);
}

void guess_right(const struct address *from, const char *login)
{
  uint64_t t = now();
  struct known *k;

  if (!from || !load(from)) return;
  if (!find(from, t)) return; /* as nearly always */
  if (!begin(from)) return;
  k = find(from, t);
  if (k && !k->mixed && k->login == name(login)) k->count = 0;
  if (k) give_back(k);
  save_end(from);
}

unsigned int guess_pause(const struct address *from)
{
  static const unsigned int pause[] = {
    GUESS_PAUSE, GUESS_PAUSE, 4000, 8000, 15000
  };
  const struct known *k;

  if (!from || !load(from)) return pause[0];
  k = find(from, now());
  if (!k) return pause[0];
  return pause[k->count > 4 ? 4 : k->count];
}
