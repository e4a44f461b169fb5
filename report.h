/* report - the lines that qmail-popup logs about a connection.  All of them
 * begin "qmail-popup: pid N from ADDRESS "; call strerr_session first. */
#ifndef REPORT_H
#define REPORT_H

#define REPORT_PROGRAM "qmail-popup"

/* "closed: why": there was no login. */
void report_closed(const char *why);

/* "user unknown refused: why": refused without asking the next program. */
void report_refused(const char *why);

/* The same with "attempt n exit r", for a next program that does not log its
 * refusals.  digest: it was a digest, which perhaps could not be checked;
 * capital letters hide such a line from fail2ban's filter. */
void report_attempt(int n, int r, int digest);

/* "fault: reply, exit r", or "signal", from what wait_pid has. */
void report_fault(const char *reply, int r);

#endif
