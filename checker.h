/* checker - what the programs that check a password have in common: a login
 * and a password come on descriptor 3, the log says what came of them, and
 * the process becomes the user and runs the rest of the command line.
 *
 * The functions are called in the order in which they stand here.  If
 * something fails they end the process, as the checker_die_ functions do:
 * after a line that says what, and with the password erased. */
#ifndef CHECKER_H
#define CHECKER_H

#include "noreturn.h"
#include "user.h"

/* What a process of a checker needs before anything else.  program is who
 * speaks in the log. */
void checker_start(const char *program);

/* Reads descriptor 3 to its end and closes it.  The login stays valid until
 * the process ends or runs another program, the password until
 * checker_forget erases it.  From now on the log says whose session it is. */
void checker_read(const char **login, const char **password);

/* From now on the log has this login, in the place of the one that was read;
 * it must stay valid.  checker_local is that for an account which has no
 * domain: the login in its one form, as login.h says. */
void checker_login(const char *login);
const char *checker_local(const char *login);

/* Makes descriptor 3 once more as it was read, for another checker. */
void checker_again(void);

/* Right behind the check, before a line is logged: the log may take its
 * time, and no password is to wait for it. */
void checker_forget(void);

/* Needs the rights of root, which are given up for ever; the supplementary
 * groups are the caller's to set before it.  Afterwards the process is the
 * user, in its home, with USER, HOME and SHELL in the environment. */
void checker_become(const struct user *u);

/* "accepted" in the log, or "by label accepted"; then argv takes the place of
 * this program.  checker_exec is that without the line, for another
 * checker. */
NORETURN void checker_run(char **argv, const char *label);
NORETURN void checker_exec(char **argv);

/* EXIT_REFUSED, and the log says "refused: why"; EXIT_MISUSE; EXIT_LATER,
 * "cannot what object: errno in words". */
NORETURN void checker_die_refused(const char *why);
NORETURN void checker_die_misuse(const char *why);
NORETURN void checker_die_sys(const char *what, const char *object);

/* The same for a file, as fault.h has it. */
NORETURN void checker_die_file(const char *what, const char *path);

/* checker_die_sys with the login, for a check that could not be made; if that
 * was for want of memory, ENOMEM, the log says how much there could be. */
NORETURN void checker_die_hash(const char *what);

#endif
