#include <errno.h>
#include <time.h>
#include "../doorfile.h"

static time_t today = 1000000;
#define time(p) ((void)(p), today)

/* On a machine that is busy with other things, the process that it waits for
 * may have to wait itself: then a failure is not counted, but for those who
 * are patient. */
static int patient;

static int begin_door(void)
{
  int r;

  do r = doorfile_begin(); while (r == -1 && errno == EBUSY && patient);
  return r;
}

#define doorfile_begin begin_door
#include "../guess.c"
#undef doorfile_begin
#undef time
#include "holder.h"

static struct address a;
static struct address b;

static void anew(void)
{
  new_door();
  open_again();
}

static void fail(const char *login, int times)
{
  while (times--) guess_failed(&a, login);
}

static void age(int seconds) { today += seconds; }

static void grows(void)
{
  static const unsigned int want[] = { 2000, 2000, 4000, 8000, 15000, 15000 };
  size_t i;

  anew();
  for (i = 0; i < sizeof want / sizeof *want; ++i) {
    check_row(i, guess_pause(&a) == want[i] && guess_pause(&b) == 2000);
    fail(i % 2 ? "alice" : "bob", 1);
  }
}

static void forgotten(void)
{
  anew();
  fail("alice", 3);
  age(GUESS_FORGET - 2);
  check(guess_pause(&a) == 8000);
  age(3);
  check(guess_pause(&a) == 2000);
  fail("alice", 1);
  check(guess_pause(&a) == 2000);
  fail("alice", 1);
  check(guess_pause(&a) == 4000);
  age(-100); /* a clock that was set back */
  check(guess_pause(&a) == 2000);
}

static void cleared(void)
{
  anew();
  fail("alice", 3);
  guess_right(&a, "bob");
  check(guess_pause(&a) == 8000);
  guess_right(&b, "alice");
  check(guess_pause(&a) == 8000);
  guess_right(&a, "alice");
  check(guess_pause(&a) == 2000);
  fail("alice", 2);
  check(guess_pause(&a) == 4000);

  anew();
  fail("alice", 1);
  fail("bob", 1);
  guess_right(&a, "alice");
  guess_right(&a, "bob");
  check(guess_pause(&a) == 4000);

  anew();
  fail(0, 2); /* of another checker: nobody knows which */
  guess_right(&a, "");
  check(guess_pause(&a) == 4000);
}

/* As the process that waits for the answer does. */
static int try(int failed)
{
  if (!guess_turn(&a)) return 0;
  if (failed) guess_failed(&a, "alice");
  guess_settle(&a, failed);
  return 1;
}

static int tries(int n, int failed)
{
  int r = 0;

  while (n--) r += try(failed);
  return r;
}

static void turns(void)
{
  anew();
  check(tries(1000, 0) == 1000); /* has not failed */
  check(tries(1000, 1) == GUESS_TURNS);
  check(guess_turn(&a) == 0 && guess_turn(&b) == 1);
  age(GUESS_EACH - 1);
  check(try(0) == 0);
  age(1);
  check(tries(1000, 1) == 1);
  age(3 * GUESS_EACH);
  check(tries(1000, 0) == 1000); /* each gives back its turn */
  check(tries(1000, 1) == 3);
  age(GUESS_FORGET + 1);
  check(tries(1000, 1) == GUESS_TURNS);
}

/* Whoever began before anything was known has used a turn as well. */
static void turns_at_once(void)
{
  int n;

  anew();
  check(guess_turn(&a) == 1 && guess_turn(&a) == 1);
  for (n = 0; n < GUESS_TURNS + 5; ++n) {
    guess_failed(&a, "alice");
    guess_settle(&a, 1);
  }
  age(6 * GUESS_EACH - 1);
  check(guess_turn(&a) == 0);
  age(1);
  check(tries(10, 1) == 1);
}

/* The checker says at once that a login is right, its parent when it is over;
 * a turn comes back once. */
static void turns_back(void)
{
  anew();
  check(tries(1, 1) == 1);
  guess_failed(&a, "bob");
  check(guess_turn(&a) == 1);
  guess_right(&a, "bob");
  check(tries(100, 1) == GUESS_TURNS - 1);

  anew();
  check(tries(2, 1) == 2 && guess_turn(&a) == 1);
  age(GUESS_EACH);
  guess_settle(&a, 0); /* it is back already */
  check(tries(100, 1) == GUESS_TURNS - 2);

  anew();
  check(tries(3, 1) == 3);
  guess_right(&a, "alice");
  check(tries(1000, 0) == 1000); /* forgotten */
}

static uint32_t counted(void)
{
  const struct known *k;

  (void)load(&a);
  k = find(&a, now());
  return k ? k->count : 0;
}

static int begins(void) { return doorfile_begin(); }

/* Nothing is written while another process is at it: that could be lost. */
static void one_by_one(void)
{
  pid_t other;
  int r;

  anew();
  fail("alice", 1);
  other = holder(begins, &r);
  check(r == 0);
  fail("alice", 1);
  check(counted() == 1);
  guess_right(&a, "alice");
  check(counted() == 1);
  end(other);
  fail("alice", 1);
  check(counted() == 2);
}

/* Begins when all others do: the pipe is closed then. */
static int fail_often(const int wait[2])
{
  char c;

  (void)close(wait[1]);
  if (read(wait[0], &c, 1) != 0) return 1;
  open_again();
  patient = 1;
  fail("alice", 500);
  return 0;
}

/* Many at once: each failure counts. */
static void at_once(void)
{
  pid_t pid[8];
  int wait[2];
  size_t i;

  anew();
  test_pipe(wait);
  for (i = 0; i < 8; ++i) {
    pid[i] = fork();
    if (pid[i] == 0) _exit(fail_often(wait));
  }
  (void)close(wait[0]);
  (void)close(wait[1]);
  for (i = 0; i < 8; ++i) (void)waitpid(pid[i], 0, 0);
  check(counted() == 4000);
}

/* Whoever has many addresses makes others forgotten, and nothing worse. */
static void many(void)
{
  struct address c;
  char text[16];
  unsigned int n;

  anew();
  fail("alice", 4);
  for (n = 0; n < 20000; ++n) {
    (void)snprintf(text, sizeof text, "10.1.%u.%u", n / 256, n % 256);
    (void)address_read(&c, text);
    guess_failed(&c, "x");
  }
  check(guess_pause(&c) == 2000);
  check(guess_pause(&a) == 2000 || guess_pause(&a) == 15000);
}

static void nonsense(void)
{
  static char odd[1 << 18];

  anew();
  memset(odd, 0xff, sizeof odd);
  check(doorfile_write(0, odd, sizeof odd) == 0);
  check(guess_turn(&a) == 1);
  check(guess_pause(&a) == 2000);
  fail("alice", 2);
  check(guess_pause(&a) == 4000);
}

static void without(void)
{
  (void)close(file);
  file = -1;
  fail("alice", 3);
  guess_right(&a, "alice");
  check(guess_pause(&a) == 2000);
  check(tries(1000, 1) == 1000);
}

int main(void)
{
  test_enter();
  (void)address_read(&a, "10.0.0.1");
  (void)address_read(&b, "2001:db8::1");
  grows();
  forgotten();
  cleared();
  turns();
  turns_at_once();
  turns_back();
  one_by_one();
  at_once();
  many();
  nonsense();
  without();
  return test_end();
}
