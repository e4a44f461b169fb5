#include <string.h>
#include "commands.h"
#include "str.h"

static char line[COMMANDS_LINE]; /* the LF becomes the 0 at the end */

/* Takes what is buffered, up to an LF.  *len grows past COMMANDS_LINE for a
 * line that is too long, but is kept from going round. */
static int take(substdio *in, size_t *len)
{
  size_t n = in->q - in->p;
  char *lf = memchr(in->x + in->p, '\n', n);

  if (lf) n = (size_t)(lf - (in->x + in->p)) + 1;
  if (*len <= COMMANDS_LINE && n <= COMMANDS_LINE - *len)
    memcpy(line + *len, in->x + in->p, n);
  *len = *len > COMMANDS_LINE ? COMMANDS_LINE + 1 : *len + n;
  in->p = lf ? (size_t)(lf - in->x) + 1 : in->q;
  return lf != 0;
}

/* Without the spaces around it. */
static char *trim(char *arg)
{
  size_t n;

  while (*arg == ' ') ++arg;
  n = strlen(arg);
  while (n && arg[n - 1] == ' ') --n;
  arg[n] = 0;
  return arg;
}

char *commands_rest(char *arg)
{
  char *rest = arg + str_chr(arg, ' ');

  while (*rest == ' ') *rest++ = 0;
  return rest;
}

int commands_run(const struct command *row, const char *verb, char *arg)
{
  while (row->verb && !str_case_same(row->verb, verb)) ++row;
  if (row->arg != ARG_RAW) arg = trim(arg);
  if (row->arg == ARG_NONE && *arg) return 0;
  if ((row->arg == ARG_MUST || row->arg == ARG_RAW) && !*arg) return 0;
  row->run(arg);
  return 1;
}

int commands_line(substdio *in, char **start)
{
  size_t len = 0;
  int r;

  do {
    r = substdio_feed(in);
    if (r <= 0) return r;
  } while (!take(in, &len));
  if (len > COMMANDS_LINE) return COMMANDS_LONG;
  --len;
  if (len && line[len - 1] == '\r') --len;
  line[len] = 0;
  *start = line;
  return memchr(line, 0, len) ? COMMANDS_NUL : 1;
}

int commands_serve(substdio *in, const struct command *table,
  const struct command_errors *err)
{
  char *verb;
  char *arg;
  int r;

  while ((r = commands_line(in, &verb)) > 0) {
    if (r == COMMANDS_LONG) { err->toolong(); continue; }
    if (r == COMMANDS_NUL) { err->syntax(); continue; }
    arg = verb + str_chr(verb, ' ');
    if (*arg) *arg++ = 0;
    if (!commands_run(table, verb, arg)) err->syntax();
  }
  return r;
}
