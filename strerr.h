/* strerr - lines for the log, on descriptor 2.
 *
 * One event is one line, written by one write, so that the lines of several
 * processes never mix; multilog adds the time.  A line has at most STRERR_LINE
 * bytes; the rest is cut off.  If the log cannot be written, the session goes
 * on: no call here reports failure, and all of them leave errno as it was.  All
 * are safe in a signal handler, but a line that the program had begun is then
 * lost.
 *
 * If nobody reads the log, no session waits for it.  A line that finds no room
 * within a second is given up; after that, so is each line that finds no room
 * at once.  The next line that can be written comes after one that says how
 * many lines of this process were lost, in the same write. */
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

/* A line in parts: strerr_start begins it with "program: ", and strerr_end adds
 * the line feed and writes it. */
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
