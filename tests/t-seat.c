#include <errno.h>
#include <limits.h>
#include <time.h>
#include "../hash64.h"
#include "../seat.c"
#include "holder.h"

static struct address here;
static unsigned int limit = UINT_MAX;

static int take_here(void)
{
  own = SEATS;
  return seat_take(&here, limit);
}

static int take_asked(void)
{
  int r = take_here();

  seat_set(SEAT_ASKED);
  return r;
}

static int take_long_asked(void)
{
  int r = take_asked();

  all[own].since -= SEAT_CHECK + 1;
  return doorfile_write(at(own), all + own, sizeof *all) == 0 ? r : -1;
}

/* What a parent whose seat is asked for sees after its child was there. */
static int (*checker)(void);
static int child_of_asked(void)
{
  int r;

  (void)take_asked();
  r = test_child(checker);
  return r * 16 + seat_state();
}

static unsigned int users = 2;
static int enters(void)
{
  open_again();
  return seat_enter("alice", users) & 15; /* -1 is 15 */
}
static int enters_bob(void)
{
  open_again();
  return seat_enter("bob", users) & 15;
}
static int refuses(void)
{
  open_again();
  seat_refuse();
  return 0;
}

static void anew(void)
{
  new_door();
  open_again();
  own = SEATS;
  limit = UINT_MAX;
}

static void limits(void)
{
  static const struct { const char *s; int r; unsigned int n; } row[] = {
    { "1", 1, 1 }, { "31", 1, 31 }, { "0", 1, UINT_MAX }, { "00", 1, UINT_MAX },
    { "4294967295", 1, UINT_MAX }, { "4294967296", 0, 7 }, { "", 0, 7 },
    { "-1", 0, 7 }, { "x", 0, 7 }, { "1 ", 0, 7 },
  };
  unsigned int n = 7;
  size_t i;

  unsetenv("X");
  check(seat_limit("X", &n) == 1 && n == SEAT_LIMIT);
  for (i = 0; i < sizeof row / sizeof *row; ++i) {
    n = 7;
    setenv("X", row[i].s, 1);
    check_row(i, seat_limit("X", &n) == row[i].r && n == row[i].n);
  }
}

static void of_one_address(void)
{
  struct address other;
  pid_t a, b, c;
  int r;

  anew();
  limit = 2;
  a = holder(take_here, &r);
  check(r == 1);
  b = holder(take_here, &r);
  check(r == 1);
  c = holder(take_here, &r);
  check(r == 0);
  end(c);
  (void)address_read(&other, "10.0.0.2");
  check(seat_take(&other, 2) == 1 && seat_state() == SEAT_WAITS);
  end(a);
  a = holder(take_here, &r);
  check(r == 1);
  end(a);
  end(b);
}

/* Whose check lasts has a session, as far as anybody can tell. */
static void states(void)
{
  pid_t a;
  int r;

  anew();
  limit = 1;
  a = holder(take_asked, &r);
  end(holder(take_here, &r));
  check(r == 0);
  end(a);
  a = holder(take_long_asked, &r);
  end(holder(take_here, &r));
  check(r == 1);
  end(a);
}

static void of_one_user(void)
{
  pid_t a, b, c;
  int r;

  anew();
  checker = enters;
  a = holder(child_of_asked, &r);
  check(r == 16 + SEAT_INSIDE);
  limit = 1;
  end(holder(take_here, &r));
  check(r == 1); /* who is inside waits no more */
  limit = UINT_MAX;
  b = holder(child_of_asked, &r);
  check(r == 16 + SEAT_INSIDE);
  c = holder(child_of_asked, &r);
  check(r == 0 + SEAT_FULL);
  end(c);
  checker = enters_bob;
  c = holder(child_of_asked, &r);
  check(r == 16 + SEAT_INSIDE);
  end(a);
  checker = enters;
  a = holder(child_of_asked, &r);
  check(r == 16 + SEAT_INSIDE);
  end(a);
  end(b);
  end(c);
}

/* A checker whose parent has no seat, or is not asking, changes nothing. */
static int child_of_waiting(void)
{
  int r;

  (void)take_here();
  r = test_child(checker);
  return r * 16 + seat_state();
}

/* Another's seat with this process's id in it, as it may be after a crash. */
static int forges(void)
{
  pid_t parent = getppid();

  (void)take_asked();
  all[own].pid = (uint32_t)parent;
  return save(own, SEAT_ASKED);
}

static void strangers(void)
{
  pid_t a;
  int r;

  anew();
  checker = enters;
  check(test_child(enters) == 15);
  end(holder(child_of_waiting, &r));
  check(r == 15 * 16 + SEAT_WAITS);
  a = holder(forges, &r);
  check(r == 0 && test_child(enters) == 15);
  end(a);
}

static void refusals(void)
{
  int r;

  anew();
  checker = refuses;
  end(holder(child_of_asked, &r));
  check(r == SEAT_REFUSED);
}

/* The file has not many more seats than were needed at once. */
static void few(void)
{
  pid_t who[3 * NEAR];
  size_t n;
  int took = 0;
  int round;
  int r;

  anew();
  for (round = 0; round < 20; ++round) {
    for (n = 0; n < 3 * NEAR; ++n) {
      who[n] = holder(take_here, &r);
      took += r == 1;
    }
    for (n = 0; n < 3 * NEAR; ++n) end(who[n]);
  }
  check(took == 20 * 3 * NEAR);
  check(seat_take(&here, 1) == 1 && made >= 3 * NEAR && made < 9 * NEAR);
}

/* Nanoseconds of work that a connection has with its seat, in a process that
 * has just begun. */
static uint64_t price(void)
{
  struct timespec a, b;
  uint64_t t = 0;
  int p[2];
  pid_t pid;

  if (pipe(p) == -1) exit(111);
  pid = fork();
  if (pid == 0) {
    file = -1;
    own = SEATS;
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &a);
    if (doorfile_open(3) == -1 || seat_take(&here, 31) != 1) _exit(1);
    seat_set(SEAT_ASKED);
    (void)seat_state();
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &b);
    t = (uint64_t)(b.tv_sec - a.tv_sec) * 1000000000
      + (uint64_t)b.tv_nsec - (uint64_t)a.tv_nsec;
    _exit(write(p[1], &t, sizeof t) != sizeof t);
  }
  (void)close(p[1]);
  if (read(p[0], &t, sizeof t) != sizeof t) exit(111);
  (void)close(p[0]);
  (void)waitpid(pid, 0, 0);
  return t;
}

static int upwards(const void *a, const void *b)
{
  uint64_t x = *(const uint64_t *)a;
  uint64_t y = *(const uint64_t *)b;

  return (x > y) - (x < y);
}

/* Only told, as others may be at work: where 30 others of the address wait. */
static void cost(void)
{
  enum { ROUNDS = 2001 };
  static uint64_t t[ROUNDS];
  pid_t who[30];
  uint64_t sum = 0;
  size_t i;
  int r;

  anew();
  for (i = 0; i < 30; ++i) who[i] = holder(take_here, &r);
  for (i = 0; i < ROUNDS; ++i) sum += t[i] = price();
  for (i = 0; i < 30; ++i) end(who[i]);
  qsort(t, ROUNDS, sizeof *t, upwards);
  printf("# a seat where 30 others wait, in microseconds: best %.1f,"
    " median %.1f, mean %.1f\n", (double)t[0] / 1000,
    (double)t[ROUNDS / 2] / 1000, (double)sum / (double)ROUNDS / 1000);
}

static int take_one(void)
{
  int r = take_here();

  return r == -1 ? errno : r;
}

static void no_room(void)
{
  size_t i;
  int r;

  anew();
  for (i = 0; i < SEATS; ++i) if (doorfile_take(at(i)) != 1) break;
  check(i == SEATS);
  end(holder(take_one, &r));
  check(r == ENOSPC);
}

static void without(void)
{
  (void)close(file);
  file = -1;
  own = SEATS;
  check(seat_take(&here, 1) == -1 && seat_state() == SEAT_NONE);
  seat_set(SEAT_ASKED);
  seat_refuse();
  check(seat_enter("alice", 1) == -1);
}

int main(void)
{
  test_enter();
  (void)address_read(&here, "10.0.0.1");
  limits();
  of_one_address();
  states();
  of_one_user();
  strangers();
  refusals();
  few();
  cost();
  no_room();
  without();
  return test_end();
}
