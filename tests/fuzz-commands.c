/* Anything as command lines, in any parts: each line reaches the row that it
 * must, with its argument, or is the error that it must be. */
#include "../commands.h"
#include "fuzz.h"

static struct fuzz_text got;
static struct fuzz_text want;

static void event(struct fuzz_text *t, const char *what, const char *arg)
{
  fuzz_adds(t, what);
  fuzz_adds(t, arg);
  fuzz_adds(t, "\n");
}

static void none(char *arg) { event(&got, "none:", arg); }
static void one(char *arg) { event(&got, "one:", arg); }
static void maybe(char *arg) { event(&got, "maybe:", arg); }
static void raw(char *arg) { event(&got, "raw:", arg); memset(arg, 'x', 1); }
static void other(char *arg) { event(&got, "other:", arg); }
static void toolong(void) { event(&got, "long", ""); }
static void syntax(void) { event(&got, "syntax", ""); }

static const struct command table[] = {
  { "n", ARG_NONE, none },
  { "one", ARG_MUST, one },
  { "m", ARG_MAYBE, maybe },
  { "raw", ARG_RAW, raw },
  { 0, ARG_MAYBE, other }
};
static const struct command_errors errors = { toolong, syntax };

static int is(const char *verb, const char *name)
{
  for (; *name; ++verb, ++name)
    if (*verb != *name && *verb != *name - 'a' + 'A') return 0;
  return !*verb;
}

static void reference_verb(char *verb)
{
  char *space = strchr(verb, ' ');
  char *arg = space ? space + 1 : verb + strlen(verb);
  char *end = arg + strlen(arg);

  if (space) *space = 0;
  if (is(verb, "raw")) {
    if (*arg) event(&want, "raw:", arg); else event(&want, "syntax", "");
    return;
  }
  while (*arg == ' ') ++arg;
  while (end > arg && end[-1] == ' ') --end;
  *end = 0;
  if (is(verb, "n")) event(&want, *arg ? "syntax" : "none:", "");
  else if (is(verb, "one"))
    event(&want, *arg ? "one:" : "syntax", arg);
  else event(&want, is(verb, "m") ? "maybe:" : "other:", arg);
}

/* The line, which ends in an LF, is n bytes with that. */
static void reference_line(const char *s, size_t n)
{
  char *line;

  if (n > 1000) { event(&want, "long", ""); return; }
  --n;
  if (n && s[n - 1] == '\r') --n;
  line = fuzz_string(s, n);
  if (strlen(line) < n) event(&want, "syntax", "");
  else reference_verb(line);
  free(line);
}

int LLVMFuzzerTestOneInput(const uint8_t *s, size_t n)
{
  static char inbuf[2048];
  substdio in = SUBSTDIO_INIT(fuzz_read, 0, inbuf, sizeof inbuf);
  const char *lf;
  const char *p;
  const char *end;

  if (!fuzz_start(s, n)) return 0;
  if (fuzz_in.flags & FUZZ_A) in.n = 1;
  got.n = want.n = 0;
  end = fuzz_in.s + fuzz_in.n;
  for (p = fuzz_in.s; p < end; p = lf + 1) {
    lf = memchr(p, '\n', (size_t)(end - p));
    if (!lf) break;
    reference_line(p, (size_t)(lf - p) + 1);
  }
  must(commands_serve(&in, table, &errors)
    == (fuzz_in.flags & FUZZ_FAIL ? -1 : 0));
  must(fuzz_same(&got, &want));
  return 0;
}
