#include "../guess.c"
#include "mydoor.h"

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

/* Makes the last failure of a so many seconds older. */
static void age(uint64_t seconds)
{
  size_t i;

  (void)doorfile_read(where(&a), row, sizeof row);
  for (i = 0; i < WIDTH; ++i) row[i].last -= seconds;
  (void)doorfile_write(where(&a), row, sizeof row);
}

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
  age((uint64_t)-100); /* a clock that was set back */
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

/* Begins when all others do: the pipe is closed then. */
static int fail_often(const int wait[2])
{
  char c;

  (void)close(wait[1]);
  if (read(wait[0], &c, 1) != 0) return 1;
  open_again();
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
  check(pipe(wait) == 0);
  for (i = 0; i < 8; ++i) {
    pid[i] = fork();
    if (pid[i] == 0) _exit(fail_often(wait));
  }
  (void)close(wait[0]);
  (void)close(wait[1]);
  for (i = 0; i < 8; ++i) (void)waitpid(pid[i], 0, 0);
  (void)doorfile_read(where(&a), row, sizeof row);
  check(find(&a, (uint64_t)time(0)));
  check(find(&a, (uint64_t)time(0))->count == 4000);
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
  check(doorfile_write((off_t)1 << 20, odd, sizeof odd) == 0);
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
}

int main(void)
{
  test_enter();
  (void)address_read(&a, "10.0.0.1");
  (void)address_read(&b, "2001:db8::1");
  grows();
  forgotten();
  cleared();
  at_once();
  many();
  nonsense();
  without();
  return test_end();
}
