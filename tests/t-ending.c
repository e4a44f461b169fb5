#include <signal.h>
#include <string.h>
#include "../ending.h"
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

static void codes(const char *program, const struct range *r, size_t n)
{
  const struct ending_rules *rules = ending_rules(program);
  size_t i;
  int code;

  for (i = 0; i < n; ++i)
    for (code = r[i].first; code <= r[i].last; ++code) {
      const struct ending *e = ending_find(rules, code);

      check_row((size_t)code, kind(e) == r[i].kind);
      check_row((size_t)code, e->secret == (strchr("atc", r[i].kind) != 0));
    }
}

#define CODES(program, range) \
  codes((program), (range), sizeof (range) / sizeof *(range))

static void usual_codes(void)
{
  static const struct range r[] = {
    { 0, 0, 'd' }, { 1, 1, 'a' }, { 2, 2, 'p' }, { 3, 99, 'a' },
    { 100, 100, 'p' }, { 101, 255, 't' },
    { WAIT_SIGNAL + 1, WAIT_SIGNAL + SIGALRM - 1, 'c' },
    { WAIT_SIGNAL + SIGALRM, WAIT_SIGNAL + SIGALRM, 't' },
    { WAIT_SIGNAL + SIGALRM + 1, WAIT_SIGNAL + 64, 'c' },
  };

  CODES("checkpassword", r);
  CODES("/bin/checkpassword", r);
  CODES("vchkpw", r);
  CODES("", r);
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

  CODES("cvm-checkpassword", r);
  CODES("/usr/bin/cvm-checkpassword", r);
}

static void names(void)
{
  static const struct { const char *path; int hashes, logs; } row[] = {
    { "checkpassword", 1, 1 }, { "/bin/checkpassword", 1, 1 },
    { "./checkpassword", 1, 1 }, { "a//checkpassword", 1, 1 },
    { "checkmail", 1, 1 }, { "/bin/checkmail", 1, 1 },
    { "checkpassword/", 0, 0 }, { "checkpasswordx", 0, 0 },
    { "xcheckpassword", 0, 0 }, { "checkpassword/x", 0, 0 },
    { "cvm-checkpassword", 0, 0 }, { "", 0, 0 }, { "/", 0, 0 },
  };
  size_t i;

  for (i = 0; i < sizeof row / sizeof *row; ++i) {
    const struct ending_rules *r = ending_rules(row[i].path);

    check_row(i, r->hashes == row[i].hashes && r->logs == row[i].logs);
  }
  check(kind(&ending_refused) == 'a' && ending_refused.secret);
}

int main(void)
{
  usual_codes();
  cvm_codes();
  names();
  return test_end();
}
