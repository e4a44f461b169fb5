/* Any bytes as the file pop3.octets of a maildir: a message gets what a line
 * says of it, or nothing; nobody gets anything if some line is malformed; and
 * what is written is found again. */
#include <fcntl.h>
#include <unistd.h>
#include "../maildir.h"
#include "../name.h"
#include "../octets.h"
#include "naive-octetline.h"

/* In order of delivery, so many that the cache is used; some as a fuzzer
 * can guess them. */
static const char *const name[] = {
  "cur/1.a", "cur/1.b:2,S", "new/2.", "cur/9.a:2,", "cur/9.a,W=7", "cur/10.a",
  "cur/20.nolf\nhere", "new/untimed", "cur/18446744073709551615.z:2,"
};
enum { MESSAGES = sizeof name / sizeof *name, UNTIMED = 7, LF = 6, KNOWN = 4 };
static struct maildir d;

static void fresh(void)
{
  struct name n;
  size_t i;

  maildir_free(&d);
  for (i = 0; i < MESSAGES; ++i) {
    name_take(&n, name[i] + 4);
    if (!n.timed) n.when = 30;
    must(!i || maildir_order(&d, i - 1, n.when, name[i] + 4) < 0);
    must(maildir_add(&d, name[i], name[i] + 4, &n));
    d.m[i].octets = MAILDIR_UNKNOWN;
    (void)name_octets(name[i] + 4, &d.m[i].octets);
  }
}

/* Is it said of message i that it has u octets? */
static int said(size_t i, uint64_t u)
{
  const char *s = fuzz_in.s;
  size_t n = fuzz_in.n;
  uint64_t octets;
  char *found;
  int good = 0;
  int r;

  while ((r = fuzz_line(&s, &n, &octets, &found)) == 1) {
    good |= octets == u && name_order(found, name[i] + 4) == 0;
    free(found);
  }
  return good && r == 0;
}

static void recalls(uint64_t before[MESSAGES])
{
  int fd = open("pop3.octets", O_WRONLY | O_CREAT | O_TRUNC, 0600);
  size_t i;

  must(write(fd, fuzz_in.s, fuzz_in.n) == (ssize_t)fuzz_in.n && !close(fd));
  fresh();
  octets_load(&d);
  for (i = 0; i < MESSAGES; ++i) {
    before[i] = d.m[i].octets;
    if (i == KNOWN && !d.m[i].found) must(before[i] == 7);
    else if (d.m[i].found) must(said(i, before[i]));
    else must(before[i] == MAILDIR_UNKNOWN);
  }
}

/* Half of them are counted, the others as the cache has them. */
static void remembers(const uint64_t before[MESSAGES])
{
  size_t i;

  fresh();
  for (i = 1; i < MESSAGES; i += 2) octets_learn(&d, i, UINT64_MAX - 1 - i);
  octets_save(&d, 1);
  fresh();
  octets_load(&d);
  for (i = 0; i < MESSAGES; ++i)
    if (i == LF) must(d.m[i].octets == MAILDIR_UNKNOWN);
    else if (i == KNOWN || i % 2 == 0) must(d.m[i].octets == before[i]);
    else if (i != UNTIMED) must(d.m[i].octets == UINT64_MAX - 1 - i);
}

int LLVMFuzzerTestOneInput(const uint8_t *s, size_t n)
{
  uint64_t before[MESSAGES];

  if (!fuzz_start(s, n)) return 0;
  fuzz_enter("tmp", "pop3.octets");
  recalls(before);
  remembers(before);
  must(!fchdir(fuzz_here));
  return 0;
}
