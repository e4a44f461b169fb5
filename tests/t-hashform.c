#include <string.h>
#include "../hascrypt.h"
#include "../hashform.h"
#include "test.h"

#ifdef HASCRYPT
char *crypt(const char *, const char *);
#endif

#define X11 "abcdefghijk"
#define X22 X11 X11
#define X43 X22 "abcdefghij" X11
#define X53 X43 "0123456789"
#define X86 X43 X43

static const struct { const char *hash; size_t kind; int whole; } row[] = {
  { "$y$j9T$salt$" X43, 7, 1 }, { "$y$j9T$$" X43, 7, 1 },
  { "$y$j9T$salt$" X43 "x", 7, 0 }, { "$y$j9T$salt$" X22, 7, 0 },
  { "$y$j9T$salt", 7, 0 }, { "$y$j9T", 3, 0 }, { "$y$", 3, 0 },
  { "$y$j9T$F5Jx5fEx!", 7, 0 }, { "$y$j9T$sa!t$" X43, 7, 0 },
  { "$gy$j9T$salt$" X43, 8, 1 },
  { "$7$CU..../....salt$" X43, 14, 1 }, { "$7$CU..", 3, 0 },
  { "$2b$10$" X53, 7, 1 }, { "$2y$10$" X53, 7, 1 }, { "$2a$05$" X53, 7, 1 },
  { "$2b$10$" X43, 7, 0 }, { "$2b$10$" X53 "x", 7, 0 }, { "$2b$", 4, 0 },
  { "$6$salt$" X86, 3, 1 }, { "$6$$" X86, 3, 1 },
  { "$6$rounds=1000$salt$" X86, 15, 1 }, { "$6$salt$" X43, 3, 0 },
  { "$6$salt$" X86 ":", 3, 0 }, { "$6$sa:t$" X86, 3, 0 },
  { "$6$rounds=1000", 3, 0 },
  { "$5$salt$" X43, 3, 1 }, { "$5$rounds=9$salt$" X43, 12, 1 },
  { "$1$salt$" X22, 3, 1 }, { "$1$salt$" X43, 3, 0 },
  { "$sha1$40000$salt$abcdefghijklmnopqrstuvwx0123", 12, 1 },
  { "$md5,rounds=904$salt$$" X22, 16, 1 }, { "$md5$salt$$" X22, 5, 1 },
  { "_J9..salt0123456789a", 5, 1 }, { "_J9..", 5, 0 }, { "_J9", 1, 0 },
  { "ab0123456789A", 0, 1 }, { "ab0123456789", 0, 0 },
  { "ab0123456789AB", 0, 0 }, { "ab012345678!A", 0, 0 },
  { "", 0, 0 }, { "x", 0, 0 }, { "!", 0, 0 }, { "*0", 0, 0 },
  { "$9$zz", 0, 0 }, { "$", 0, 0 }, { "{CRYPT}x", 0, 0 },
};

static void forms(void)
{
  size_t i;

  for (i = 0; i < sizeof row / sizeof *row; ++i) {
    check_row(i, hashform_kind(row[i].hash) == row[i].kind);
    check_row(i, hashform_whole(row[i].hash) == row[i].whole);
  }
}

static void too_long(void)
{
  char hash[HASH_MAX + 2];
  size_t n = sizeof hash - 1 - 44;

  memset(hash, 'a', sizeof hash - 1);
  hash[sizeof hash - 1] = 0;
  memcpy(hash, "$5$", 3);
  hash[n] = '$';
  check(strlen(hash) == HASH_MAX + 1 && !hashform_whole(hash));
  hash[n] = 'a';
  hash[n - 1] = '$';
  hash[sizeof hash - 2] = 0;
  check(strlen(hash) == HASH_MAX && hashform_whole(hash));
}

/* What crypt makes is whole, and is of the kind of its setting. */
static void real(void)
{
#ifdef HASCRYPT_H
  static const char *const setting[] = { "$y$j9T$salt", "$gy$j9T$salt",
    "$7$CU..../....salt", "$2b$05$abcdefghijklmnopqrstuu", "$6$salt",
    "$6$rounds=1000$salt", "$5$salt", "$5$rounds=1000$salt", "$1$salt",
    "$sha1$40$salt", "$md5,rounds=904$salt", "_J9..salt", "ab" };
  const char *hash;
  size_t i;

  for (i = 0; i < sizeof setting / sizeof *setting; ++i) {
    hash = crypt("some password", setting[i]);
    if (!hash || *hash == '*') { skip("no such kind here"); continue; }
    check_row(i, hashform_whole(hash));
    check_row(i, hashform_kind(hash) <= strlen(setting[i]));
    check_row(i, !strncmp(hash, setting[i], hashform_kind(hash)));
  }
#else
  skip("no crypt.h");
#endif
}

int main(void)
{
  forms();
  too_long();
  real();
  return test_end();
}
