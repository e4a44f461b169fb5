/* commands - reading command lines and finding who answers them.
 *
 * A line ends in LF or CRLF and has at most COMMANDS_LINE bytes with that.
 * The verb is what comes before the first space, in any case of letters;
 * the argument all that follows this space, but for spaces around it, which
 * only a row with ARG_RAW gets to see. */
#ifndef COMMANDS_H
#define COMMANDS_H

#include "substdio.h"

enum { COMMANDS_LINE = 1000 };

/* What a row wants: no argument; one; one or none; one, with every byte
 * after the first space. */
enum { ARG_NONE, ARG_MUST, ARG_MAYBE, ARG_RAW };

/* A table ends with a row whose verb is null: it answers all other verbs.
 * run may change or erase the argument, which is gone when it returns. */
struct command {
  const char *verb;
  int arg;
  void (*run)(char *arg);
};

/* What is called for a line that reaches no row: over the limit; with a 0
 * byte in it, or with an argument missing or too many. */
struct command_errors {
  void (*toolong)(void);
  void (*syntax)(void);
};

/* Reads one line: 1 and *line is it, without its end, to be changed or
 * erased at will until the next call; 0 at the end of input, where a last
 * line without LF is no line; -1 if in->op failed; COMMANDS_LONG if it is over
 * the limit, and then nothing of it is kept; COMMANDS_NUL if it has a 0
 * byte. */
enum { COMMANDS_LONG = 2, COMMANDS_NUL = 3 };
int commands_line(substdio *in, char **line);

/* Ends arg at its first space, and returns what follows the spaces there:
 * the empty string if nothing does. */
char *commands_rest(char *arg);

/* Runs the row for the verb: 1, or 0 if the argument is not as it wants. */
int commands_run(const struct command *row, const char *verb, char *arg);

/* Answers every line that comes, until commands_line says 0 or -1: that. */
int commands_serve(substdio *in, const struct command *table,
  const struct command_errors *err);

#endif
