/* report - the lines that qmail-popup logs of a connection, in one form, once
 * strerr_session was called: "qmail-popup: pid N from ADDRESS ...". */
#ifndef REPORT_H
#define REPORT_H

#define REPORT_PROGRAM "qmail-popup"

/* "closed: why": there was no login. */
void report_closed(const char *why);

/* "user unknown refused: why": without asking the next program. */
void report_refused(const char *why);

/* The same, "attempt n exit r", for one that does not log what it refuses.
 * digest: it may be none that can be checked; capital letters hide it from
 * fail2ban's filter. */
void report_attempt(int n, int r, int digest);

/* "fault: reply, exit r", or "signal", from what wait_pid has. */
void report_fault(const char *reply, int r);

#endif
