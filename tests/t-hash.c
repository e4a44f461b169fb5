#include <errno.h>
#include <string.h>
#include "../hascrypt.h"
#include "../hash.h"
#include "test.h"

#ifdef HASCRYPT
char *crypt(const char *, const char *);

static void matches(void)
{
  static const char *const kind[] = { "$6$saltsalt", "$5$saltsalt" };
  char stored[256];
  char *h;
  size_t i;

  for (i = 0; i < sizeof kind / sizeof *kind; ++i) {
    h = crypt("secret", kind[i]);
    check_row(i, h && strlen(h) < sizeof stored);
    memcpy(stored, h, strlen(h) + 1);
    check_row(i, hash_matches("secret", stored) == 1);
    check_row(i, hash_matches("secreT", stored) == 0);
    check_row(i, hash_matches("secret ", stored) == 0);
    check_row(i, hash_matches("", stored) == 0);
    stored[strlen(stored) - 1] ^= 1;
    check_row(i, hash_matches("secret", stored) == 0);
    stored[strlen(stored) - 1] = 0; /* shorter than any */
    check_row(i, hash_matches("secret", stored) == 0);
    check_row(i, hash_matches("secret", kind[i]) == 0);
  }
}

/* Failure is no answer: "*0" would match an account whose hash is that. */
static void fails(void)
{
  static const char *const stored[] = { "", "x", "*0", "*1", "!", "$9$zz$q" };
  size_t i;

  for (i = 0; i < sizeof stored / sizeof *stored; ++i) {
    errno = 0;
    check_row(i, hash_matches("secret", stored[i]) == -1 && errno != 0);
  }
}

static void wastes(void)
{
  check(hash_waste("secret") == 0 && hash_waste("") == 0);
  check(!hash_usual("$1$saltsalt$x") && !hash_usual("") && !hash_usual("x"));
  check(hash_usual("$y$j9T$x$y") + hash_usual("$6$salt$x") == 1);
  check(!hash_usual("$y") && !hash_usual("$6"));
}

static void makes(void)
{
  char stored[2][256];
  size_t i;

  for (i = 0; i < 2; ++i) {
    check(hash_new("secret", stored[i], sizeof stored[i]) == 0);
    check(hash_usual(stored[i]) && hash_matches("secret", stored[i]) == 1);
    check(hash_matches("secreT", stored[i]) == 0);
  }
  check(strcmp(stored[0], stored[1]) != 0); /* each has a salt of its own */
  i = strlen(stored[0]);
  memset(stored[0], 'x', sizeof stored[0]);
  errno = 0;
  check(hash_new("secret", stored[0], i) == -1 && errno == ERANGE);
  check(stored[0][0] == 'x' && stored[0][i] == 'x');
  check(hash_new("secret", stored[0], i + 1) == 0);
}

#else

static void matches(void)
{
  errno = 0;
  check(hash_matches("secret", "$6$saltsalt") == -1 && errno == ENOSYS);
}

static void fails(void) { check(hash_matches("x", "") == -1); }
static void wastes(void) { check(hash_waste("secret") == -1); }

static void makes(void)
{
  char stored[256];

  check(hash_new("secret", stored, sizeof stored) == -1);
}

#endif

static void made(void)
{
  static const struct { const char *setting; const char *hash; } yes[] = {
    { "$6$salt", "$6$salt$GmcwIgvdU" }, { "$y$j9T$x$y", "$y$j9T$x$z" },
    { "$2b$05$CCCC", "$2b$05$CCCCpIKr" }, { "$3$", "$3$$878d" },
    { "$md5,rounds=9$ab$", "$md5,rounds=9$ab$$..sH" },
    { "ab", "abNANd1rDfiNc" }, { "_J9..abcd", "_J9..abcd/H6HLCcf7nw" },
  };
  static const struct { const char *setting; const char *hash; } no[] = {
    { "$6$salt", 0 }, { "$6$salt", "*0" }, { "*0", "*1" }, { "*0", "*0" },
    { "$y$j9T$x$y", "$yNANd1rDfiNc" }, { "$gy$j9T$x$y", "$gNANd1rDfiNc" },
    { "$7$CU..../....", "$7NANd1rDfiNc" }, { "$y$j9T$x$y", "$6$j9T$x$y" },
    { "$y$j9T$x$y", "" }, { "$y$j9T$x$y", "$y" }, { "$6", "6" },
    { "$6", "$6NANd1rDfiNc" }, { "$", "$$NANd1rDfiNc" }, { "", "" },
    { "", "..X8NBuQ4l6uQ" }, { "ab", "acNANd1rDfiNc" }, { "x", "xx" },
  };
  size_t i;

  for (i = 0; i < sizeof yes / sizeof *yes; ++i)
    check_row(i, hash_made(yes[i].hash, yes[i].setting));
  for (i = 0; i < sizeof no / sizeof *no; ++i)
    check_row(i, !hash_made(no[i].hash, no[i].setting));
}

int main(void)
{
  made();
  matches();
  fails();
  wastes();
  makes();
  return test_end();
}
