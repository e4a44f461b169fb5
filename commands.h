/* commands - reads command lines, and calls the function for each.
 *
 * A line ends in LF or CRLF, and has at most COMMANDS_LINE bytes including its
 * end.  The verb is everything before the first space, in upper or lower case.
 * The argument is everything after that space, without the spaces around it;
 * only a row with ARG_RAW gets these spaces too. */
#ifndef COMMANDS_H
#define COMMANDS_H

#include "substdio.h"

enum { COMMANDS_LINE = 1000 };

/* Which argument a row takes: none; one; one or none; one, with every byte
 * after the first space. */
enum { ARG_NONE, ARG_MUST, ARG_MAYBE, ARG_RAW };

/* A table ends with a row whose verb is null: it answers all other verbs.
 * run may change or erase the argument, which is gone when it returns. */
struct command {
  const char *verb;
  int arg;
  void (*run)(char *arg);
};

/* Called for a line that reaches no row: toolong if it is over the limit;
 * syntax if it has a 0 byte, or if the argument is missing or not allowed. */
struct command_errors {
  void (*toolong)(void);
  void (*syntax)(void);
};

/* Reads one line.  1 = *line is the line without its end; the caller may
 * change or erase it, until the next call.  0 = the input has ended; a last
 * line without LF does not count.  -1 = in->op failed.  COMMANDS_LONG = the
 * line is over the limit, and nothing of it is kept.  COMMANDS_NUL = it has a
 * 0 byte. */
enum { COMMANDS_LONG = 2, COMMANDS_NUL = 3 };
int commands_line(substdio *in, char **line);

/* Ends arg at its first space, and returns what follows the spaces, perhaps
 * the empty string. */
char *commands_rest(char *arg);

/* Runs the row for the verb.  1 = done; 0 = the row does not take this
 * argument. */
int commands_run(const struct command *row, const char *verb, char *arg);

/* Answers every line until commands_line returns 0 or -1, and returns that. */
int commands_serve(substdio *in, const struct command *table,
  const struct command_errors *err);

#endif
