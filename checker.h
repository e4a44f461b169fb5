/* checker - what the programs that check passwords have in common.  They read
 * a login and a password from descriptor 3, log the result, become the user
 * and run the rest of the command line.
 *
 * Call the functions in the order in which they stand here.  If one fails, it
 * logs why, erases the password and ends the process, as the checker_die_
 * functions do. */
#ifndef CHECKER_H
#define CHECKER_H

#include "noreturn.h"
#include "user.h"

/* Prepares the process; call it first.  program is the name in the log. */
void checker_start(const char *program);

/* Reads descriptor 3 to its end and closes it.  The login stays valid until
 * the process ends or runs another program, the password until
 * checker_forget erases it.  From now on the log says whose session it is. */
void checker_read(const char **login, const char **password);

/* From now on the log shows this login, which must stay valid, instead of the
 * one that was read.  checker_local does this for an account without a domain:
 * it brings the login into its one form, as login.h says, and returns it. */
void checker_login(const char *login);
const char *checker_local(const char *login);

/* Makes descriptor 3 again, with the same bytes, for another checker, puts the
 * limits back that limit_raise has raised, and erases the password. */
void checker_again(void);

/* Erases the password.  Call it right after the check, before a line is
 * logged, since the log may be slow. */
void checker_forget(void);

/* Gives up the rights of root for ever and becomes the user, in the user's
 * home, with USER, HOME and SHELL in the environment.  The caller must be root
 * and must have set the supplementary groups. */
void checker_become(const struct user *u);

/* Puts the limits back, logs "accepted", or "by label accepted", and runs argv
 * in place of this program.  checker_exec only runs it, and is for another
 * checker. */
NORETURN void checker_run(char **argv, const char *label);
NORETURN void checker_exec(char **argv);

/* These log a line and exit: "refused: why" with EXIT_REFUSED; why with
 * EXIT_MISUSE; "cannot what object: errno in words" with EXIT_LATER. */
NORETURN void checker_die_refused(const char *why);
NORETURN void checker_die_misuse(const char *why);
NORETURN void checker_die_sys(const char *what, const char *object);

/* The same for a file, as fault.h has it. */
NORETURN void checker_die_file(const char *what, const char *path);

/* As checker_die_sys, with the login as the object, for a check that could not
 * be made.  If memory was short (ENOMEM), the log says what the limit is. */
NORETURN void checker_die_hash(const char *what);

#endif
