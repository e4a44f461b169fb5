#include <signal.h>
#include <string.h>
#include "../ending.h"
#include "../kind.h"
#include "../wait.h"
#include "test.h"

/* What the client is told: nothing, to try again, or what is wrong. */
static char kind(const struct ending *e)
{
  if (!e->reply) return 'd';
  if (e->refused) return strcmp(e->reply, "[AUTH] authorization failed")
    ? '?' : 'a';
  if (!strncmp(e->reply, "[SYS/PERM] ", 11)) return e->secret ? '?' : 'p';
  if (!strncmp(e->reply, "[SYS/TEMP] aack", 15)) return 'c';
  if (!strncmp(e->reply, "[SYS/TEMP] service", 18)) return 't';
  return '?';
}

/* from - last: what comes of each code */
struct range { int first, last; char kind; };

static void each(int codes, const struct range *r, size_t n)
{
  size_t i;
  int code;

  for (i = 0; i < n; ++i)
    for (code = r[i].first; code <= r[i].last; ++code) {
      const struct ending *e = ending_find(codes, code);

      check_row((size_t)code, kind(e) == r[i].kind);
      check_row((size_t)code, e->secret == (strchr("atc", r[i].kind) != 0));
    }
}

#define CODES(kind, range) \
  each((kind), (range), sizeof (range) / sizeof *(range))

static void usual_codes(void)
{
  static const struct range r[] = {
    { 0, 0, 'd' }, { 1, 1, 'a' }, { 2, 2, 'p' }, { 3, 99, 'a' },
    { 100, 100, 'p' }, { 101, 255, 't' },
    { WAIT_SIGNAL + 1, WAIT_SIGNAL + SIGALRM - 1, 'c' },
    { WAIT_SIGNAL + SIGALRM, WAIT_SIGNAL + SIGALRM, 't' },
    { WAIT_SIGNAL + SIGALRM + 1, WAIT_SIGNAL + 64, 'c' },
  };

  CODES(KIND_USUAL, r);
}

/* As Debian's cvm 0.97 ends. */
static void cvm_codes(void)
{
  static const struct range r[] = {
    { 0, 0, 'd' }, { 1, 1, 't' }, { 2, 2, 'p' }, { 3, 99, 't' },
    { 100, 100, 'a' }, { 101, 255, 't' },
    { WAIT_SIGNAL + 1, WAIT_SIGNAL + SIGALRM - 1, 'c' },
    { WAIT_SIGNAL + SIGALRM, WAIT_SIGNAL + SIGALRM, 't' },
  };

  CODES(KIND_CVM, r);
}

int main(void)
{
  usual_codes();
  cvm_codes();
  check(kind(&ending_refused) == 'a' && ending_refused.secret);
  return test_end();
}
