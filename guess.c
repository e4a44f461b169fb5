#include <string.h>
#include <time.h>
#include "doorfile.h"
#include "guess.h"
#include "hash64.h"

/* What is known of an address; those of one hash share a row of the file. */
struct known {
  struct address from;
  uint64_t login;  /* hash of the one that failed */
  uint64_t last;   /* when, in seconds of the system's clock */
  uint32_t count;
  uint32_t mixed;  /* more than one login failed */
};

enum { WIDTH = 4, ROWS = GUESS_KNOWN / WIDTH };
static const off_t start = 1 << 20; /* behind the seats */

static struct known row[WIDTH];

static off_t where(const struct address *from)
{
  uint64_t h = hash64(from->b, ADDRESS_LEN);

  return start + (off_t)(h % ROWS * sizeof row);
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

static uint64_t name(const char *login)
{
  return login ? hash64(login, strlen(login)) : 0;
}

static void failed(const struct address *from, const char *login)
{
  uint64_t t = (uint64_t)time(0);
  struct known *k = find(from, t);

  if (!k) {
    k = room(t);
    k->from = *from;
    k->login = name(login);
  }
  if (!login || k->login != name(login)) k->mixed = 1;
  if (k->count < UINT32_MAX) ++k->count;
  k->last = t;
  (void)doorfile_write(where(from), row, sizeof row); /* or it is not counted */
}

void guess_failed(const struct address *from, const char *login)
{
  if (!from || doorfile_begin() == -1) return;
  if (doorfile_read(where(from), row, sizeof row) == 0) failed(from, login);
  doorfile_end();
}

void guess_right(const struct address *from, const char *login)
{
  struct known *k;

  if (!from || doorfile_read(where(from), row, sizeof row) == -1) return;
  if (!find(from, (uint64_t)time(0))) return; /* as nearly always */
  if (doorfile_begin() == -1) return;
  if (doorfile_read(where(from), row, sizeof row) == 0) {
    k = find(from, (uint64_t)time(0));
    if (k && !k->mixed && k->login == name(login)) {
      k->count = 0;
      (void)doorfile_write(where(from), row, sizeof row);
    }
  }
  doorfile_end();
}

unsigned int guess_pause(const struct address *from)
{
  static const unsigned int pause[] = {
    GUESS_PAUSE, GUESS_PAUSE, 4000, 8000, 15000
  };
  const struct known *k;

  if (!from || doorfile_read(where(from), row, sizeof row) == -1)
    return pause[0];
  k = find(from, (uint64_t)time(0));
  if (!k) return pause[0];
  return pause[k->count > 4 ? 4 : k->count];
}
