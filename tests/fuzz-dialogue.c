/* Any bytes from a stranger before login: each line gets the reply that it
 * must, only a login gives credentials, and behind it nothing is read. */
#include <setjmp.h>
#include <unistd.h>
#include "../credentials.h"
#include "../jail.h"
#include "naive-plain.h"
#define read fuzz_read
#define write dialogue_write
#define jail_exit dialogue_exit
static ssize_t dialogue_write(int fd, const char *buf, size_t len);
static NORETURN void dialogue_exit(int code);
#include "../dialogue.c"
#include "naive-dialogue.h"

enum { TO = 7 };           /* the pipe */
static jmp_buf end;
static struct fuzz_text pipe_text;

static ssize_t dialogue_write(int fd, const char *buf, size_t len)
{
  if (fd == TO) fuzz_add(&pipe_text, buf, len);
  else fuzz_add(&fuzz_out, buf, len = fuzz_part(len));
  return (ssize_t)len;
}

static void dialogue_exit(int code) { longjmp(end, code + 1); }

static int run(const struct dialogue *settings)
{
  int r;

  memset(login, 0, sizeof login);
  in.p = in.q = out.p = pipe_text.n = 0;
  r = setjmp(end);
  if (!r) dialogue_run(settings, TO);
  return r - 1;
}

enum { NO_PLAIN = 16 };

/* The first byte: how many wrong commands there were, and NO_PLAIN. */
int LLVMFuzzerTestOneInput(const uint8_t *s, size_t n)
{
  static struct dialogue d = { .host = "host", .stamp = "<1.2@host>" };
  int first;
  int how;

  if (!fuzz_start(s, n)) return 0;
  d.offer.apop = fuzz_in.flags & FUZZ_A;
  d.stls = fuzz_in.flags & FUZZ_B;
  d.tls_first = fuzz_in.flags & FUZZ_C;
  d.greet = fuzz_in.flags & FUZZ_D;
  first = fuzz_byte();
  d.errors = first & DIALOGUE_ERRORS;
  d.offer.plain = !(first & NO_PLAIN);
  reference(&d, fuzz_in.s, fuzz_in.n);
  how = run(&d);
  must(how == (want.how | want.errors));
  must(fuzz_same(&fuzz_out, &want.out));
  must(fuzz_same(&pipe_text, &want.pipe));
  if (want.how != DIALOGUE_OVER || want.quit) must(fuzz_in.at == want.used);
  return 0;
}
