/* strerr - lines for the log, on descriptor 2.
 *
 * One event is one line, written by one write, so that the lines of several
 * processes never mix; multilog adds the time.  A line is at most
 * STRERR_LINE bytes; what would go past that is left out.  A log that cannot
 * be written is no reason to stop serving: no call here reports failure, and
 * all of them leave errno as it was.  All are safe in a signal handler,
 * except that a line begun by the program is then lost.
 *
 * A log that nobody reads holds nobody: a line that finds no room within a
 * second is given up, and so is each one after it that finds no room at once.
 * The next that can be written is a line behind one that says how many of
 * this process were lost, in the same write. */
#ifndef STRERR_H
#define STRERR_H

#include <stdint.h>

enum { STRERR_LINE = 2000, STRERR_PATH = 700 };

/* From now on descriptors 0 and 1 are a client's.  If 2 is the same connection,
 * as under inetd, no line is written. */
void strerr_client(void);

/* From now on each line says, after the program's name, whose session it is:
 * what strerr_who writes, " user ", and the user, made safe, or "unknown" if
 * user is "".  user must stay valid; if it is null, no user is named. */
void strerr_session(const char *user);

/* A line in parts: "program: " first, at the end "\n" and the write. */
void strerr_start(const char *program);
void strerr_text(const char *s);
void strerr_num(uint64_t u);
void strerr_end(void);

/* For a string that somebody else chose.  Only the bytes 0x21 to 0x7e except \
 * are written as they are.  Any other is written as \x and two hexadecimal
 * digits, so that nobody can take a space or a line feed in it for one of ours.
 * After 100 bytes the string is cut, and "..." is added. */
void strerr_safe(const char *s);

/* The same for the path of a file.  If it does not begin with a slash, the
 * working directory is put before it.  It is cut after STRERR_PATH bytes. */
void strerr_path(const char *path);

/* "pid N from ADDRESS": this process, and the client's address (remote.h), or
 * "unknown" if there is none. */
void strerr_who(void);

/* Whole lines: "program: level: message" and
 * "program: level: cannot what object: words for the errno e"; level is
 * "fatal" or "warning", what is our words, and object is made safe. */
void strerr_say(const char *program, const char *level, const char *message);
void strerr_sys(const char *program, const char *level, const char *what,
  const char *object, int e);

#endif
