#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "../glue.h"
#include "test.h"

static char s[8];
static volatile size_t nine = 9; /* more than there is */

static void prints(void)
{
  check(__snprintf_chk(s, 8, 1, 8, "%s-%d", "ab", 12) == 5);
  check(!strcmp(s, "ab-12"));
  check(__snprintf_chk(s, 4, 1, 8, "%s-%d", "ab", 12) == 5);
  check(!strcmp(s, "ab-"));
}

static void erases(void)
{
  memset(s, 'x', sizeof s);
  __explicit_bzero_chk(s, 3, sizeof s);
  check(!memcmp(s, "\0\0\0xxxxx", 8));
}

/* Every length up to some hundred, with bytes on both sides that stay. */
static void copies(void)
{
  enum { MOST = 600 };
  static unsigned char from[MOST];
  static unsigned char to[MOST + 2];
  size_t bad = 0;
  size_t n;
  size_t i;

  for (i = 0; i < MOST; ++i) from[i] = (unsigned char)(i * 7 + i / 256);
  for (n = 0; n <= MOST; ++n) {
    memset(to, 'x', sizeof to);
    bad += __wrap_memcpy(to + 1, from, n) != to + 1;
    bad += to[0] != 'x' || to[n + 1] != 'x' || memcmp(to + 1, from, n) != 0;
  }
  check(!bad);
}

static int prints_too_much(void)
{
  (void)__snprintf_chk(s, nine, 1, 8, "x");
  return 0;
}

static int erases_too_much(void)
{
  __explicit_bzero_chk(s, nine, 8);
  return 0;
}

static int makes_a_salt(void)
{
  arc4random_buf(s, 8);
  return 0;
}

/* Where glibc would end the process, too. */
static void ends(void)
{
  check(test_child(prints_too_much) == 256 + SIGABRT);
  check(test_child(erases_too_much) == 256 + SIGABRT);
  check(test_child(makes_a_salt) == 256 + SIGABRT);
}

static void scans(void)
{
  char number[] = "17x";
  char *end;

  check(__isoc23_strtoul(number, &end, 10) == 17 && end == number + 2);
}

#if !defined __arm__ || !defined __GLIBC__
static void maps(void)
{
  int fd = open("/dev/zero", O_RDONLY);
  char *page = mmap64(0, 8, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);

  check(page != MAP_FAILED);
  if (page == MAP_FAILED) return;
  check(page[7] == 0);
  page[7] = 'x';
  check(munmap(page, 8) == 0);
  check(close(fd) == 0);
  check(mmap64(0, 8, PROT_READ, MAP_PRIVATE, -1, 0) == MAP_FAILED);
}
#endif

int main(void)
{
  prints();
  copies();
  erases();
  ends();
  scans();
#if defined __arm__ && defined __GLIBC__
  skip("glibc's mmap has an offset of 32 bits, at another place than 64 bits");
#else
  maps();
#endif
  return test_end();
}
